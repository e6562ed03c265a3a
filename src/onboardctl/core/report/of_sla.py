"""The SLA report as the model that every format draws."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.kpi.proportions import USUAL_LEVEL, wilson
from onboardctl.core.report.model import (
    Chart,
    Definition,
    Figure,
    Figures,
    Grid,
    Head,
    Point,
    Report,
    Section,
    Series,
    Value,
)
from onboardctl.core.share import share_text
from onboardctl.core.sla.words import duration, quantile

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.kpi.proportions import Range
    from onboardctl.core.payloads.report_sla import SlaCell, SlaReport

CLOCKS = {
    "first_response": "First response",
    "next_response": "Next response",
    "resolution": "Resolution",
    "escalation": "Escalation level",
}
_HOUR = 3600
FEW = 5
"""Decided clocks below which nothing is proven."""
_KEY = "sla"
_TONES = {"short": "bad", "ok": "good"}


def sla_report(payload: SlaReport, as_of: datetime, zone: str = "UTC") -> Report:
    """Compliance with its figures, charts, breaches with cause and mitigation, risks, services."""
    cells = [one for one in payload.cells if one.decided or one.pending or one.no_target]
    sections = [Section("Compliance", (Figures(tuple(_figure(one, payload) for one in cells)),))]
    charts = tuple(_charts(payload))
    if charts:
        sections.append(Section("At a glance", charts))
    sections.append(Section("How long it took", (_lengths(cells, payload),)))
    sections.append(Section("Breaches", (_breaches(payload, zone),)))
    if payload.at_risk or not payload.complete:
        sections.append(Section("At risk", (_risks(payload, zone),)))
    if payload.services:
        sections.append(Section("Availability", (_services(payload),)))
    if payload.promises:
        sections.append(Section("Mails and meetings", (_promises(payload),)))
    state = "" if payload.complete else ", not over yet"
    return Report(
        kind="sla",
        title=f"SLA compliance, {payload.label}",
        subtitle=f"Clocks {_WHICH[payload.by]} in the period{state}; "
        f"policies {', '.join(payload.policies) or 'none'}",
        as_of=as_of,
        zone=zone,
        sections=tuple(sections),
        definitions=(Definition(_KEY, "SLA compliance", payload.definition),),
    )


_WHICH = {"decision": "decided", "created": "started"}


def _name(one: SlaCell) -> str:
    part = f", {one.part}" if one.part else ""
    return f"{CLOCKS.get(one.clock, one.clock)}, {one.tier}{part}"


def _figure(one: SlaCell, payload: SlaReport) -> Figure:
    remarks = []
    if one.breached_open:
        remarks.append(f"{one.breached_open} of the breached still run")
    if one.pending or one.paused:
        remarks.append(
            f"{one.pending} pending, {one.paused} paused: "
            f"between {one.low_ratio or 0:.0%} and {one.high_ratio or 0:.0%} in the end"
        )
    if one.no_target:
        remarks.append(f"{one.no_target} without a target, not counted")
    if one.cleared:
        remarks.append(f"{one.cleared} breaches taken back by a change of priority, tier or policy")
    interval = wilson(one.met, one.decided)
    return Figure(
        id=f"sla.{one.clock}.{one.tier}{'.' + one.part if one.part else ''}",
        title=_name(one),
        text=share_text(one.met, one.decided, one.target_ratio),
        value=one.met_ratio,
        unit="ratio",
        n=one.decided,
        numerator=one.met,
        denominator=one.decided,
        target=f">= {100 * one.target_ratio:g}%" if one.target_ratio is not None else "",
        target_value=one.target_ratio,
        met=None if one.verdict in {"no data", "no goal"} else one.verdict == "ok",
        verdict=_evidence(one, interval),
        direction="higher",
        period=payload.label,
        complete=payload.complete,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        level=USUAL_LEVEL if interval else None,
        remarks=tuple(remarks),
        definition=_KEY,
    )


def _evidence(one: SlaCell, interval: Range | None) -> str:
    """What the decided clocks prove of all that might be: the contract's verdict is another."""
    if one.target_ratio is None or one.verdict == "no goal":
        return ""
    if interval is None or interval.low is None or interval.high is None:
        return "not measured"
    if one.decided < FEW:
        return "too few"
    if interval.low >= one.target_ratio:
        return "met"
    return "missed" if interval.high < one.target_ratio else "undecided"


def _charts(payload: SlaReport) -> list[Chart]:
    known = [one for one in payload.cells if one.met_ratio is not None]
    if not known:
        return []
    if payload.split in {"week", "month"}:
        return _trends(known)
    bars = Chart(
        "Met in time",
        "bar",
        "ratio",
        tuple(_name(one) for one in known),
        (
            Series(
                "met",
                tuple(
                    Point(
                        _name(one),
                        one.met_ratio,
                        share_text(one.met, one.decided, one.target_ratio),
                        one.decided,
                    )
                    for one in known
                ),
            ),
        ),
        definition=_KEY,
    )
    timed = [one for one in known if one.p50 and one.p90]
    lengths = Chart(
        "Open hours until half and until nine in ten were done",
        "bar",
        "h",
        tuple(_name(one) for one in timed),
        (
            Series("p50", tuple(_hours(_name(one), one.p50) for one in timed)),
            Series("p90", tuple(_hours(_name(one), one.p90) for one in timed)),
        ),
    )
    return [bars, lengths] if timed else [bars]


