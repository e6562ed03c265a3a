"""The promise that slips are measured against: shown beside the forecast, and set anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused
from onboardctl.core.partner import events as e
from onboardctl.core.payloads.baseline import Baseline, BaselineLine
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session


class SetBaseline(NamedTuple):
    """Whose baseline becomes what is expected now, and why."""

    partner: str
    reason: str


def show_baseline(session: Session, name: str) -> Result:
    """Baseline, committed and forecast dates of every task, with the variance."""
    partner = session.partner(session.find_partner(name)["partner_id"])
    data = _payload(session, partner, session.playbook(partner.digest))
    return Result("plan baseline", "baseline/1", data, as_of=session.moment, zone=partner.zone)


def set_baseline(session: Session, request: SetBaseline) -> Result:
    """Promise the dates that are expected now; slips are measured against them from here on.

    Raises:
        Refused: no reason was given.
    """
    if not request.reason.strip():
        raise Refused("reason.missing", "a new baseline needs a reason", hint="add `--reason TEXT`")
    with session.change("plan baseline") as change:
        row = session.find_partner(request.partner)
        before = change.partner(row["partner_id"])
        plan = before.plan
        holds = plan.baseline == plan.tasks and all(
            plan.committed[task] == dated.finish_on for task, dated in plan.tasks.items()
        )
        after = change.append(before, () if holds else (e.PlanBaselined(request.reason),))
        change.summary = f"{before.name}: new baseline, {request.reason}"
    said = (
        f"nothing to do: {before.name} is expected as promised"
        if holds
        else f"the baseline of {before.name} is now what is expected: {request.reason}"
    )
    data = _payload(session, after, session.playbook(after.digest))._replace(changed=not holds)
    return Result(
        "plan baseline",
        "baseline/1",
        data,
        as_of=session.now,
        zone=after.zone,
        messages=(said,),
        next_steps=() if holds else ("onboardctl undo",),
        dry_run=session.dry_run,
    )


def counter(session: Session, partner: Partner, playbook: Playbook) -> Callable[[date, date], int]:
    """Counts the plan's days after one day up to and with another; negative when earlier."""
    if playbook.calendar.days != "business":
        return lambda start, end: (end - start).days
    return session.calendar(partner, playbook).business_days_between


def _payload(session: Session, partner: Partner, playbook: Playbook) -> Baseline:
    plan, between = partner.plan, counter(session, partner, playbook)
    included = [task for task in playbook.tasks if task.id in plan.tasks]
    lines = tuple(
        BaselineLine(
            task.id,
            task.title,
            str(partner.progress(task.id).state),
            plan.baseline[task.id].start_on,
            plan.baseline[task.id].finish_on,
            plan.committed[task.id],
            plan.tasks[task.id].finish_on,
            between(plan.baseline[task.id].finish_on, plan.tasks[task.id].finish_on),
        )
        for task in included
    )
    optional = {task.id for task in included if task.optional}
    required = [line for line in lines if line.task not in optional] or list(lines)
    promised = _last(line.baseline_finish_on for line in required)
    expected = _last(line.forecast_on for line in required)
    return Baseline(
        partner=partner.slug,
        name=partner.name,
        unit="bd" if playbook.calendar.days == "business" else "d",
        set_at=plan.baseline_at,
        reason=plan.baseline_reason,
        baseline_finish_on=promised,
        committed_finish_on=_last(line.committed_on for line in required),
        forecast_finish_on=expected,
        variance_days=between(promised, expected) if promised and expected else None,
        tasks=lines,
    )


def _last(days: Iterable[date]) -> date | None:
    return max(days, default=None)
