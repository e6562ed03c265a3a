"""Feeding KPIs by the commands that feed them: one small store, and what the report says of it."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onboardctl.cli.main import main
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings
from onboardctl.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

STAFF = {
    "ana": ("csm", "account_manager"),
    "bo": ("support_manager", "support_lead"),
    "cy": ("partnerships_director",),
    "di": ("technical_lead", "engineering_lead", "solutions_architect"),
}
WORKSPACE = """\
onboardctl: 1
timezone: UTC
brand: skillforge
brands:
  skillforge: {name: SkillForge}
  credlink: {name: CredLink}
tiers:
  developer: {name: Developer, response_sla: 8h, resolution_sla: 40h}
  business: {name: Business, response_sla: 4h, resolution_sla: 16h}
  enterprise: {name: Enterprise, response_sla: 1h, resolution_sla: 8h}
staff:
"""


def workspace(folder: Path) -> None:
    """A workspace with people in every role that is asked for, and an empty store."""
    people = "".join(
        f"  {one}: {{name: {one.title()} Test, email: {one}@team.example, roles: [{', '.join(roles)}]}}\n"
        for one, roles in STAFF.items()
    )
    (folder / "onboardctl.yaml").write_text(WORKSPACE + people, encoding="utf-8")
    open_store(
        str(folder / "onboardctl.db"), create=True, now=datetime(2026, 3, 1, tzinfo=UTC)
    ).close()


class Fed:
    """A store fed by command lines, and its KPIs measured from the facts.

    Args:
        folder: with the workspace.
        monkeypatch: sets the clock.
        capsys: takes what commands print.
    """

    def __init__(self, folder, monkeypatch, capsys) -> None:
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        monkeypatch.chdir(folder)

    def run(self, moment: str, line: str) -> None:
        """Run a command at a moment; it must be done."""
        self._monkeypatch.setenv("ONBOARDCTL_NOW", moment)
        code = main([*shlex.split(line), "--yes"])
        out, said = self._capsys.readouterr()
        assert code == 0, f"{line}: {said}{out}"

    def texts(self, moment: str, playbook: str, **choice: object) -> dict[str, str]:
        """What the report says of each KPI of a playbook at a moment, by its short name."""
        now = datetime.fromisoformat(moment)
        session = open_session(load_settings(workspace=str(self.folder), store=None), now=now)
        request = ReportKpi(as_of=now, playbook=playbook, live=True, **choice)
        lines = report_kpi(session, request).data.kpis
        session.close()
        return {one.id.partition(".")[2]: one.text for one in lines if not one.segment}
