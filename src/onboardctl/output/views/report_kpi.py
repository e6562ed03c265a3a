"""The KPI report as tables that read well at 80 columns and paste well into a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.report_kpi import KpiReport
from onboardctl.core.report.of_kpi import kpi_report as model
from onboardctl.output.document import Document, Records
from onboardctl.output.report.text import document_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.payloads.kpi import KpiLine
    from onboardctl.output.look import Look

FIELDS = (
    "playbook",
    "id",
    "version",
    "title",
    "group",
    "segment",
    "period",
    "period_start",
    "period_end",
    "complete",
    "value",
    "numerator",
    "denominator",
    "n",
    "unit",
    "text",
    "target",
    "target_met",
    "band",
    "verdict",
    "interval_low",
    "interval_high",
    "interval_level",
    "change",
    "change_value",
    "change_low",
    "change_high",
    "open",
    "maturing",
    "excluded",
    "needed",
    "direction",
    "owner",
    "kind",
    "remarks",
    "definition",
    "target_origin",
    "newest_at",
)


def kpi_report(payload: KpiReport, look: Look) -> Document:
    """The report as every format tells it; CSV has one row for each KPI, segment and period."""
    report = model(payload, look.zone or "UTC")
    document = document_of(report, look, definitions=payload.show_definitions)
    everything = (*payload.kpis, *payload.to_date, *payload.previous)
    records = Records(FIELDS, tuple(_record(line) for line in everything))
    return document._replace(records=records)


def _record(line: KpiLine) -> tuple[Any, ...]:
    interval, change = line.interval, line.change
    flat: dict[str, Any] = {
        **line._asdict(),
        "segment": ", ".join(f"{key}={value}" for key, value in line.segment.items()),
        "target": line.target.text if line.target else None,
        "interval_low": interval.low if interval else None,
        "interval_high": interval.high if interval else None,
        "interval_level": interval.level if interval else None,
        "change": change.text if change else None,
        "change_value": change.value if change else None,
        "change_low": change.low if change else None,
        "change_high": change.high if change else None,
        "target_origin": line.target.origin if line.target else None,
        "excluded": "; ".join(f"{one.cases} {one.reason}" for one in line.excluded),
        "remarks": "; ".join(line.remarks),
    }
    return tuple(flat[field] for field in FIELDS)


VIEWS: dict[type, Callable[[Any, Look], Document]] = {KpiReport: kpi_report}
