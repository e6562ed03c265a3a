"""What follows when facts of a partner changed: new dates, outcomes, and what to say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.partner import gates, outcomes
from onboardctl.core.partner.dating import dates_stand
from onboardctl.core.payloads.plan import (
    Advanced,
    MoveLine,
    OutcomeCriterionLine,
    OutcomeLine,
)
from onboardctl.core.result import Result
from onboardctl.operations.lines import criterion_lines, day, local_day, task_line, working_day
from onboardctl.operations.plan import recurring_ahead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.dated import Move
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.partner.state import Partner, TaskProgress
    from onboardctl.core.playbook import Outcome, Playbook
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

LONGEST_READY_LIST = 5


def conclude(
    session: Session,
    change: Change,
    partner: Partner,
    playbook: Playbook,
    *,
    before: Partner,
    commits: bool = False,
) -> Advanced:
    """Date the rest of the plan again, judge the outcomes, and gather what changed.

    The partner as it then stands is ``change.partner(partner.id)``. With ``commits`` we stand by
    the new dates, as after a pause; otherwise they are a forecast.
    """
    moved: tuple[Move, ...] = ()
    if partner.version == before.version:
        return _difference(session, change, playbook, before, partner, moved)
    today = local_day(session.now, partner.zone)
    if commits or not (
        dates_stand(before, partner, playbook, today) and _all_here(session, partner)
    ):
        from onboardctl.operations.plan import facts as plan_facts  # a tick seldom moves a date
        from onboardctl.operations.plan import planning

        dated = planning.compute(
            partner, playbook, session.now, session.calendar(partner, playbook)
        )
        fact = plan_facts.rescheduled(partner, playbook, dated, commits=commits)
        if fact is not None:
            partner = change.append(partner, [fact])
            moved = fact.moves
            partner = recurring_ahead.lay_out(session, change, partner, playbook, dated)
    if not recurring_ahead.is_fresh(partner, playbook, today):
        partner = recurring_ahead.lay_out(session, change, partner, playbook)
    partner = change.append(partner, outcomes.judge(partner, playbook, session.now))
    return _difference(session, change, playbook, before, partner, moved)


def _all_here(session: Session, partner: Partner) -> bool:
    """Whether nobody is away on a day of the partner's unfinished work."""
    absences = session.absences()
    return not absences or not any(
        absence.meets(dated.start_on, dated.finish_on)
        for absence in absences
        for task, dated in partner.plan.tasks.items()
        if partner.progress(task).state not in gates.FINISHED
    )


def result(
    session: Session,
    command: str,
    playbook: Playbook,
    partner: Partner,
    answer: Advanced,
    warnings: Iterable[Diagnostic] = (),
) -> Result:
    """The answer with its sentences and the commands to type next."""
    return Result(
        command=command,
        schema="advance/1",
        data=answer,
        as_of=session.now,
        zone=partner.zone,
        messages=(*_sentences(playbook, partner, answer), *_by_others(session, partner, answer)),
        next_steps=_next_steps(partner, answer),
        warnings=tuple(warnings),
        dry_run=session.dry_run,
    )


def summary(answer: Advanced) -> str:
    """One line for the log."""
    parts = []
    if answer.completed:
        parts.append(f"finished {', '.join(answer.completed)}")
    if answer.ticked:
        parts.append(f"ticked {', '.join(answer.ticked[:3])}" + _more(answer.ticked, 3))
    parts += [f"{metric} = {value}" for metric, value in answer.recorded]
    parts += [f"{line.criterion} {line.standing}" for line in answer.measured]
    parts += [f"reached {line.outcome}" for line in answer.outcomes if line.reached_on]
    return f"{answer.name}: {'; '.join(parts) or 'nothing new'}"


def _more(names: tuple[str, ...], shown: int) -> str:
    return f" and {len(names) - shown} more" if len(names) > shown else ""


