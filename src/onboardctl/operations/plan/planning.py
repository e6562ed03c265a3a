"""From a partner to its schedule as things stand: facts, anchors, what has happened, who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.partner import gates
from onboardctl.core.schedule import Actual, Override, Schedule, prepare, schedule
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.partner.state import Partner, TaskOverride
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.recurrence.occurrence import Change
    from onboardctl.core.schedule.nodes import Prepared


def facts_for_dates(partner: Partner) -> dict[str, Any]:
    """What conditions may ask about: the partner's own facts, tier, segment and users."""
    known = {**partner.facts, "tier": partner.tier, "segment": partner.segment}
    return known if partner.users is None else {**known, "users": partner.users}


def compute(
    partner: Partner,
    playbook: Playbook,
    now: datetime,
    calendar: Calendar,
    *,
    pull: bool = False,
    given: Mapping[str, str] | None = None,
    overrides: Mapping[str, Override] | None = None,
) -> Schedule:
    """The schedule of a partner as things stand.

    Args:
        partner: with what was given and what has happened.
        playbook: the version its plan was made from.
        now: its local date is the data date: nothing unfinished lies before it.
        calendar: what its days are counted in.
        pull: take early finishes in; by default no open task starts earlier than promised.
        given: moments of anchors instead of the partner's own, for a what-if.
        overrides: bounds and lengths of tasks instead of the partner's own, for a what-if.
    """
    from zoneinfo import ZoneInfo

    today = now.astimezone(ZoneInfo(partner.zone)).date() if partner.plan.tasks else None
    baseline = {
        task: (dated.start_on, dated.finish_on) for task, dated in partner.plan.baseline.items()
    }

    facts = facts_for_dates(partner)
    known = {anchor: moment_or_date(text) for anchor, text in (given or partner.given).items()}
    ready = _prepared(playbook, facts, frozenset(known))

    def dated(said: Mapping[str, Override]) -> Schedule:
        return schedule(
            playbook,
            facts=facts,
            given=known,
            prepared=ready,
            zone=partner.zone,
            calendar=calendar,
            actuals=actuals(partner),
            overrides=said,
            data_date=today,
            promised={} if pull else promised(partner),
            baseline=baseline or None,
        )

    said = together(overrides_of(partner.overrides), overrides or {})
    if not calendar.absences:
        return dated(said)
    from onboardctl.core.schedule.whatif import around

    return around(calendar.absences, _owners(partner, playbook), said, dated, calendar, today)


def in_force(partner: Partner, playbook: Playbook) -> Schedule:
    """The days that a plan stands at, as a schedule without reasons, slack or deadlines.

    For whoever needs no more than days right after they were worked out: nothing is dated anew.
    """
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from onboardctl.core.calendar import end_of_day
    from onboardctl.core.schedule.values import AnchorDate, PhaseDates, TaskDates

    zone, anchors = ZoneInfo(partner.zone), []
    for name, text in partner.plan.anchors.items():
        moment = moment_or_date(text)
        exact = isinstance(moment, datetime)
        day = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
        at = moment if isinstance(moment, datetime) else end_of_day(day, partner.zone)
        anchors.append(AnchorDate(name, day, at, "given", exact=exact))
    tasks = [
        TaskDates(task.id, task.phase, dated.start_on, dated.finish_on)
        for task in playbook.tasks
        if (dated := partner.plan.tasks.get(task.id)) is not None
    ]
    phases = [
        PhaseDates(
            phase.id,
            min((task.start_on for task in tasks if task.phase == phase.id), default=None),
            max((task.finish_on for task in tasks if task.phase == phase.id), default=None),
        )
        for phase in playbook.phases
    ]
    ready = _prepared(playbook, facts_for_dates(partner), frozenset(partner.given))
    return Schedule(
        partner.zone, True, None, None, tuple(anchors), tuple(phases), tuple(tasks), (), (), (),
        ready.selection.excluded,
    )  # fmt: skip


_READY: dict[tuple[str, frozenset[str], str], Prepared] = {}
_MANY = 256
"""So many answers to the conditions of playbooks are kept ready; then they are made anew."""


def _prepared(playbook: Playbook, facts: dict[str, Any], given: frozenset[str]) -> Prepared:
    """The playbook made ready for these answers; partners that answer alike share it."""
    key = (playbook.digest, given, repr(sorted(facts.items())))
    found = _READY.get(key) if playbook.digest else None
    if found is None:
        if len(_READY) >= _MANY:
            _READY.clear()
        found = _READY[key] = prepare(playbook, facts, given=given)
    return found


def _owners(partner: Partner, playbook: Playbook) -> dict[str, str | None]:
    """Who does each task that is not finished."""
    return {
        task.id: gates.owner_of(partner, playbook, task)[1]
        for task in playbook.tasks
        if partner.progress(task.id).state not in gates.FINISHED
    }


def moment_or_date(text: str) -> date | datetime:
    """An anchor as it was given: a local date, or an instant."""
    from datetime import date

    return codec.parse_instant(text) if "T" in text else date.fromisoformat(text)


def actuals(partner: Partner) -> dict[str, Actual]:
    """What has happened to the partner's tasks."""
    return {
        task: Actual(
            started_at=progress.started_at,
            finished_at=progress.finished_at,
            skipped=progress.state == TaskState.SKIPPED,
        )
        for task, progress in partner.tasks.items()
        if progress.started_at or progress.finished_at
    }


def overrides_of(said: Mapping[str, TaskOverride]) -> dict[str, Override]:
    """What a person said of the dates of tasks, as the scheduler takes it."""
    if not said:
        return {}
    from onboardctl.core.points import parse_duration
    from onboardctl.core.weekdays import WEEKDAYS

    return {
        task: Override(
            one.pin,
            one.not_before,
            parse_duration(one.duration) if one.duration else None,
            one.reason or "by hand",
            frozenset(WEEKDAYS.index(day) for day in one.never_on),
        )
        for task, one in said.items()
    }


def changed_occurrences(partner: Partner) -> dict[str, dict[date, Change]]:
    """What a person did to single times of recurring work, by recurrence and original day."""
    from datetime import date

    from onboardctl.core.recurrence.occurrence import Change

    found: dict[str, dict[date, Change]] = {}
    for name, mark in partner.occurrences.items():
        recurring, _, day = name.rpartition("/")
        change = Change(mark.cancelled, mark.to, mark.time)
        found.setdefault(recurring, {})[date.fromisoformat(day)] = change
    return found


def together(own: Mapping[str, Override], supposed: Mapping[str, Override]) -> dict[str, Override]:
    """What is supposed of tasks, and where it says nothing what holds of them."""
    return {**own, **{task: one.over(own.get(task)) for task, one in supposed.items()}}


def promised(partner: Partner) -> dict[str, date]:
    """The starts that were told, of unfinished tasks."""
    return {
        task: dated.start_on
        for task, dated in partner.plan.tasks.items()
        if partner.progress(task).state not in gates.FINISHED
    }
