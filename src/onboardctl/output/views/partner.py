"""How partners are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import partner as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Table
from onboardctl.output.views.health_brief import health_cell
from onboardctl.output.views.plan_tasks import clock_table, task_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def list_view(payload: p.PartnerList, look: Look) -> Document:
    """Partners under columns."""
    table = Table(
        (
            Column("slug", "Partner", keep=True),
            Column("tier", "Tier", drop=4),
            Column("day", "Day", align="right", drop=2),
            Column("phase", "Phase", drop=5),
            Column("done", "Done"),
            Column("health", "Health", drop=3),
            Column("next_on", "Next due"),
            Column("next_title", "Next", drop=1),
            Column("lead", "Lead", drop=6),
            Column("name", "Name", wide=True),
            Column("segment", "Segment", wide=True),
            Column("playbook", "Playbook", wide=True),
            Column("finish_on", "Finish", wide=True),
        ),
        tuple(
            (
                line.slug,
                line.tier,
                "" if line.day is None else str(line.day),
                line.phase,
                look.ratio(line.items_done, line.items_required),
                health_cell(line.health_score, line.health_band, line.health_trend),
                _next(line, look),
                line.next_title or "",
                line.lead or "",
                line.name,
                line.segment,
                line.playbook,
                look.day(line.finish_on),
            )
            for line in payload.partners
        ),
        empty="no partner yet",
        one_line=True,
    )
    blocks: list[Block] = [table]
    total = sum(payload.counts.values())
    if total:
        by_status = ", ".join(
            f"{count} {status}" for status, count in sorted(payload.counts.items())
        )
        more = (
            f"; these are {len(payload.partners)}, more with --limit"
            if len(payload.partners) == payload.limit < total
            else ""
        )
        blocks.append(Lines((f"{counted(total, 'partner')}: {by_status}{more}",)))
    return Document(tuple(blocks), ids=tuple(line.slug for line in payload.partners))


def _next(line: p.PartnerLine, look: Look) -> Cell:
    if line.status == "paused":
        return Cell("paused", "warning")
    if line.next_on is None:
        return Cell("complete", "good")
    if line.blocked_count:
        return Cell("BLOCKED" if look.terminal else f"{look.day(line.next_on)} BLOCKED", "bad")
    if line.late_days:
        said = (
            f"{counted(line.late_days, 'day')} LATE"
            if look.terminal
            else f"{look.day(line.next_on)} LATE"
        )
        return Cell(said, "bad")
    return Cell(look.day(line.next_on))


def show_view(payload: p.PartnerShown, look: Look) -> Document:
    """A partner's record."""
    fields = Fields(
        (
            ("Partner", f"{payload.name} ({payload.slug}, {payload.partner})"),
            ("Tier", payload.tier),
            ("Segment", payload.segment),
            ("Status", payload.status),
            ("Playbook", f"{payload.playbook} {payload.playbook_version}"),
            ("Brand", payload.brand),
            ("Contract", payload.contract or "no number recorded"),
            ("Users", "not known" if payload.users is None else str(payload.users)),
            ("Time zone", payload.zone),
            ("Calendar", payload.calendar or "the playbook's"),
            ("Language", payload.locale),
            ("Channel", payload.channel or "none"),
            ("Since", look.instant(payload.created_at)),
        )
    )
    people = Table(
        (Column("name", "Contact"), Column("email", "Address"), Column("roles", "Roles")),
        tuple(
            (c.name or "(forgotten)" if not c.email else c.name, c.email, ", ".join(c.roles))
            for c in payload.contacts
        ),
        title="Their people",
        empty="no contact recorded",
    )
    team = Table(
        (Column("role", "Role"), Column("person", "Person")),
        payload.team,
        title="Our people",
        empty="nobody assigned",
    )
    facts = Table(
        (Column("fact", "Fact"), Column("value", "Value")),
        tuple((name, _value(value)) for name, value in payload.facts.items()),
        title="Facts and links",
        empty="none recorded",
    )
    anchors = Table(
        (Column("anchor", "Anchor"), Column("at", "When")),
        tuple(
            (name, at + (" (estimate)" if name in payload.provisional_anchors else ""))
            for name, at in payload.anchors
        ),
        title="Anchors",
        empty="none",
    )
    return Document((fields, people, team, facts, anchors), ids=(payload.slug,))


def _value(value: object) -> str:
    return (
        {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )


def created_view(payload: p.PartnerCreated, look: Look) -> Document:
    """A new partner: its people, the clocks that run, the first week."""
    work = f"{counted(payload.task_count, 'task')}, {counted(payload.item_count, 'item')}"
    fields = Fields(
        (
            ("Partner", f"{payload.name} ({payload.slug}, {payload.partner})"),
            ("Plan", f"{payload.playbook} {payload.playbook_version}: {work}"),
            (
                "Dates",
                f"{look.day(payload.origin_on)} to {look.day(payload.finish_on)} ({payload.zone})",
            ),
            *((("Channel", payload.channel),) if payload.channel else ()),
        )
    )
    team = Table(
        (Column("title", "Role"), Column("person", "Person"), Column("note", "", drop=1)),
        tuple(
            (
                member.title,
                Cell("nobody", "warning")
                if member.person is None
                else member.name or member.person,
                f"stands in as {member.stands_in}" if member.stands_in else "",
            )
            for member in payload.team
        ),
        title="Team",
        empty="the playbook names no role of ours",
    )
    week = task_table(
        payload.first_week, look, title="First week", empty="nothing in the first week"
    )
    return Document(
        (fields, team, clock_table(payload.clocks, look, "Clocks of the first days"), week),
        ids=(payload.slug,),
    )


def changed_view(payload: p.PartnerChanged, look: Look) -> Document:
    """What changed; the sentence is in the messages."""
    if not payload.changes or not payload.changed:
        return Document((), ids=(payload.slug,))
    table = Table(
        (Column("field", "Changed"), Column("value", "Now")),
        tuple(
            (field, "removed" if value is None else _value(value))
            for field, value in payload.changes.items()
        ),
    )
    return Document((table,), ids=(payload.slug,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.PartnerList: list_view,
    p.PartnerShown: show_view,
    p.PartnerCreated: created_view,
    p.PartnerChanged: changed_view,
}
