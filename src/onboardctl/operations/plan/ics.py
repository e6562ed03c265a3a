"""A plan as a calendar file: tasks, promises by an instant, and recurring work with its agenda."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.calendar_entry import Entry
from onboardctl.core.names import counted
from onboardctl.core.partner import gates
from onboardctl.core.partner.projection import deadline_met_at
from onboardctl.core.payloads.plan_file import PlanFile
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.plan import planning

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Agenda, Playbook, Recurring, Task
    from onboardctl.core.recurrence import Occurrence, Rule
    from onboardctl.core.recurrence.occurrence import Change
    from onboardctl.core.schedule import Schedule
    from onboardctl.operations.session import Session

AHEAD = timedelta(weeks=52)
"""How far ahead days without an occurrence, and moved ones, are told of a series without end."""

USUAL_MINUTES = 30
"""The length of a meeting whose playbook gives none."""


class ExportCalendar(NamedTuple):
    """Whose plan, and where to: ``out`` is a file, ``None`` prints; ``replace`` may overwrite."""

    partner: str
    out: str | None = None
    replace: bool = False


def export_calendar(session: Session, request: ExportCalendar) -> Result:
    """The plan of a partner as a calendar file.

    Raises:
        Conflict: the file exists already.
    """
    from onboardctl.operations.report.saving import may_replace, save
    from onboardctl.output.ics import calendar_file

    partner = session.partner(session.find_partner(request.partner)["partner_id"])
    playbook = session.playbook(partner.digest)
    entries = entries_of(session, partner, playbook)
    assert partner.active_at is not None
    text = calendar_file(
        f"{partner.name}: {playbook.title}",
        entries,
        stamp=partner.active_at,
        sequence=partner.version,
    )
    data = PlanFile(partner.slug, partner.name, "ics", len(entries), text)
    messages: tuple[str, ...] = ()
    if request.out is not None:
        path = Path(request.out)
        may_replace(path, replace=request.replace)
        if not session.dry_run:
            save(path, text.encode(), replace=request.replace)
        data = data._replace(file=str(path))
        messages = (f"saved {counted(len(entries), 'entry')} to {path}",)
    return Result(
        "plan ics",
        "plan-file/1",
        data,
        as_of=session.moment,
        zone=partner.zone,
        messages=messages,
        dry_run=session.dry_run,
    )


def entries_of(session: Session, partner: Partner, playbook: Playbook) -> list[Entry]:
    """Tasks in the order of the playbook, then promises by their moment, then recurring work."""
    calendar = session.calendar(partner, playbook)
    dated = planning.compute(partner, playbook, session.moment, calendar)
    groups = {task.parent for task in playbook.tasks if task.parent}
    found = [
        _task(partner, playbook, task)
        for task in playbook.tasks
        if gates.is_included(partner, task.id) and task.id not in groups
    ]
    found += _promises(partner)
    series = (
        _series(partner, playbook, piece, dated, calendar)
        for piece in playbook.recurring
        if piece.scope == "partner"
    )
    return found + [entry for entry in series if entry is not None]


def _uid(partner: Partner, kind: str, name: str) -> str:
    """Names a thing for ever: ids alone repeat in other workspaces, so the birth goes with them."""
    assert partner.created_at is not None
    name = name.replace("/", ".")
    return f"{partner.id}-{partner.created_at:%Y%m%dT%H%M%SZ}-{kind}-{name}@onboardctl"


def _task(partner: Partner, playbook: Playbook, task: Task) -> Entry:
    dated, progress = partner.plan.tasks[task.id], partner.progress(task.id)
    state = "provisional" if dated.provisional else "open"
    if progress.state in gates.FINISHED:
        state = "done" if progress.state == "done" else "off"
    phases = {phase.id: phase.title for phase in playbook.phases}
    return Entry(
        uid=_uid(partner, "task", task.id),
        kind="day",
        title=f"{task.title} ({partner.name})",
        first_on=dated.start_on,
        last_on=dated.finish_on,
        description="\n".join(_about(partner, playbook, task)),
        category=phases.get(task.phase, ""),
        state=state,
        zone=partner.zone,
    )


def _about(partner: Partner, playbook: Playbook, task: Task) -> list[str]:
    role, person = gates.owner_of(partner, playbook, task)
    titles = {known.id: known.title for known in playbook.roles}
    lines = [
        f"Owner: {person or titles.get(role, role)}",
        f"State: {partner.progress(task.id).state}",
    ]
    done = partner.progress(task.id).items
    items = gates.live_items(partner, task)
    lines += ["", *(f"[{'x' if item.id in done else ' '}] {item.text}" for item in items)] * bool(
        items
    )
    return lines + _agenda(task.agenda)


def _agenda(agenda: Agenda | None) -> list[str]:
    if agenda is None:
        return []
    whole = f" ({agenda.minutes} minutes)" if agenda.minutes else ""
    lines = ["", f"Agenda{whole}"]
    for item in agenda.items:
        lines.append(f"- {item.title}" + (f", {item.minutes} minutes" if item.minutes else ""))
        lines += [f"  - {point}" for point in item.points]
    return lines


def _promises(partner: Partner) -> list[Entry]:
    found = []
    for ref, deadline in partner.plan.deadlines.items():
        day = deadline.due_at.date()
        found.append(
            Entry(
                uid=_uid(partner, deadline.kind, ref),
                kind="promise",
                title=f"{deadline.title} ({partner.name})",
                first_on=day,
                last_on=day,
                at=deadline.due_at,
                category="Promise",
                done_at=deadline_met_at(partner, ref, deadline.kind),
                zone=partner.zone,
            )
        )
    return sorted(found, key=lambda entry: (entry.first_on, entry.uid))


def _series(
    partner: Partner, playbook: Playbook, piece: Recurring, dated: Schedule, calendar: Calendar
) -> Entry | None:
    from onboardctl.core.recurrence import occurrences
    from onboardctl.core.recurrence.text import parse_rule
    from onboardctl.core.schedule.recurring import life_of

    known = life_of(piece, playbook, dated, calendar)
    if known is None or any(out.id == piece.id for out in dated.excluded):
        return None
    life, wall_time = known
    rule = parse_rule(piece.every) if piece.every else None
    horizon = (life.start, life.last or life.start + AHEAD)

    def times(on_holiday: str, changes: dict[date, Change]) -> tuple[Occurrence, ...]:
        return occurrences(
            piece.id, rule, life, horizon, partner.zone,
            calendar=calendar, on_holiday=on_holiday, changes=changes, time=wall_time,
        )  # fmt: skip

    changes = planning.changed_occurrences(partner).get(piece.id, {})
    by_rule = times("keep", {})
    found = times(piece.on_holiday, changes)
    placed = {one.original_on: one for one in found if one.state != "cancelled"}
    if not by_rule:
        return None
    days = [one.original_on for one in by_rule]
    text = _rule_text(rule, days, life.last, horizon[1])
    first = by_rule[0]
    minutes = piece.minutes or (piece.agenda.minutes if piece.agenda else None)
    prepared = [f"- {step.text}, {step.due.amount}{step.due.unit} before" for step in piece.before]
    return Entry(
        uid=_uid(partner, "recurring", piece.id),
        kind="series",
        title=f"{piece.title} ({partner.name})",
        first_on=first.on,
        last_on=first.on,
        at=first.at,
        minutes=minutes or USUAL_MINUTES,
        description="\n".join(
            [*_owners(partner, playbook, piece), *prepared, *_agenda(piece.agenda)]
        ),
        category="Recurring",
        rule=text,
        days=() if text else tuple(days[1:]),
        left_out=tuple(day for day in days if day not in placed),
        moved=tuple(
            (day, one.on, one.at)
            for day, one in sorted(placed.items())
            if one.on != day or one.state == "moved"
        ),
        zone=partner.zone,
    )


def _owners(partner: Partner, playbook: Playbook, piece: Recurring) -> list[str]:
    people = [gates.person_for(partner, playbook, role) or role for role in piece.owners]
    return [f"Owner: {', '.join(people)}"] if people else []


def _rule_text(rule: Rule | None, days: list[date], last: date | None, horizon: date) -> str:
    """The rule when other calendars make the same days of it; empty when they would not."""
    if rule is None:
        return ""
    from dateutil.rrule import rrulestr

    from onboardctl.core.recurrence.export import rrule_text

    text = rrule_text(rule, last)
    start: datetime = _midnight(days[0])
    made = rrulestr(text, dtstart=start).between(start, _midnight(horizon), inc=True)
    return text if [moment.date() for moment in made] == days else ""


def _midnight(day: date) -> datetime:
    from datetime import datetime, time

    return datetime.combine(day, time())
