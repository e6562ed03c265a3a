"""A name finds the partner's own mail: workspace before bundled, brand before shared, language."""

from __future__ import annotations

import json
import sys

import pytest

from mail_samples import HEAD, context
from onboardctl import definitions
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.templating import kept
from onboardctl.templating.catalogue import Library, read_text
from onboardctl.templating.rendering import render

PLAYBOOKS = (
    "b2b-partner",
    "beta-28-day",
    "customer-onboarding",
    "partner-enablement",
    "partnership-lifecycle",
)


def write(folder, path, body="Own {{ organization }}", **changes):
    text = HEAD.format(subject="S", variables="  organization: text").replace(
        "id: note", f"id: {path.rpartition('/')[2]}" + changes.get("more", "")
    )
    file = folder / f"{path}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + body, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "brand", "locale", "file"),
    [
        ("welcome", "skillforge", "en", "templates/skillforge/en/welcome.md"),
        ("welcome", "skillforge", "de", "templates/skillforge/de/welcome.md"),
        ("welcome", "skillforge", "de-AT", "templates/skillforge/de/welcome.md"),
        ("welcome", "skillforge", "de_AT.UTF-8", "templates/skillforge/de/welcome.md"),
        ("welcome", "skillforge", "fr", "templates/skillforge/en/welcome.md"),
        ("welcome", "skillforge", "../../etc", "templates/skillforge/en/welcome.md"),
        ("welcome", "credlink", "en", "templates/credlink/en/beta_welcome.md"),
        ("welcome", "credlink", "de", "templates/credlink/de/beta_welcome.md"),
        ("weekly-progress", "credlink", "de", "templates/credlink/de/weekly_progress.md"),
        ("unblock-request", "credlink", "de", "templates/shared/de/unblock_request.md"),
        ("issue_status", "skillforge", "de-CH", "templates/shared/de/issue_status.md"),
        ("beta-welcome", "credlink", "en", "templates/credlink/en/beta_welcome.md"),
        ("sla-confirmation", "skillforge", "en", "templates/skillforge/en/sla_confirmation.md"),
        ("SLA_confirmation", "credlink", "en", "templates/credlink/en/sla_confirmation.md"),
    ],
)
def test_a_name_finds_the_mail_of_the_brand_and_language(name, brand, locale, file):
    assert Library().find(name, brand, locale).file == file


@pytest.mark.parametrize(
    "found",
    [one for one in Library().files() if one.locale != "en"],
    ids=lambda one: f"{one.brand}/{one.locale}/{one.stem}",
)
def test_a_mail_in_another_language_needs_and_promises_what_the_english_one_does(found):
    library = Library()
    english = next(
        one
        for one in library.files()
        if (one.brand, one.locale, one.stem) == (found.brand, "en", found.stem)
    )
    ours, theirs = library.sound(found), library.sound(english)
    assert {one.name for one in ours.variables} == {one.name for one in theirs.variables}
    assert [one.id for one in ours.promises] == [one.id for one in theirs.promises]
    assert (ours.sender, ours.to, ours.once_per) == (theirs.sender, theirs.to, theirs.once_per)


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "a/b", "", ".", "wel come", "wélcome", "x" * 300]
)
def test_a_name_that_is_no_id_finds_nothing(name):
    with pytest.raises(NotFound):
        Library().find(name, "skillforge", "en")


def test_a_mistyped_name_gets_the_nearest():
    with pytest.raises(NotFound) as caught:
        Library().find("welcom", "skillforge", "en")
    assert (
        caught.value.message == 'brand skillforge has no template "welcom"; did you mean "welcome"?'
    )


def test_the_template_of_the_workspace_comes_first(tmp_path):
    write(tmp_path, "skillforge/en/welcome")
    made = Library(tmp_path).find("welcome", "skillforge", "en")
    assert render(made, context(), html=False).text == "Own Acme Workforce"
    assert Library(tmp_path).find("welcome", "skillforge", "de").file.endswith("de/welcome.md")


def test_shared_templates_serve_every_brand_that_has_none_of_its_own(tmp_path):
    write(tmp_path, "shared/en/hello")
    write(tmp_path, "credlink/en/hello", "Credlink {{ organization }}")
    library = Library(tmp_path)
    assert [library.find("hello", brand, "en").brand for brand in ("skillforge", "credlink")] == [
        "shared",
        "credlink",
    ]


def test_a_fallback_to_another_language_is_told():
    made = Library().find("welcome", "skillforge", "fr")
    message = render(made, context(locale="fr"), html=False)
    assert [one.message for one in message.warnings] == ["there is no welcome in fr; it is in en"]
    assert render(made, context(locale="en-GB"), html=False).warnings == ()


