"""How policies, what breaks next, and outages are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import sla as p
from onboardctl.core.sla.words import duration
from onboardctl.output.document import Block, Cell, Column, Document, Lines, Table
from onboardctl.output.views.ticket import clock_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_TONES = {"breached": "bad", "at risk": "warning"}


def watch_view(payload: p.Watch, look: Look) -> Document:
    """What breaks next."""
    table = Table(
        (
            Column("ticket", "Ticket", keep=True),
            Column("state", "SLA"),
            Column("remaining", "Left", align="right"),
            Column("due", "Due"),
            Column("clock", "Clock"),
            Column("priority", "Priority", drop=2),
            Column("partner", "Partner", drop=3),
            Column("title", "Title", drop=1),
            Column("owner", "Owner"),
        ),
        tuple(
            (
                one.ticket,
                Cell(
                    one.state.upper() if one.state == "breached" else one.state,
                    _TONES.get(one.state),
                ),
                duration(one.remaining),
                look.instant(one.due_at),
                clock_name(one.clock),
                one.priority,
                one.partner,
                one.title,
                one.owner or "nobody",
            )
            for one in payload.lines
        ),
        title=(
            f"{payload.open_count} open, {payload.breached_count} broken, "
            f"{payload.at_risk_count} at risk"
        ),
        empty="no target runs",
    )
    return Document((table,), ids=tuple(one.ticket for one in payload.lines))


def policies_view(payload: p.PolicyList, look: Look) -> Document:
    """Every policy with its targets."""
    blocks: list[Block] = []
    for one in payload.policies:
        blocks += [_targets(one), *_remarks(one)]
    if not blocks:
        blocks.append(Lines(("no playbook in use promises anything",)))
    return Document(tuple(blocks), ids=tuple(one.playbook for one in payload.policies))


def _targets(one: p.PolicyLine) -> Table:
    state = "in force" if one.in_force else "earlier" if one.digest else "not in force yet"
    return Table(
        (
            Column("clock", "Clock"),
            Column("tier", "Tier"),
            Column("priority", "Priority"),
            Column("written", "Target", align="right"),
            Column("calendar", "Hours of"),
            Column("source", "From", drop=1),
        ),
        tuple(
            (
                clock_name(line.clock),
                line.tier or "every",
                line.priority or "every",
                line.written,
                line.calendar,
                line.source,
            )
            for line in one.targets
        ),
        title=f"{one.playbook} {one.version}, {state}, valid from {one.valid_from}",
        empty="it promises no times",
    )


def _remarks(one: p.PolicyLine) -> list[Block]:
    lines: list[Cell | str] = []
    if one.missing_hours:
        lines.append(Cell(f"not agreed: {', '.join(one.missing_hours)}", "warning"))
    if one.behind:
        lines.append(
            Cell("files or settings say otherwise by now: `onboardctl sla apply`", "warning")
        )
    return [Lines(tuple(lines))] if lines else []


def applied_view(payload: p.PoliciesApplied, look: Look) -> Document:
    """What came into force."""
    table = Table(
        (
            Column("playbook", "Playbook"),
            Column("version", "Version"),
            Column("valid_from", "From"),
            Column("tickets", "Open tickets", align="right"),
        ),
        tuple(
            (one.playbook, one.version, look.day(one.valid_from), str(one.tickets))
            for one in payload.applied
        ),
        empty="nothing changed",
    )
    return Document((table,), ids=tuple(one.playbook for one in payload.applied))


def outages_view(payload: p.OutageList, look: Look) -> Document:
    """Outages, the latest first."""
    return Document(
        (_outages(payload.outages, look),), ids=tuple(one.outage for one in payload.outages)
    )


def outage_view(payload: p.OutageChanged, look: Look) -> Document:
    """One outage."""
    return Document((_outages((payload.outage,), look),), ids=(payload.outage.outage,))


def _outages(outages: tuple[p.OutageLine, ...], look: Look) -> Table:
    return Table(
        (
            Column("outage", "Outage"),
            Column("service", "Service"),
            Column("started_at", "From"),
            Column("ended_at", "To"),
            Column("seconds", "Down", align="right"),
            Column("note", "Note", drop=1),
        ),
        tuple(
            (
                one.outage,
                one.service,
                look.second(one.started_at),
                look.second(one.ended_at) if one.ended_at else Cell("STILL DOWN", "bad"),
                duration(one.seconds),
                one.note,
            )
            for one in outages
        ),
        empty="no outage",
    )


def rolled_view(payload: p.RolledUp, look: Look) -> Document:
    """The message says all."""
    return Document((), ids=payload.months)


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.Watch: watch_view,
    p.PolicyList: policies_view,
    p.PoliciesApplied: applied_view,
    p.OutageList: outages_view,
    p.OutageChanged: outage_view,
    p.RolledUp: rolled_view,
}
