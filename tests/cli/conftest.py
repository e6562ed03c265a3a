"""The program with a few toy commands beside its own."""

from __future__ import annotations

import pytest

from onboardctl.cli import registry
from toys.program import InProcess


@pytest.fixture(autouse=True)
def toys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Register the toys, empty the shelf, fix the clock; returns what was put on the shelf."""
    entry = registry.Entry("toys.toy_commands:app", "Play with toys", registry.CONTENT)
    monkeypatch.setitem(registry.ENTRIES, "toy", entry)
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
    from toys import toy_commands

    toy_commands.SHELF.clear()
    return toy_commands.SHELF


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> InProcess:
    """Run a command line in this process."""
    return InProcess(capsys)
