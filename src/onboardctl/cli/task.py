"""``task``: single tasks of a plan."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner, complete_task
from onboardctl.cli.context import Run
from onboardctl.core.result import Result
from onboardctl.core.types import TaskState

app = group("Work on single tasks of a plan")

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Task = Annotated[str, Argument(metavar="TASK", help="Task.", autocompletion=complete_task)]
Reason = Annotated[str, Option("--reason", metavar="TEXT", help="Why; kept in the log.")]
At = Annotated[str | None, Option("--at", metavar="WHEN", help="When it happened, their time.")]


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Annotated[
        str | None,
        Argument(metavar="[PARTNER]", help="Only this partner.", autocompletion=complete_partner),
    ] = None,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON|me", help="Only theirs.")
    ] = None,
    state: Annotated[TaskState | None, Option("--state", help="Only in this state.")] = None,
    everything: Annotated[bool, Option("--all", help="The finished ones too.")] = False,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many.")] = 50,
) -> Result:
    """List tasks, the earliest finish first

    Unfinished ones unless asked otherwise.

    Examples:

        onboardctl task list northwind-talent
        onboardctl task list --owner me --state blocked
    """
    from onboardctl.operations.task.reads import ListTasks, list_tasks

    request = ListTasks(partner, owner, state.value if state else None, everything, limit)
    return list_tasks(run.session(), request)


@command(app, "show", writes=False)
def show(run: Run, partner: Partner, task: Task) -> Result:
    """Show a task with its checklist, gate, agenda and owners

    Items may be ticked by their number or id.

    Examples:

        onboardctl task show northwind-talent kickoff-call
        onboardctl task show northwind-talent validation --json
    """
    from onboardctl.operations.task.reads import show_task

    return show_task(run.session(), partner, task)


@command(app, "start", writes=True)
def start(run: Run, partner: Partner, task: Task, at: At = None) -> Result:
    """Begin a task

    Ticking its first item does the same.

    Examples:

        onboardctl task start cedar-point-careers kickoff-call
        onboardctl task start cedar-point-careers kickoff-call --at "2026-02-28 10:00"
    """
    from onboardctl.operations.task import work as tasks

    return tasks.start(run.session(), partner, task, at)


@command(app, "done", writes=True)
def done(
    run: Run,
    partner: Partner,
    task: Task,
    evidence: Annotated[str, Option("--evidence", metavar="TEXT", help="Kept with it.")] = "",
    at: At = None,
) -> Result:
    """Finish a task whose items are ticked

    Refused while required items or criteria of its gate are open; ``advance --all`` ticks them.

    Examples:

        onboardctl task done northwind-talent kickoff-call
        onboardctl task done northwind-talent kickoff-call --evidence "notes in the channel"
    """
    from onboardctl.operations.task import work as tasks

    return tasks.done(run.session(), partner, task, evidence, at)


@command(app, "skip", writes=True)
def skip(run: Run, partner: Partner, task: Task, reason: Reason = "") -> Result:
    """Leave a task out, for a reason

    It counts for nothing from then on, and what waits for it may go on.

    Examples:

        onboardctl task skip northwind-talent advanced-features --reason "not in their contract"
        onboardctl task skip northwind-talent advanced-features --reason "later" --dry-run
    """
    from onboardctl.operations.task import work as tasks

    return tasks.skip(run.session(), partner, task, reason)


@command(app, "reopen", writes=True)
def reopen(run: Run, partner: Partner, task: Task, reason: Reason = "") -> Result:
    """Open a finished task again, or take an item's tick back

    Give TASK, or TASK/ITEM for a single item.

    Examples:

        onboardctl task reopen northwind-talent kickoff-call --reason "a guest was missing"
        onboardctl task reopen northwind-talent dev-environment/first-content
    """
    from onboardctl.operations.task import work as tasks

    return tasks.reopen(run.session(), partner, task, reason)


@command(app, "block", writes=True)
def block(run: Run, partner: Partner, task: Task, reason: Reason = "") -> Result:
    """Say that something outside holds a task up

    It shows in ``today`` until it is unblocked.

    Examples:

        onboardctl task block northwind-talent core-integration --reason "waits for their firewall"
        onboardctl task block northwind-talent core-integration --reason "holiday" --dry-run
    """
    from onboardctl.operations.task import work as tasks

    return tasks.block(run.session(), partner, task, reason)


@command(app, "unblock", writes=True)
def unblock(run: Run, partner: Partner, task: Task) -> Result:
    """Say that the way is free again

    The plan is dated again from today.

    Examples:

        onboardctl task unblock northwind-talent core-integration
        onboardctl task unblock northwind-talent core-integration --dry-run
    """
    from onboardctl.operations.task import work as tasks

    return tasks.unblock(run.session(), partner, task)


@command(app, "assign", writes=True)
def assign(
    run: Run,
    partner: Partner,
    task: Task,
    person: Annotated[str, Argument(metavar="PERSON", help="Id or address of one of our people.")],
    reason: Reason = "",
) -> Result:
    """Give a task to one of our people

    Whatever the roles say; the other tasks of the role stay where they are.

    Examples:

        onboardctl task assign northwind-talent validation ada --reason "knows their stack"
        onboardctl task assign northwind-talent validation ada@example.com --dry-run
    """
    from onboardctl.operations.task import work as tasks

    return tasks.assign(run.session(), partner, task, person, reason)


@command(app, "note", writes=True)
def note(
    run: Run,
    partner: Partner,
    task: Task,
    text: Annotated[str, Argument(metavar="TEXT", help="The remark.")],
) -> Result:
    """Keep a remark with a task

    It is shown by ``task show`` and kept in the log.

    Examples:

        onboardctl task note northwind-talent kickoff-call "their CTO joins from Lisbon"
        onboardctl task note northwind-talent validation "load test on Friday" --dry-run
    """
    from onboardctl.operations.task import work as tasks

    return tasks.note(run.session(), partner, task, text)


@command(app, "pin", writes=True)
def pin(
    run: Run,
    partner: Partner,
    task: Task,
    day: Annotated[str, Argument(metavar="DAY", help="The day it takes place, or begins.")],
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why that day.")] = "",
) -> Result:
    """Let a task take place on a day, whatever it waits for

    What it waits for is shown as late instead, and what waits for it follows. `task release` takes
    it back.

    Examples:

        onboardctl task pin northwind-talent go-live 2026-03-25 --reason "their board meets"
        onboardctl task pin northwind-talent go-live 2026-03-26 --reason "a fair" --dry-run
    """
    from onboardctl.operations.task import dates as task_dates

    return task_dates.pin(run.session(), partner, task, day, reason)


@command(app, "adjust", writes=True)
def adjust(
    run: Run,
    partner: Partner,
    task: Task,
    not_before: Annotated[
        str | None, Option("--not-before", metavar="DAY", help="It does not begin earlier.")
    ] = None,
    duration: Annotated[
        str | None, Option("--duration", metavar="LENGTH", help="3bd, 5d, 2w: how long it takes.")
    ] = None,
    never_on: Annotated[
        list[str] | None,
        Option("--never-on", metavar="WEEKDAY", help="It does not take place on that day."),
    ] = None,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why.")] = "",
) -> Result:
    """Keep a task off some days, or give it another length

    For this plan alone, on top of what the playbook says; the reason is shown by `plan why`.
    `task release` takes it back.

    Examples:

        onboardctl task adjust northwind-talent go-live --never-on fri --reason "no one on call"
        onboardctl task adjust northwind-talent validation --duration 4d --reason "two testers" --dry-run
    """
    from onboardctl.operations.task import dates as task_dates

    request = task_dates.AdjustTask(
        partner, task, not_before, duration, tuple(never_on or ()), reason
    )
    return task_dates.adjust(run.session(), request)


@command(app, "release", writes=True)
def release(run: Run, partner: Partner, task: Task) -> Result:
    """Date a task as its playbook says again

    Forgets what `task pin` and `task adjust` said of it.

    Examples:

        onboardctl task release northwind-talent go-live
        onboardctl task release northwind-talent go-live --dry-run
    """
    from onboardctl.operations.task import dates as task_dates

    return task_dates.release(run.session(), partner, task)
