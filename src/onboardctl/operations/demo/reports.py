"""The reports of the example, each in every format whose package is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from onboardctl.core.report.formats import DRAWN, FORMATS
from onboardctl.operations.report.deliver import Delivery, deliver
from onboardctl.operations.report.executive import ReportExecutive, report_executive
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from onboardctl.operations.report.qbr import ReportQbr, report_qbr
from onboardctl.operations.session import open_session
from onboardctl.operations.sla.report import ReportSla, report_sla
from onboardctl.settings import load_settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

FOLDER = "reports"
PARTNER = "bluefin-media"
"""Whose quarter is reviewed: it is through with its plan."""
PACKAGES = {"xlsx": "xlsxwriter", "pptx": "pptx", "pdf": "typst"}


def write_reports(workspace: Path, present: datetime) -> tuple[str, ...]:
    """Write them into a folder of the workspace; the same moment gives the same files.

    Returns:
        One sentence for each report, with the formats and the folder.
    """
    folder = workspace / FOLDER
    folder.mkdir(exist_ok=True)
    forms = [one for one in FORMATS[1:] if one not in PACKAGES or find_spec(PACKAGES[one])]
    session = open_session(load_settings(workspace=str(workspace), store=None), now=present)
    try:
        asked = ReportKpi(present, period="month")
        drawn = report_kpi(session, asked._replace(history=True))
        made = {
            "kpi": report_kpi(session, asked),
            "sla": report_sla(session, ReportSla(grain="running"), present),
            "executive": report_executive(session, ReportExecutive(present)),
            "qbr": report_qbr(session, ReportQbr(present, PARTNER)),
        }
        for name, result in made.items():
            for form in forms:
                told = drawn if name == "kpi" and form in DRAWN else result
                out = folder / f"{name}.{form}"
                deliver(session, told, Delivery(form, str(out), replace=True))
    finally:
        session.close()
    listed = ", ".join(forms)
    return tuple(f"wrote the {name} report to {folder / name}.* ({listed})" for name in made)
