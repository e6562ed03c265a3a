"""A sandbox is put in place whole or not at all, and only where it is ours to put."""

from __future__ import annotations

import resource
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from onboardctl.core.errors import Conflict, InvalidInput, Refused, StoreError
from onboardctl.operations.sandbox.care import drop_sandbox, list_sandboxes
from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making
from onboardctl.sandbox.places import target_at
from onboardctl.sandbox.request import schema_name
from onboardctl.sandbox.targets.sqlite import sole_writer
from sandbox_toys import AS_OF, NOW, build, failures, request_for

SMALL = request_for(users=100)


def _files(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if not one.name.endswith(".lock"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty file"),
        (b"my notes", "holds other data"),
        (b"SQLite format 3\0" + b"\0" * 200, "holds other data"),
    ],
)
def test_a_file_that_is_no_sandbox_is_left_alone(tmp_path, content, says):
    target = tmp_path / "sandboxes" / "partner_acme.db"
    target.parent.mkdir()
    target.write_bytes(content)

    with pytest.raises(Refused, match=says):
        build(tmp_path, SMALL)

    assert target.read_bytes() == content


def test_a_database_without_manifest_is_left_alone(tmp_path):
    target = tmp_path / "sandboxes" / "partner_acme.db"
    target.parent.mkdir()
    with sqlite3.connect(target) as other:
        other.execute("CREATE TABLE users (id INTEGER)")
    before = target.read_bytes()

    with pytest.raises(Refused) as refused:
        build(tmp_path, SMALL)

    assert refused.value.code == "sandbox.foreign"
    assert target.read_bytes() == before


def test_a_sandbox_of_another_partner_is_left_alone(tmp_path):
    target = build(tmp_path, SMALL)
    before = target.read_bytes()

    with pytest.raises(Refused) as refused:
        build(tmp_path, SMALL._replace(partner_id="P-0002"))

    assert refused.value.code == "sandbox.owner"
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"as_of": AS_OF + timedelta(days=1)}, "sandbox.future"),
        ({"users": 99}, "sandbox.users"),
        ({"users": 1_000_000_000}, "sandbox.users"),
        ({"weeks": 3}, "sandbox.weeks"),
        ({"slug": "///"}, "sandbox.schema_name"),
        ({"slug": "a" * 60}, "sandbox.schema_name"),
    ],
)
def test_an_impossible_request_is_refused_before_anything_is_made(tmp_path, changes, code):
    with pytest.raises(InvalidInput) as refused:
        build(tmp_path, SMALL._replace(**changes))

    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_slugs_become_schema_names_that_need_no_quotes():
    assert schema_name("Acme-Works 2") == "partner_acme_works_2"


def test_the_file_is_for_its_owner_only_and_nothing_is_left_beside_it(tmp_path):
    target = build(tmp_path, SMALL)

    assert target.stat().st_mode & 0o777 == 0o600
    assert _files(target.parent) == ["partner_acme.db"]


def _child(workspace: Path, users: int = 100) -> list[str]:
    program = (
        "import sys; from datetime import UTC, date, datetime; from pathlib import Path;"
        "from onboardctl.operations.sandbox.seed import build_sandbox;"
        "from onboardctl.operations.sandbox.tenant import Making;"
        "from onboardctl.sandbox.request import SandboxRequest;"
        f"build_sandbox(Path(sys.argv[1]), SandboxRequest('P-0001', 'acme', 'agency', {users}, 9,"
        "date(2026, 3, 4)), Making('x', datetime(2026, 3, 4, 9, tzinfo=UTC)))"
    )
    return [sys.executable, "-c", program, str(workspace)]


@pytest.mark.parametrize("after", [0.25, 0.4, 0.55, 0.7])
def test_a_killed_build_leaves_a_whole_sandbox_and_the_next_one_sweeps_up(tmp_path, after):
    target = build(tmp_path, SMALL)
    before = target.read_bytes()
    child = subprocess.Popen(_child(tmp_path))
    try:
        child.wait(after)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.wait()

    other = build(tmp_path / "other", SMALL._replace(seed=9)).read_bytes()
    assert target.read_bytes() in {before, other}
    build(tmp_path, SMALL)
    assert target.read_bytes() == before
    assert _files(target.parent) == ["partner_acme.db"]


def test_a_full_disk_leaves_nothing_half_seeded(tmp_path):
    target = build(tmp_path, SMALL)
    before = target.read_bytes()
    limit = 700_000

    def shrink() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    child = subprocess.run(
        _child(tmp_path), check=False, capture_output=True, text=True, preexec_fn=shrink
    )

    assert child.returncode == 1
    assert "could not be written and is as it was" in child.stderr
    assert target.read_bytes() == before
    assert _files(target.parent) == ["partner_acme.db"]


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path):
    (tmp_path / "sandboxes").write_text("a file where the folder should be")

    with pytest.raises(StoreError) as refused:
        build(tmp_path, SMALL)

    assert refused.value.code == "sandbox.folder"


def test_two_writers_of_one_sandbox_do_not_meet(tmp_path):
    target = build(tmp_path, SMALL)

    with sole_writer(target), pytest.raises(Conflict) as refused:
        build(tmp_path, SMALL)

    assert refused.value.code == "sandbox.busy"


