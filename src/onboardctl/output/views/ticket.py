"""How tickets, their clocks and the explanation of both are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import ticket as p
from onboardctl.core.sla.words import duration
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

CLOCK_WORDS = {
    "first_response": "First response",
    "next_response": "Next response",
    "resolution": "Resolution",
    "escalation": "Level",
}


def clock_name(clock: str, number: int = 1) -> str:
    """A clock as people call it; later ones of a kind carry their number."""
    word = CLOCK_WORDS.get(clock, clock)
    return f"{word} {number}" if clock == "escalation" or number > 1 else word


def list_view(payload: p.TicketList, look: Look) -> Document:
    """Tickets, the most pressing first."""
    breached = f", {payload.breached_count} with a broken target" if payload.breached_count else ""
    table = Table(
        (
            Column("ticket", "Ticket", keep=True),
            Column("partner", "Partner", drop=2),
            Column("title", "Title"),
            Column("priority", "Priority"),
            Column("tier", "Tier", drop=1),
            Column("stage", "Stage"),
            Column("risk", "SLA"),
            Column("due", "Next due"),
            Column("owner", "Owner", drop=3),
        ),
        tuple(
            (
                one.ticket,
                one.partner,
                one.title,
                one.priority,
                one.tier,
                f"{one.stage}, waits" if one.waiting else one.stage,
                _risk(one.risk),
                look.instant(one.next_due_at) if one.next_due_at else "",
                one.owner or "",
            )
            for one in payload.tickets
        ),
        title=f"{payload.open_count} open{breached}",
        empty="no ticket",
        one_line=True,
    )
    return Document((table,), ids=tuple(one.ticket for one in payload.tickets))


def _risk(risk: str) -> Cell:
    if risk == "breached":
        return Cell("BREACHED", "bad")
    if risk == "at risk":
        return Cell("at risk", "warning")
    return Cell("no target", "muted") if risk == "no target" else Cell("in time")


def changed_view(payload: p.TicketChanged, look: Look) -> Document:
    """A ticket after something was done with it."""
    return Document((_clocks(payload.clocks, look),), ids=(payload.line.ticket,))


def card_view(payload: p.TicketCard, look: Look) -> Document:
    """Everything about one ticket."""
    line = payload.line
    waiting = ", waits" if line.waiting else ""
    pairs: list[tuple[str, Cell | str]] = [
        ("Ticket", f"{line.ticket}  {line.title}"),
        ("Partner", f"{line.name} ({line.tier})"),
        ("Stage", f"{line.stage}{waiting}, priority {line.priority}"),
        ("SLA", _risk(line.risk)),
        ("Owner", line.owner or "nobody"),
        ("Opened", look.instant(line.opened_at)),
    ]
    optional = (
        ("Source", payload.source),
        ("Category", line.category),
        ("Path", payload.path),
        ("Contract", payload.contract),
        ("Elsewhere", line.external or ""),
        ("Cause", payload.cause),
        ("Mitigation", payload.mitigation),
        ("Satisfaction", str(payload.satisfaction or "")),
        ("Reopened", f"{payload.reopened} times" if payload.reopened else ""),
        ("Policy", payload.policy),
    )
    pairs += [(label, text) for label, text in optional if text]
    blocks: list[Block] = [Fields(tuple(pairs)), _clocks(payload.clocks, look)]
    if payload.ladder:
        blocks.append(_ladder(payload.ladder, look))
    if payload.notices:
        blocks.append(_notices(payload.notices, look))
    blocks.append(_history(payload.history, look))
    if payload.warnings:
        blocks.append(Lines(tuple(f"Note: {one}" for one in payload.warnings)))
    return Document(tuple(blocks), ids=(line.ticket,))


def _clocks(clocks: tuple[p.ClockLine, ...], look: Look) -> Table:
    return Table(
        (
            Column("clock", "Clock"),
            Column("state", "State"),
            Column("elapsed", "Counted", align="right"),
            Column("target", "Allowed", align="right"),
            Column("remaining", "Left", align="right"),
            Column("due", "Due"),
            Column("calendar", "Hours of", drop=1),
        ),
        tuple(
            (
                clock_name(one.clock, one.number),
                clock_state(one),
                duration(one.elapsed),
                duration(one.target) if one.target is not None else "-",
                duration(one.remaining) if one.remaining is not None else "",
                look.second(one.due_at) if one.due_at else "",
                one.calendar,
            )
            for one in clocks
        ),
        title="Clocks",
        empty="no clock runs",
    )


def clock_state(one: p.ClockLine) -> Cell:
    """The state of a clock in words that need no colour."""
    cleared = f" (breach cleared by {one.cleared_by})" if one.cleared_by else ""
    if one.state == "breached":
        return Cell(f"BREACHED{'' if one.ended_at else ', still open'}", "bad")
    if one.at_risk:
        return Cell(f"at risk{cleared}", "warning")
    words = {"no_target": "no target", "ended": "ended, no verdict", "paused": "paused"}
    tone = "good" if one.state == "met" else "muted" if one.state in words else None
    return Cell(f"{words.get(one.state, one.state)}{cleared}", tone)


def _ladder(levels: tuple[p.LevelLine, ...], look: Look) -> Table:
    return Table(
        (
            Column("level", "Level", align="right"),
            Column("role", "Role"),
            Column("person", "Person"),
            Column("within", "Has", align="right"),
            Column("state", "Stands"),
        ),
        tuple(
            (
                str(one.level),
                one.role,
                one.person or "nobody",
                duration(one.seconds) if one.seconds else "no limit",
                f"here, until {look.instant(one.due_at)}" if one.due_at else one.state,
            )
            for one in levels
        ),
        title="Escalation",
    )


def _notices(notices: tuple[p.NoticeLine, ...], look: Look) -> Table:
    return Table(
        (Column("stage", "Stage"), Column("due", "Since"), Column("told", "Customer told")),
        tuple(
            (
                one.stage,
                look.instant(one.due_at),
                look.instant(one.told_at) if one.told_at else Cell("NOT YET", "warning"),
            )
            for one in notices
        ),
        title="Mails to the customer",
    )


def _history(history: tuple[p.Happening, ...], look: Look) -> Table:
    return Table(
        (
            Column("at", "When"),
            Column("what", "What"),
            Column("text", "Text", drop=1),
            Column("by", "By", drop=2),
        ),
        tuple((look.instant(one.at), one.what, one.text, one.by) for one in history),
        title="History",
    )


def explained_view(payload: p.TicketExplained, look: Look) -> Document:
    """Every clock of a ticket, to the second."""
    blocks: list[Block] = [Lines((f"{payload.ticket}  {payload.title}; times in {payload.zone}",))]
    for one in payload.clocks:
        blocks += _explained(one, look)
    if payload.warnings:
        blocks.append(Lines(tuple(f"Note: {one}" for one in payload.warnings)))
    return Document(tuple(blocks), ids=(payload.ticket,))


def _explained(one: p.ClockExplained, look: Look) -> list[Block]:
    name = clock_name(one.line.clock, one.line.number)
    pairs = [
        ("Verdict", one.sentence),
        ("Policy", f"{one.policy} ({one.source})" if one.source else one.policy),
        ("Started", look.second(one.line.started_at)),
    ]
    if one.line.ended_at:
        pairs.append(("Ended", look.second(one.line.ended_at)))
    if one.line.due_at:
        pairs.append(("Due", look.second(one.line.due_at)))
    if one.breached_at:
        pairs.append(("Broken from", look.second(one.breached_at)))
    blocks: list[Block] = [Fields(tuple(pairs), title=name)]
    if one.counted:
        blocks.append(_counted(one.counted, look))
    if one.left_out:
        blocks.append(_left_out(one.left_out, look))
    if one.shifts:
        blocks.append(_shifts(one.shifts, look))
    return blocks


def _counted(spans: tuple[p.CountedSpan, ...], look: Look) -> Table:
    return Table(
        (
            Column("from", "Counted from"),
            Column("to", "To"),
            Column("open", "Open", align="right"),
            Column("total", "In all", align="right"),
        ),
        tuple(
            (
                look.second(one.from_at),
                look.second(one.to_at),
                duration(one.seconds),
                duration(one.total),
            )
            for one in spans
        ),
    )


def _left_out(spans: tuple[p.LeftOut, ...], look: Look) -> Table:
    return Table(
        (
            Column("from", "Left out from"),
            Column("to", "To"),
            Column("open", "Open", align="right"),
            Column("because", "Because"),
        ),
        tuple(
            (
                look.second(one.from_at),
                look.second(one.to_at),
                duration(one.seconds),
                one.because,
            )
            for one in spans
        ),
    )


def _shifts(shifts: tuple[p.ShiftLine, ...], look: Look) -> Table:
    said = {"breached": "this broke it", "cleared": "this took the breach back"}
    return Table(
        (
            Column("at", "Changed at"),
            Column("because", "By"),
            Column("was", "Due before"),
            Column("now", "Due after"),
            Column("effect", "Effect"),
        ),
        tuple(
            (
                look.second(one.at),
                one.because,
                look.second(one.was_due_at) if one.was_due_at else "none",
                look.second(one.now_due_at) if one.now_due_at else "none",
                said.get(one.effect, ""),
            )
            for one in shifts
        ),
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.TicketList: list_view,
    p.TicketChanged: changed_view,
    p.TicketCard: card_view,
    p.TicketExplained: explained_view,
}
