"""How the SLA report is laid out: compliance first, then breaches, risks and services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import report_sla as p
from onboardctl.core.share import share_text
from onboardctl.core.sla.words import duration, quantile
from onboardctl.output.document import Block, Cell, Column, Document, Lines, Records, Table
from onboardctl.output.views.ticket import clock_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_TONES = {"ok": "good", "short": "bad", "no data": "muted", "no goal": "muted"}
_FIELDS = (
    "tier", "clock", "part", "met", "breached", "breached_open", "pending", "paused", "at_risk",
    "no_target", "cleared", "n", "met_ratio", "low_ratio", "high_ratio", "target_ratio", "verdict",
    "p50_seconds", "p50_at_least", "p90_seconds", "p90_at_least", "longest_seconds",
    "longest_at_least",
)  # fmt: skip


def report_view(payload: p.SlaReport, look: Look) -> Document:
    """The whole report."""
    blocks: list[Block] = [Lines(tuple(_head(payload, look))), _cells(payload)]
    blocks.append(_breaches(payload, look))
    if payload.at_risk or not payload.complete:
        blocks.append(_risks(payload, look))
    if payload.services:
        blocks.append(_services(payload))
    if payload.promises:
        blocks.append(_promises(payload))
    records = Records(_FIELDS, tuple(_record(one) for one in payload.cells))
    ids = tuple(f"{one.tier}/{one.clock}" for one in payload.cells)
    return Document(tuple(blocks), records, ids)


def _head(payload: p.SlaReport, look: Look) -> list[str]:
    start = look.second(payload.from_at) if payload.from_at else "the beginning"
    over = "" if payload.complete else ", not over yet"
    which = "decided" if payload.by == "decision" else "started"
    return [
        f"SLA {payload.label}: clocks {which} in the period{over}",
        f"from {start} up to {look.second(payload.to_at)}",
        f"as of {look.second(look.as_of)}, zone {look.zone or 'UTC'}",
        f"policies: {', '.join(payload.policies) or 'none'}",
        *payload.definition.split("; "),
    ]


def _cells(payload: p.SlaReport) -> Table:
    part = (Column("part", payload.split.capitalize()),) if payload.split else ()
    return Table(
        (
            Column("clock", "Clock"),
            Column("tier", "Tier"),
            *part,
            Column("met_ratio", "Met", align="right"),
            Column("target", "Agreed", align="right"),
            Column("verdict", "Verdict"),
            Column("breached", "Breached", align="right"),
            Column("open", "Open", align="right", drop=4),
            Column("pending", "Pending", align="right", drop=3),
            Column("at_risk", "At risk", align="right", drop=5),
            Column("range", "Range", align="right", drop=6),
            Column("p50", "p50", align="right", drop=1),
            Column("p90", "p90", align="right", drop=1),
            Column("longest", "Longest", align="right", drop=2),
            Column("no_target", "No target", align="right", drop=4),
        ),
        tuple(_row(one, split=bool(payload.split)) for one in payload.cells),
        empty="no clock was decided in this period",
    )


def _row(one: p.SlaCell, *, split: bool) -> tuple[Cell | str, ...]:
    part = (one.part,) if split else ()
    waiting = f"{one.pending} + {one.paused} paused" if one.paused else str(one.pending)
    cleared = f", {one.cleared} cleared" if one.cleared else ""
    return (
        clock_name(one.clock) if one.clock != "escalation" else "Escalation level",
        one.tier,
        *part,
        share_text(one.met, one.decided, one.target_ratio),
        f"{100 * one.target_ratio:g}%" if one.target_ratio is not None else "-",
        Cell(one.verdict.upper() if one.verdict == "short" else one.verdict, _TONES[one.verdict]),
        f"{one.breached}{cleared}",
        str(one.breached_open),
        waiting,
        str(one.at_risk),
        _range(one),
        quantile(one.p50),
        quantile(one.p90),
        quantile(one.longest),
        str(one.no_target),
    )


def _range(one: p.SlaCell) -> str:
    if one.low_ratio is None or one.high_ratio is None or one.low_ratio == one.high_ratio:
        return ""
    return f"{one.low_ratio:.0%} to {one.high_ratio:.0%}"


def _breaches(payload: p.SlaReport, look: Look) -> Table:
    more = payload.breach_count - len(payload.breaches)
    rest = f", {more} more with --limit" if more else ""
    return Table(
        (
            Column("ticket", "Ticket"),
            Column("partner", "Partner", drop=3),
            Column("clock", "Clock"),
            Column("late_by", "Late by", align="right"),
            Column("decided_at", "Broken from", drop=2),
            Column("title", "Title", drop=5),
            Column("cause", "Cause"),
            Column("mitigation", "Mitigation", drop=1),
        ),
        tuple(
            (
                one.ticket,
                one.partner,
                clock_name(one.clock, one.number),
                f"{duration(one.late_by)}{', open' if one.is_open else ''}",
                look.second(one.decided_at),
                one.title,
                one.cause or Cell("not noted", "warning"),
                one.mitigation or Cell("not noted", "warning"),
            )
            for one in payload.breaches
        ),
        title=f"Breaches: {payload.breach_count}{rest}",
        empty="no target was broken",
    )


def _risks(payload: p.SlaReport, look: Look) -> Table:
    return Table(
        (
            Column("ticket", "Ticket"),
            Column("partner", "Partner", drop=2),
            Column("clock", "Clock"),
            Column("remaining", "Left", align="right"),
            Column("due", "Due"),
            Column("title", "Title", drop=1),
            Column("owner", "Owner"),
        ),
        tuple(
            (
                one.ticket,
                one.partner,
                clock_name(one.clock),
                duration(one.remaining),
                look.second(one.due_at) if one.due_at else "",
                one.title,
                one.owner or "nobody",
            )
            for one in payload.at_risk
        ),
        title=f"At risk: {payload.risk_count}",
        empty="nothing is at risk",
    )


def _services(payload: p.SlaReport) -> Table:
    return Table(
        (
            Column("service", "Service"),
            Column("up_ratio", "Up", align="right"),
            Column("target", "Agreed", align="right"),
            Column("verdict", "Verdict"),
            Column("down", "Down", align="right"),
            Column("outages", "Outages", align="right"),
        ),
        tuple(
            (
                one.service,
                f"{one.up_ratio:.3%}" if one.up_ratio is not None else "no data",
                f"{100 * one.target_ratio:g}%" if one.target_ratio is not None else "-",
                Cell(
                    one.verdict.upper() if one.verdict == "short" else one.verdict,
                    _TONES[one.verdict],
                ),
                duration(one.down),
                str(one.outage_count),
            )
            for one in payload.services
        ),
        title="Availability",
    )


def _promises(payload: p.SlaReport) -> Table:
    return Table(
        (
            Column("ref", "Promised by an hour"),
            Column("title", "Title", drop=1),
            Column("kept", "Kept", align="right"),
            Column("broken", "Broken", align="right"),
            Column("still", "Not done yet", align="right"),
            Column("pending", "Pending", align="right"),
        ),
        tuple(
            (
                one.ref,
                one.title,
                share_text(one.kept, one.kept + one.broken),
                Cell(str(one.broken), "bad" if one.broken else None),
                str(one.still),
                str(one.pending),
            )
            for one in payload.promises
        ),
        title="Mails and meetings",
    )


def _record(one: p.SlaCell) -> tuple[Any, ...]:
    def parts(value: p.Quantile | None) -> tuple[Any, ...]:
        return (value.seconds, int(value.at_least)) if value else (None, None)

    return (
        one.tier, one.clock, one.part, one.met, one.breached, one.breached_open, one.pending,
        one.paused, one.at_risk, one.no_target, one.cleared, one.decided, one.met_ratio,
        one.low_ratio, one.high_ratio, one.target_ratio, one.verdict, *parts(one.p50),
        *parts(one.p90), *parts(one.longest),
    )  # fmt: skip


def issues_view(payload: p.IssueSummary, look: Look) -> Document:
    """The tickets of a period by kind."""
    head = (
        f"Issues {payload.label}: {look.second(payload.from_at)} up to {look.second(payload.to_at)}; "
        f"beside it {payload.before_label}"
    )
    blocks: list[Block] = [Lines((head,)), _issues("All", (payload.total,))]
    groups = (
        ("By category", payload.categories),
        ("By priority", payload.priorities),
        ("By source", payload.sources),
    )
    blocks += [_issues(title, lines) for title, lines in groups if lines]
    return Document(tuple(blocks), ids=(payload.label,))


def _issues(title: str, lines: tuple[p.IssueLine, ...]) -> Table:
    return Table(
        (
            Column("part", title),
            Column("opened", "Opened", align="right"),
            Column("before", "Before", align="right"),
            Column("resolved", "Resolved", align="right"),
            Column("open_at_end", "Open at end", align="right"),
            Column("breached", "Broke a target", align="right", drop=1),
            Column("reopened", "Reopened", align="right", drop=2),
            Column("median", "Median to resolve", align="right"),
            Column("satisfaction", "Satisfaction", align="right", drop=3),
        ),
        tuple(
            (
                one.part,
                str(one.opened),
                str(one.opened_before),
                str(one.resolved),
                str(one.open_at_end),
                str(one.breached),
                str(one.reopened),
                duration(one.median_seconds) if one.median_seconds is not None else "no data",
                f"{one.satisfaction:.1f} ({one.satisfaction_count})"
                if one.satisfaction
                else "no data",
            )
            for one in lines
        ),
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.SlaReport: report_view,
    p.IssueSummary: issues_view,
}