def test_rows_that_break_a_rule_are_never_put_in_place(tmp_path):
    target = build(tmp_path, SMALL)
    before = target.read_bytes()
    seeds = tmp_path / "seeds" / "sandbox"
    seeds.mkdir(parents=True)
    bundled = Path(__file__).parents[2] / "seeds" / "sandbox" / "common.yaml"
    text = bundled.read_text("utf-8").replace(
        "readiness_delta: [4, 20]", "readiness_delta: [90, 95]"
    )
    (seeds / "common.yaml").write_text(text, "utf-8")

    with pytest.raises(Exception, match="break 1 rule") as refused:
        build(tmp_path, request_for(users=200))

    assert refused.value.exit_code == 8
    assert [one.code for one in refused.value.diagnostics] == ["sandbox.shape.readiness_delta"]
    assert target.read_bytes() == before


def _add_own_rows(target: Path) -> None:
    with sqlite3.connect(target) as own:
        top = own.execute("SELECT max(id) FROM users").fetchone()[0]
        plan, advisor, user = own.execute(
            "SELECT id, advisor_id, user_id FROM action_plans LIMIT 1"
        ).fetchone()
        own.execute(
            "INSERT INTO users SELECT ?, 'own-1', 'Own Person', 'own@example.com', phone, persona, "
            "locale, current_soc, target_soc, invited_at, NULL, NULL, NULL, 'invited', 'partner' "
            "FROM users WHERE persona = 'student' LIMIT 1",
            (top + 1,),
        )
        own.execute(
            "INSERT INTO events VALUES ((SELECT max(id) + 1 FROM events), ?, 'invited', "
            "'2026-03-20T10:00:00Z', NULL, 'partner')",
            (top + 1,),
        )
        own.execute(
            "INSERT INTO advisor_notes VALUES ((SELECT max(id) + 1 FROM advisor_notes), ?, ?, ?, "
            "'2026-03-20T10:00:00Z', 'check-in', 'A note of ours.', 'partner')",
            (plan, advisor, user),
        )


def test_own_rows_outlive_a_reset_and_do_not_trouble_verify(tmp_path):
    target = build(tmp_path, SMALL)
    _add_own_rows(target)
    with sqlite3.connect(target) as before:
        assert failures(before) == {}

    result = build_sandbox(tmp_path, SMALL, Making("sandbox reset", NOW))

    with sqlite3.connect(target) as after:
        assert failures(after) == {}
        kept = after.execute(
            "SELECT u.name, e.at FROM users u JOIN events e ON e.user_id = u.id "
            "WHERE u.origin = 'partner'"
        ).fetchall()
    assert result.data.own_rows == 3
    assert kept == [("Own Person", "2026-03-20T10:00:00Z")]


def test_own_rows_get_free_ids_when_the_new_seed_needs_theirs(tmp_path):
    target = build(tmp_path, SMALL)
    _add_own_rows(target)

    build(tmp_path, SMALL._replace(users=160))

    with sqlite3.connect(target) as after:
        assert failures(after) == {}
        kept = after.execute(
            "SELECT u.id > 160, count(e.id) FROM users u JOIN events e ON e.user_id = u.id "
            "WHERE u.origin = 'partner' GROUP BY u.id"
        ).fetchall()
    assert kept == [(1, 1)]


def test_own_rows_that_would_lose_their_person_stop_the_build(tmp_path):
    target = build(tmp_path, SMALL._replace(users=160))
    with sqlite3.connect(target) as own:
        own.execute(
            "INSERT INTO events VALUES ((SELECT max(id) + 1 FROM events), 155, 'login', "
            "'2026-03-20T10:00:00Z', NULL, 'partner')"
        )
    before = target.read_bytes()

    with pytest.raises(Conflict) as refused:
        build(tmp_path, SMALL)

    assert refused.value.code == "sandbox.own_rows"
    assert target.read_bytes() == before


def test_drop_removes_only_a_sandbox(tmp_path):
    target = build(tmp_path, SMALL)
    stranger = target.with_name("partner_other.db")
    stranger.write_bytes(b"not ours")

    with pytest.raises(Refused):
        drop_sandbox(target_at(tmp_path, "partner_other"), "acme", now=NOW)
    drop_sandbox(target_at(tmp_path, "partner_acme"), "acme", now=NOW, dry_run=True)
    assert target.exists()
    drop_sandbox(target_at(tmp_path, "partner_acme"), "acme", now=NOW)

    assert _files(target.parent) == ["partner_other.db"]


def test_list_names_sandboxes_and_strangers(tmp_path):
    target = build(tmp_path, SMALL)
    target.with_name("partner_other.db").write_bytes(b"not ours")

    data = list_sandboxes(tmp_path, now=NOW, notice=True).data

    assert [(one.schema_name, one.users, one.own_rows) for one in data.sandboxes] == [
        ("partner_acme", 100, 0)
    ]
    assert data.strangers == ("partner_other.db",)
    assert "O*NET 29.0 Database" in data.notice
    assert "CC BY 4.0" in data.notice
    assert "Bureau of Labor Statistics" in data.notice


def test_an_empty_workspace_lists_nothing(tmp_path):
    assert list_sandboxes(tmp_path, now=NOW).data.sandboxes == ()