def _hours(label: str, value: object) -> Point:
    from onboardctl.core.payloads.report_sla import Quantile

    assert isinstance(value, Quantile)
    return Point(label, round(value.seconds / _HOUR, 2), quantile(value))


def _trends(known: list[SlaCell]) -> list[Chart]:
    """A line for each tier over the weeks or months, one chart for each clock."""
    charts = []
    for clock in dict.fromkeys(one.clock for one in known):
        own = [one for one in known if one.clock == clock]
        labels = tuple(sorted({one.part for one in own}))
        by = {(one.tier, one.part): one for one in own}
        series = []
        for tier in dict.fromkeys(one.tier for one in own):
            points = []
            for label in labels:
                one = by.get((tier, label))
                points.append(
                    Point(
                        label,
                        one.met_ratio,
                        share_text(one.met, one.decided, one.target_ratio),
                        one.decided,
                    )
                    if one
                    else Point(label, None)
                )
            series.append(Series(tier, tuple(points)))
        title = f"{CLOCKS.get(clock, clock)} met in time"
        charts.append(Chart(title, "line", "ratio", labels, tuple(series), definition=_KEY))
    return charts


def _lengths(cells: list[SlaCell], payload: SlaReport) -> Grid:
    heads = (
        Head("clock", "Clock"),
        Head("n", "n", "right"),
        Head("p50", "p50", "right"),
        Head("p90", "p90", "right"),
        Head("longest", "Longest", "right"),
        Head("breached", "Breached", "right"),
        Head("open", "of which open", "right"),
    )
    return Grid(
        heads,
        tuple(
            (
                Value(_name(one)),
                Value(str(one.decided), one.decided),
                *(
                    Value(quantile(value), value.seconds if value else None)
                    for value in (one.p50, one.p90, one.longest)
                ),
                Value(str(one.breached), one.breached, tone="bad" if one.breached else ""),
                Value(str(one.breached_open), one.breached_open),
            )
            for one in cells
        ),
        empty="no clock was decided",
        note="open time; >= marks the length of a clock that still runs",
    )


def _breaches(payload: SlaReport, zone: str) -> Grid:
    heads = (
        Head("ticket", "Ticket"),
        Head("partner", "Partner"),
        Head("clock", "Clock"),
        Head("late_by", "Late by", "right"),
        Head("decided_at", "Broken from"),
        Head("cause", "Cause"),
        Head("mitigation", "Mitigation"),
    )
    more = payload.breach_count - len(payload.breaches)
    return Grid(
        heads,
        tuple(
            (
                Value(f"{one.ticket} {one.title}", one.ticket),
                Value(one.partner, one.partner),
                Value(CLOCKS.get(one.clock, one.clock)),
                Value(
                    f"{duration(one.late_by)}{', still open' if one.is_open else ''}",
                    one.late_by,
                    tone="bad",
                ),
                Value(_local(one.decided_at, zone)),
                Value(one.cause or "not noted", tone="" if one.cause else "muted"),
                Value(one.mitigation or "not noted", tone="" if one.mitigation else "muted"),
            )
            for one in payload.breaches
        ),
        empty="no target was broken",
        note=f"and {more} more" if more else "",
    )


def _risks(payload: SlaReport, zone: str) -> Grid:
    heads = (
        Head("ticket", "Ticket"),
        Head("partner", "Partner"),
        Head("clock", "Clock"),
        Head("remaining", "Left", "right"),
        Head("due", "Due"),
        Head("owner", "Owner"),
    )
    return Grid(
        heads,
        tuple(
            (
                Value(f"{one.ticket} {one.title}", one.ticket),
                Value(one.partner, one.partner),
                Value(CLOCKS.get(one.clock, one.clock)),
                Value(duration(one.remaining), one.remaining, tone="warning"),
                Value(_local(one.due_at, zone) if one.due_at else ""),
                Value(one.owner or "nobody"),
            )
            for one in payload.at_risk
        ),
        empty="nothing is at risk",
    )


def _services(payload: SlaReport) -> Grid:
    heads = (
        Head("service", "Service"),
        Head("up", "Up", "right"),
        Head("target", "Agreed", "right"),
        Head("verdict", "Verdict"),
        Head("down", "Down", "right"),
        Head("outages", "Outages", "right"),
    )
    return Grid(
        heads,
        tuple(
            (
                Value(one.service, one.service),
                Value(
                    f"{one.up_ratio:.3%}" if one.up_ratio is not None else "no data", one.up_ratio
                ),
                Value(
                    f"{one.target_ratio:.1%}" if one.target_ratio is not None else "-",
                    one.target_ratio,
                ),
                Value(one.verdict, tone=_TONES.get(one.verdict, "muted")),
                Value(duration(one.down), one.down),
                Value(str(one.outage_count), one.outage_count),
            )
            for one in payload.services
        ),
    )


def _promises(payload: SlaReport) -> Grid:
    heads = (
        Head("ref", "Promised by an hour"),
        Head("kept", "Kept", "right"),
        Head("broken", "Broken", "right"),
        Head("still", "Not done yet", "right"),
        Head("pending", "Pending", "right"),
    )
    return Grid(
        heads,
        tuple(
            (
                Value(one.title, one.ref),
                Value(share_text(one.kept, one.kept + one.broken), one.kept_ratio),
                Value(str(one.broken), one.broken, tone="bad" if one.broken else ""),
                Value(str(one.still), one.still),
                Value(str(one.pending), one.pending),
            )
            for one in payload.promises
        ),
    )


def _local(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
