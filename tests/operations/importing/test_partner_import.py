"""Partners from a file: checked row by row, stored batch by batch, the same file twice once (E17)."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from onboardctl.core.errors import InvalidInput
from onboardctl.operations.history import undo
from onboardctl.operations.partner.importing import ImportPartners, import_partners
from onboardctl.store.verifying import verify

HEADING = ("name", "contract", "playbook", "tier", "segment", "signed", "contact_name", "contact_email", "users", "timezone")  # fmt: skip
ELM = ("Elmwood Staffing", "C-1", "beta-28-day", "business", "recruiter", "2026-03-02", "Nora Vance", "nora@elmwood.example", "120", "America/Chicago")  # fmt: skip
OAK = ("Oakfield College", "C-2", "beta-28-day", "enterprise", "university", "2026-03-01", "Jo Lind", "jo@oak.example", "40", "Europe/Berlin")  # fmt: skip


def looked_at(_: int) -> None:
    """Nobody watches."""


@pytest.fixture
def take(session, tmp_path):
    """Import rows; the answer's data."""

    def importing(*rows, heading=HEADING, name="partners.csv", **words):
        path = tmp_path / name
        with path.open("w", encoding=words.pop("encoding", "utf-8"), newline="") as file:
            csv.writer(file).writerows([heading, *rows])
        asked = session._replace(dry_run=words.pop("dry_run", False))
        request = ImportPartners(path, words.pop("defaults", {}), **words)
        return import_partners(asked, request, looked_at)

    importing.session = session
    return importing


def partners(session):
    return {row["slug"]: row for row in session.store.rows("partner.imported")}


def changed(row, **cells):
    """A row with other cells."""
    return tuple(cells.get(name, cell) for name, cell in zip(HEADING, row, strict=True))


def test_e17_partners_are_taken_on_from_a_file(take):
    data = take(ELM, OAK).data
    assert (data.rows, data.new, data.rejected) == (2, 2, 0)
    rows = partners(take.session)
    assert (rows["elmwood-staffing"]["contract"], rows["elmwood-staffing"]["users"]) == ("C-1", 120)
    oak = take.session.partner(take.session.find_partner("oakfield")["partner_id"])
    assert (oak.given["accepted"], oak.zone, oak.tier) == (
        "2026-03-01",
        "Europe/Berlin",
        "enterprise",
    )
    assert len(oak.plan.tasks) == 13
    assert not [found for _, found in verify(take.session.store) if found]


def test_e17_a_wrong_row_is_set_aside_with_its_reason_and_the_rest_is_taken(take):
    wrong = [
        (changed(OAK, tier="enterprize"), "tier", 'did you mean "enterprise"?'),
        (changed(OAK, contact_email="jo at oak"), "contact_email", "not an e-mail address"),
        (changed(OAK, signed="31.2.2026"), "signed", "not a date"),
        (changed(OAK, timezone="Europe/Berlni"), "timezone", "no time zone"),
        (changed(OAK, users="many"), "users", "whole number of users"),
        (changed(OAK, users="1,5"), "users", "whole number of users"),
        (changed(OAK, playbook="beta-28"), "playbook", 'no playbook is called "beta-28"'),
        (changed(OAK, contract="C-1"), "contract", "is in row 2 already"),
        (
            changed(OAK, name="ELMWOOD staffing, Inc.", contract="C-9"),
            "name",
            "looks like elmwood-staffing",
        ),
        (changed(OAK, name=" "), "name", "name is empty"),
    ]
    answer = take(ELM, *[row for row, _, _ in wrong])
    data = answer.data
    assert (data.new, data.rejected, answer.exit_code) == (1, len(wrong), 8)
    for problem, (_, column, said) in zip(data.problems, wrong, strict=True):
        assert (problem.column, said in problem.problem) == (column, True), problem
    with open(data.rejected_file, encoding="utf-8") as file:
        kept = list(csv.DictReader(file))
    assert [row["row"] for row in kept] == [str(number) for number in range(3, 3 + len(wrong))]
    assert kept[0]["tier"] == "enterprize"
    assert set(partners(take.session)) == {"elmwood-staffing"}