def test_front_matter_errors_are_told_together_with_their_places(tmp_path):
    (tmp_path / "skillforge" / "en").mkdir(parents=True)
    (tmp_path / "skillforge" / "en" / "bad.md").write_text(
        "---\n"
        "id: worse\n"
        "subjet: Hello\n"
        "class: transactionl\n"
        "once_per: weekly\n"
        "from: account_manager\n"
        "to: [primary_contact]\n"
        "vars:\n"
        "  organization: txt\n"
        '  response_sla: {type: duration, default: "4h"}\n'
        "  two words: text\n"
        "---\nx\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidInput) as caught:
        Library(tmp_path).find("bad", "skillforge", "en")
    found = {(one.line, one.code, one.message) for one in caught.value.diagnostics}
    assert found == {
        (2, "ML002", 'the key "subject" is missing'),
        (2, "ML005", 'the id is "worse", but the file is bad.md'),
        (3, "ML003", '"subjet" is not a key here; did you mean "subject"?'),
        (4, "ML006", '"transactionl" is no class; did you mean "transactional"?'),
        (5, "ML006", '"weekly" is no once_per'),
        (9, "ML009", '"txt" is no type; did you mean "text"?'),
        (
            10,
            "ML008",
            '"response_sla" is a figure of the contract and must not have a default',
        ),
        (11, "ML007", '"two words" is no variable name'),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no front matter", "the file does not start with front matter between two --- lines"),
        ("---\nid: note\n", "the file does not start with front matter between two --- lines"),
        ("---\n---\nbody", "empty front matter"),
        ("---\nid: [a\n---\nbody", None),
        ("---\n- a\n---\nbody", "the front matter must be a mapping of keys"),
        ("x" * 100_001, "longer than 100,000 characters"),
    ],
)
def test_a_file_that_is_no_template_says_why(text, message):
    parsed = read_text(text, file="note.md")
    assert parsed.template is None
    assert message is None or parsed.problems[0].message == message


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path):
    file = write(tmp_path, "skillforge/en/welcome")
    file.write_bytes(b"---\nid: welcome\n\xff---\n")
    with pytest.raises(InvalidInput) as caught:
        Library(tmp_path).find("welcome", "skillforge", "en")
    assert [(one.line, one.message) for one in caught.value.diagnostics] == [(3, "is not UTF-8")]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path):
    file = write(tmp_path, "skillforge/en/welcome", "Own {{ organization }}\n\nEnd")
    text = file.read_text(encoding="utf-8")
    plain = Library(tmp_path).find("welcome", "skillforge", "en")
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert Library(tmp_path).find("welcome", "skillforge", "en") == plain


def test_kept_front_matter_gives_the_same_template_without_reading_yaml(tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    first = Library(cache=cache).find("sla_confirmation", "skillforge", "en")

    def forbidden(*args, **kwargs):
        raise AssertionError("YAML was read")

    monkeypatch.setattr("onboardctl.templating.front_matter.parse_template", forbidden)
    again = Library(cache=cache).find("sla_confirmation", "skillforge", "en")
    assert again == first
    assert again.program is not None


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"version": "0"}', '{"digest": 1}'])
def test_damaged_or_foreign_kept_front_matter_is_ignored(tmp_path, damage):
    first = Library(cache=tmp_path).find("welcome", "skillforge", "en")
    (entry,) = tmp_path.iterdir()
    entry.write_text(damage, encoding="utf-8")
    assert Library(cache=tmp_path).find("welcome", "skillforge", "en") == first


def test_kept_front_matter_of_another_version_or_text_is_ignored(tmp_path):
    library = Library(cache=tmp_path)
    first = library.find("welcome", "skillforge", "en")
    (entry,) = tmp_path.iterdir()
    for key, value in (("version", "0.0.0"), ("digest", "0" * 64)):
        data = json.loads(entry.read_text(encoding="utf-8")) | {"subject": "changed", key: value}
        entry.write_text(json.dumps(data), encoding="utf-8")
        assert library.find("welcome", "skillforge", "en") == first


def test_a_cache_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    made = Library(cache=tmp_path / "file" / "below").find("welcome", "skillforge", "en")
    assert made.id == "welcome"
    assert kept.kept(tmp_path / "file" / "below", "text", None) is None


def test_rendering_text_again_imports_neither_markdown_nor_yaml_nor_jinja2(tmp_path):
    import subprocess

    Library(cache=tmp_path).find("welcome", "skillforge", "en")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from mail_samples import NOW, context\n"
        "from onboardctl.templating.catalogue import Library\n"
        "from onboardctl.templating.rendering import render\n"
        f"made = Library(cache=Path({str(tmp_path)!r})).find('welcome', 'skillforge', 'en')\n"
        "render(made, context(), html=False)\n"
        "heavy = {'yaml', 'jinja2', 'markdown_it', 'email', 'pydantic', 'rich', 'dateutil', 'zoneinfo'}\n"
        "print(sorted(heavy & set(sys.modules) - {'zoneinfo'}))\n"
    )
    path = ":".join(part for part in sys.path if part)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": path},
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_f1_b17_every_mail_of_a_playbook_is_there_for_any_brand(name):
    playbook = definitions.load(definitions.find_playbook(name)).playbook
    owed = [one.template for one in playbook.messages]
    owed += [one.template for task in playbook.tasks for one in task.messages]
    owed += [one.template for one in playbook.recurring if one.template]
    assert owed
    for brand in ("acme", playbook.brand or "acme"):
        for wanted in (*owed, playbook.welcome):
            assert Library().find(wanted, brand, "en").brand in {brand, "shared"}
