"""Every journey command as JSON: the envelope of docs/reference/output.md, and data that is stable."""

from __future__ import annotations

import json
import re

import pytest

from onboardctl.cli.main import main

ENVELOPE = {
    "schema": str,
    "command": str,
    "generated_at": str,
    "as_of": str,
    "status": str,
    "exit_code": int,
    "dry_run": bool,
    "messages": list,
    "next": list,
    "warnings": list,
    "errors": list,
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

SIGN = (
    'new-partner "Northwind Press" -w ws --playbook beta-28-day --tier business'
    ' --segment agency --users 120 --contact "Mia Ray <mia@northwind.example>"'
)

JOURNEY = (
    ("init ws --yes --timezone Europe/Berlin --brand credlink", "workspace/1"),
    (SIGN, "new-partner/1"),
    ("plan show northwind -w ws", "plan/1"),
    ("plan timeline northwind -w ws", "timeline/1"),
    ("plan why northwind go-live -w ws", "plan-why/1"),
    ("advance northwind accept-welcome --all -w ws", "advance/1"),
    ("task show northwind kickoff-call -w ws", "task/1"),
    ("task list -w ws", "task-list/1"),
    ("today -w ws", "today/1"),
    ("status -w ws", "partner-list/1"),
    ("status northwind -w ws", "status/1"),
    ("partner show northwind -w ws", "partner/1"),
    ("comms log northwind -w ws", "comms/1"),
    ("seed-sandbox northwind -w ws --as-of 2026-03-02", "sandbox-seeded/1"),
    ("sandbox verify northwind -w ws", "sandbox-verification/1"),
    ("report kpi -w ws", "kpi-report/1"),
    ("log -w ws", "log/1"),
    ("undo -w ws", "undo/1"),
    ("store verify -w ws", "store-verify/1"),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory):
    """The envelopes of the journey, by command line."""
    import contextlib
    import io
    import os
    import shlex

    folder = tmp_path_factory.mktemp("envelope")
    before, here = dict(os.environ), os.getcwd()
    os.environ["ONBOARDCTL_NOW"] = "2026-03-02T09:00:00Z"
    os.chdir(folder)
    found = {}
    try:
        for line, _ in JOURNEY:
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                code = main([*shlex.split(line), "--json"])
            found[line] = (code, json.loads(out.getvalue()))
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)
    return found


@pytest.mark.parametrize(("line", "schema"), JOURNEY, ids=[schema for _, schema in JOURNEY])
def test_p0_02_every_command_of_the_journeys_answers_in_its_envelope(answers, line, schema) -> None:
    code, envelope = answers[line]
    assert code == 0, envelope["errors"]
    assert set(envelope) == {*ENVELOPE, "data"}
    for key, kind in ENVELOPE.items():
        assert isinstance(envelope[key], kind), key
    assert envelope["schema"] == f"onboardctl/{schema}"
    assert line.startswith(envelope["command"])
    assert (envelope["status"], envelope["exit_code"]) == ("ok", 0)
    assert INSTANT.fullmatch(envelope["generated_at"])
    assert envelope["data"] is not None


@pytest.mark.parametrize(("line", "schema"), JOURNEY, ids=[schema for _, schema in JOURNEY])
def test_p1_09_keys_are_snake_case_and_moments_are_utc(answers, line, schema) -> None:
    def walk(value, path="data"):
        if isinstance(value, dict):
            for key, inner in value.items():
                if path.rpartition(".")[2] not in {"facts", "changes", "counts", "payload"}:
                    assert re.fullmatch(r"[a-z][a-z0-9_]*", key), f"{path}.{key}"
                walk(inner, f"{path}.{key}")
        elif isinstance(value, list):
            for inner in value:
                walk(inner, path)
        elif isinstance(value, str) and path.endswith("_at"):
            assert INSTANT.fullmatch(value), f"{path}: {value}"

    walk(answers[line][1]["data"])