def _difference(
    session: Session,
    change: Change,
    playbook: Playbook,
    before: Partner,
    after: Partner,
    moved: tuple[Move, ...],
) -> Advanced:
    titles = {task.id: task.title for task in playbook.tasks}
    rows = change.rows(after)
    (card,) = rows["partner"].values()
    today = working_day(session.now, after.zone, after.status)
    ready = [
        task_line(row, after.slug, today)
        for row in rows["task"].values()
        if row["waits_for"] is None and row["finished_at"] is None and not row["optional"]
    ]
    ready.sort(key=lambda line: line.due_on)
    return Advanced(
        partner=after.slug,
        name=after.name,
        ticked=tuple(
            f"{task}/{item}"
            for task, progress in after.tasks.items()
            for item in progress.items
            if item not in before.progress(task).items
        ),
        completed=tuple(
            task
            for task, progress in after.tasks.items()
            if progress.state in gates.FINISHED
            and before.progress(task).state not in gates.FINISHED
        ),
        measured=tuple(
            line
            for task in playbook.tasks
            for line in criterion_lines(task, after.progress(task.id))
            if line.standing != _standing_of(before.progress(task.id), line.criterion)
        ),
        recorded=tuple(
            (metric, series[-1].value)
            for metric, series in after.metrics.items()
            if len(series) != len(before.metrics.get(metric, ()))
        ),
        moves=tuple(
            MoveLine(
                move.task,
                titles[move.task],
                move.was_on,
                move.now_on,
                move.by_days,
                move.cause,
                move.because,
            )
            for move in moved
        ),
        outcomes=tuple(
            outcome_line(session, after, playbook, outcome)
            for outcome in playbook.outcomes
            if before.outcomes.get(outcome.id) != after.outcomes.get(outcome.id)
        ),
        now_ready=tuple(ready[:LONGEST_READY_LIST]),
        items_done=card["items_done"],
        items_required=card["items_required"],
        finish_on=day(card["finish_on"]),
        baseline_finish_on=day(card["baseline_finish_on"]),
        changed=after.version != before.version,
    )


def _standing_of(progress: TaskProgress, criterion: str) -> str:
    mark = progress.criteria.get(criterion)
    return mark.standing if mark else "open"


def outcome_line(
    session: Session, partner: Partner, playbook: Playbook, outcome: Outcome
) -> OutcomeLine:
    """An outcome with how each of its criteria stands."""
    found = outcomes.standings(partner, playbook, outcome, session.moment)
    return OutcomeLine(
        outcome.id,
        outcome.title,
        partner.outcomes.get(outcome.id),
        tuple(
            OutcomeCriterionLine(
                standing.criterion.id,
                standing.criterion.text,
                standing.since,
                standing.waiting_until,
            )
            for standing in found
        ),
    )


def _sentences(playbook: Playbook, partner: Partner, answer: Advanced) -> tuple[str, ...]:
    if not answer.changed:
        return (f"nothing to do: it was so already for {partner.name}",)
    titles = {task.id: task.title for task in playbook.tasks}
    said = [f"ticked {ticked}" for ticked in answer.ticked]
    said += [f"recorded {metric} = {value}" for metric, value in answer.recorded]
    for line in answer.measured:
        value = f" at {line.value}" if line.value else ""
        stands = f"{line.standing}{value}"
        if line.standing == "missed" and line.metric is None:
            stands = f"refused: {line.value}"
        said.append(f"gate {line.task}: {line.criterion} {stands}")
    for task in answer.completed:
        how = "skipped" if partner.progress(task).state == "skipped" else "done"
        said.append(f"{titles[task]} ({task}) is {how}")
    for outcome in answer.outcomes:
        if outcome.reached_on:
            said.append(f"{partner.name} is now: {outcome.title}, since {outcome.reached_on}")
        else:
            said.append(f"{partner.name} does not count as {outcome.title} any more")
    said.append(f"{answer.items_done} of {answer.items_required} required items are done")
    return tuple(said)


def _by_others(session: Session, partner: Partner, answer: Advanced) -> tuple[str, ...]:
    """Who was faster, when there was nothing left to do."""
    if answer.changed:
        return ()
    rows = session.store.rows(
        "event.changes_of", subject=partner.id, actor=None, until=None, limit=1
    )
    if not rows or rows[0]["actor"] == session.actor:
        return ()
    row = rows[0]
    return (f"the latest change is by {row['actor']}, at {row['recorded_at']}: {row['summary']}",)


def _next_steps(partner: Partner, answer: Advanced) -> tuple[str, ...]:
    steps = []
    if answer.now_ready:
        steps.append(f"onboardctl task show {partner.slug} {answer.now_ready[0].task}")
    steps.append(f"onboardctl status {partner.slug}")
    return tuple(steps)