def test_e17_a_rejected_file_is_mended_and_imported(take, tmp_path):
    answer = take(ELM, changed(OAK, tier="enterprize"))
    path = tmp_path / "partners.rejected.csv"
    assert str(path) == answer.data.rejected_file
    path.write_text(
        path.read_text(encoding="utf-8").replace("enterprize", "enterprise"), encoding="utf-8"
    )
    data = import_partners(take.session, ImportPartners(path, {}), looked_at).data
    assert (data.new, data.rejected) == (1, 0)


def test_e17_the_same_file_twice_changes_nothing(take):
    take(ELM, OAK)
    facts = take.session.store.one("event.count")["facts"]
    data = take(ELM, OAK).data
    assert (data.new, data.unchanged, data.rejected) == (0, 2, 0)
    assert take.session.store.one("event.count")["facts"] == facts


def test_e17_a_known_partner_is_compared_and_never_changed(take):
    take(ELM)
    data = take(changed(ELM, tier="enterprise")).data
    (problem,) = data.problems
    assert (problem.column, data.new) == ("tier", 0)
    assert "on the books with tier business, not enterprise" in problem.problem
    assert partners(take.session)["elmwood-staffing"]["tier"] == "business"


def test_e17_an_interrupted_import_goes_on_where_it_stopped(take):
    rows = [changed(OAK, name=f"College {word}", contract=f"K-{word}") for word in ("Amber", "Birch", "Cedar", "Dogwood", "Elder")]  # fmt: skip
    read = []

    def cut(number: int) -> None:
        read.append(number)
        if len(read) == 4:
            raise KeyboardInterrupt

    path = take(dry_run=True, name="many.csv").data.file
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADING, *rows])
    request = ImportPartners(Path(path), {}, batch=2)
    with pytest.raises(KeyboardInterrupt):
        import_partners(take.session, request, cut)
    assert len(partners(take.session)) == 2
    data = import_partners(take.session, request, looked_at).data
    assert (data.new, data.unchanged) == (3, 2)


def test_e17_a_dry_run_checks_everything_and_writes_nothing(take, tmp_path):
    data = take(ELM, changed(OAK, tier="x"), dry_run=True).data
    assert (data.new, data.rejected, data.rejected_file) == (1, 1, None)
    assert partners(take.session) == {}
    assert [path.name for path in tmp_path.glob("*.rejected.csv")] == []


def test_e17_columns_words_and_dates_of_another_system_are_mapped(take):
    answer = take(
        ("Hazel Group", "C-7", "Gold", "enterprise", "02.03.2026", "li@hazel.example", "2,400", "Won"),
        heading=("Account Name", "Contract ID", "Service Plan", "Industry", "Close date", "Email", "Seats", "Stage"),
        columns=("tier=Service Plan",),
        values=("tier:gold=business",),
        date_format="%d.%m.%Y",
        defaults={"playbook": "beta-28-day"},
    )  # fmt: skip
    assert (answer.data.new, answer.data.problems) == (1, ())
    row = partners(take.session)["hazel-group"]
    assert (row["tier"], row["users"], row["contract"]) == ("business", 2400, "C-7")
    hazel = take.session.partner(take.session.find_partner("hazel")["partner_id"])
    assert hazel.given["accepted"] == "2026-03-02"


def test_e17_json_lines_and_legacy_encodings_are_read(take, session, tmp_path):
    path = tmp_path / "partners.jsonl"
    row = dict(zip(HEADING, ELM, strict=True)) | {"users": 120, "facts": None}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert import_partners(session, ImportPartners(path, {}), looked_at).data.new == 1
    answer = take(changed(OAK, name="Café Söhne"), encoding="cp1252")
    assert answer.data.new == 1
    assert "cafe-sohne" in partners(session)
    assert answer.warnings[0].code == "import.encoding"


def test_e17_an_import_that_fails_offers_four_steps(take):
    (error,) = take(changed(ELM, tier="x")).errors
    for step in ("columns that --help names", "read as utf-8", "fewer rows at a time", "--dry-run"):
        assert step in error.hint


def test_e17_a_batch_is_one_change_and_undone_as_one(take):
    take(ELM, OAK)
    undo(take.session)
    assert partners(take.session) == {}


@pytest.mark.parametrize(
    "words",
    [{"columns": ("teir=Plan",)}, {"columns": ("tier",)}, {"values": ("tier=gold",)}],
)
def test_e17_a_mapping_that_names_nothing_is_refused(take, words):
    with pytest.raises(InvalidInput):
        take(ELM, **words)
