"""``training``: lessons of our own teams, and who is certified."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Train the teams and follow their certificates",
    "Lessons, pass mark, deadline and coverage are the playbook's; people are in a team by the "
    "roles they play in onboardctl.yaml.",
)

Playbook = Annotated[
    str | None,
    Option("--playbook", metavar="ID", help="Whose training; partner-enablement by default."),
]
Held = Annotated[str, Argument(metavar="LESSON", help="As scheduled: tier-deep-dive-1.")]


@command(app, "list", writes=False)
def lessons(run: Run, playbook: Playbook = None) -> Result:
    """List the lessons and when they are held

    Examples:

        onboardctl training list
        onboardctl training list --playbook customer-onboarding -o wide
    """
    from onboardctl.operations.training.lessons import lessons as read

    return read(run.session(), playbook)


@command(app, "status", writes=False)
def status(
    run: Run,
    team: Annotated[str | None, Option("--team", metavar="TEAM", help="Only this team.")] = None,
    person: Annotated[
        str | None, Option("--person", metavar="PERSON", help="Only this person; me is you.")
    ] = None,
    playbook: Playbook = None,
) -> Result:
    """Show who is certified and whether the teams are in time

    Coverage counts everybody in the teams once; a certificate runs for 12 months.

    Examples:

        onboardctl training status
        onboardctl training status --team support --json
    """
    from onboardctl.operations.training.lessons import status as read

    return read(run.session(), playbook, team, person)


@command(app, "launch", writes=True)
def launch(
    run: Run,
    on: Annotated[str, Argument(metavar="DATE", help="The first day.")],
    playbook: Playbook = None,
) -> Result:
    """Say when the programme began

    The weeks of the lessons and the deadline of the certificates count from it.

    Examples:

        onboardctl training launch 2026-02-23
        onboardctl training launch today --dry-run
    """
    from onboardctl.operations.training.lessons import launch as begin

    return begin(run.session(), on, playbook)


@command(app, "schedule", writes=True)
def schedule(
    run: Run,
    lesson: Annotated[str, Argument(metavar="LESSON", help="Id from the playbook.")],
    at: Annotated[str, Option("--at", metavar="WHEN", help="Day and time, ours.")],
    trainer: Annotated[
        str | None, Option("--trainer", metavar="PERSON", help="Who holds it.")
    ] = None,
    playbook: Playbook = None,
) -> Result:
    """Set a lesson for a day and a time

    Examples:

        onboardctl training schedule analytics-for-success --at "2026-03-10 14:00" --trainer tim
        onboardctl training schedule escalation-labs --at "2026-03-11 09:30" --dry-run
    """
    from onboardctl.operations.training.lessons import ScheduleSession
    from onboardctl.operations.training.lessons import schedule as put

    return put(run.session(), ScheduleSession(lesson, at, trainer, playbook))


@command(app, "move", writes=True)
def move(
    run: Run,
    held: Held,
    at: Annotated[str, Option("--at", metavar="WHEN", help="The new day and time, ours.")],
    reason: Annotated[
        str, Option("--reason", metavar="TEXT", help="Why; told when it is sent.")
    ] = "",
    playbook: Playbook = None,
) -> Result:
    """Move a lesson to another day or time

    The list of `today` follows; the answer names the mail that tells everybody.

    Examples:

        onboardctl training move analytics-for-success-1 --at "2026-03-12 14:00" --reason "the trainer is ill"
        onboardctl training move analytics-for-success-1 --at "2026-03-12 10:00" --dry-run
    """
    from onboardctl.operations.training.moving import MoveSession
    from onboardctl.operations.training.moving import move as put

    return put(run.session(), MoveSession(held, at, reason, playbook))


@command(app, "attend", writes=True)
def attend(
    run: Run,
    held: Held,
    people: Annotated[
        list[str], Argument(metavar="PERSON...", help="Who was there; all is everybody asked.")
    ],
    playbook: Playbook = None,
) -> Result:
    """Record who was at a lesson

    Examples:

        onboardctl training attend tier-deep-dive-1 ada
        onboardctl training attend sandbox-orientation-1 all --dry-run
    """
    from onboardctl.operations.training.lessons import attend as record

    return record(run.session(), held, tuple(people), playbook)


@command(app, "cancel", writes=True)
def cancel(
    run: Run,
    held: Held,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why.")] = "",
    playbook: Playbook = None,
) -> Result:
    """Take a lesson off the calendar

    Examples:

        onboardctl training cancel analytics-for-success-1 --reason "the trainer is ill"
        onboardctl training cancel analytics-for-success-1 --reason "moved" --dry-run
    """
    from onboardctl.operations.training.lessons import cancel as drop

    return drop(run.session(), held, reason, playbook)


@command(app, "quiz", writes=True)
def quiz(
    run: Run,
    person: Annotated[str, Argument(metavar="PERSON", help="One of our people; me is you.")],
    score: Annotated[
        str | None, Option("--score", metavar="PERCENT", help="As another tool gave it.")
    ] = None,
    answers: Annotated[
        Path | None,
        Option("--answers", metavar="FILE", help="Answers to grade: `question: letter`."),
    ] = None,
    on: Annotated[
        str | None, Option("--on", metavar="DATE", help="The day it was taken; today.")
    ] = None,
    evidence: Annotated[
        str, Option("--evidence", metavar="TEXT", help="A link or a sentence.")
    ] = "",
    playbook: Playbook = None,
) -> Result:
    """Record a quiz, and certify whoever passes

    The pass mark is read strictly: 85 passes "at least 85%", 84.9 does not. Answers are graded
    against the question bank beside the playbook.

    Examples:

        onboardctl training quiz uma --score 92% --evidence "form of 27 February"
        onboardctl training quiz ada --score 84.9 --dry-run
    """
    from onboardctl.operations.training.lessons import TakeQuiz
    from onboardctl.operations.training.lessons import quiz as record

    return record(run.session(), TakeQuiz(person, score, answers, on, evidence, playbook))
