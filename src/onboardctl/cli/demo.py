"""``demo``: an example workspace, and a walk through the four journeys in it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()

MORNING = 9
"""The hour (UTC) of the day in which the example lives; it is never later than now."""

WALK = (
    ("The morning: what comes first", "today --limit 8"),
    (
        "A contract is signed",
        (
            'new-partner "Cedar Point Careers" --playbook beta-28-day --tier business'
            ' --segment agency --contact "Pat Doyle <pat@cedarpoint.example>" --contract C-3001'
        ),
    ),
    ("The welcome mail, complete or refused", "render welcome --partner cedar-point-careers"),
    (
        "Work is done: items ticked, dates worked out again",
        "advance cedar-point-careers accept-welcome --all",
    ),
    ("A partner whose gate was missed", "task show orchard-recruiting validation"),
    ("Why go-live is when it is", "plan why orchard-recruiting go-live"),
    ("A sandbox to demonstrate from", "seed-sandbox lakeside-college"),
    ("Is it sound?", "sandbox verify lakeside-college"),
    ("The numbers before a review", "report kpi --playbook beta-28-day"),
    ("Who did what", "log --limit 5"),
)


@command(app, "demo", writes=True)
def demo(
    run: Run,
    folder: Annotated[Path, Argument(metavar="[DIR]", help="Folder to build it in.")] = Path(
        "onboardctl-demo"
    ),
    replace: Annotated[
        bool, Option("--replace", help="Build an earlier example of that folder anew.")
    ] = False,
    quiet_walk: Annotated[
        bool, Option("--no-walk", help="Only build it; do not show the journeys.")
    ] = False,
) -> Result:
    """Build an example workspace and walk the four journeys

    Fourteen partners at different days of two playbooks, made by the program's own operations:
    late ones, one that is blocked, one whose gate was missed, finished ones. It lives around
    the last morning at nine (UTC); until the next one it gives the same output. The walk ends
    with the KPI, SLA, executive and quarterly reports in every format, in its folder `reports`.

    Examples:

        onboardctl demo
        onboardctl demo try-it --replace --no-walk
    """
    from onboardctl.operations.demo import workspace as example

    morning = run.now.replace(hour=MORNING, minute=0, second=0)
    present = morning if morning <= run.now else morning - timedelta(days=1)
    if run.dry_run:
        return example.planned(folder.absolute(), present)
    made = example.build(
        example.make_folder(folder, replace=replace),
        present,
        store=run.options.store,
        replace=replace,
    )
    if not quiet_walk and run.options.output in {None, "table", "wide"} and not run.options.quiet:
        _walk(Path(made.data.folder), present)
        made = made._replace(messages=(*made.messages, *_reports(Path(made.data.folder), present)))
    return made


def _reports(folder: Path, present: datetime) -> tuple[str, ...]:
    """What is handed out after a review: every report in every format."""
    import sys

    from onboardctl.operations.demo.reports import write_reports

    sys.stdout.write("\n# Reports for the review, in every format\n")
    sys.stdout.flush()
    return write_reports(folder, present)


def _walk(folder: Path, present: datetime) -> None:
    """Type the commands of the walk, one after the other, in the workspace."""
    import os
    import shlex
    import sys

    from onboardctl.cli.main import main
    from onboardctl.core import codec

    before = {name: os.environ.get(name) for name in ("ONBOARDCTL_NOW", "ONBOARDCTL_WORKSPACE")}
    os.environ["ONBOARDCTL_NOW"] = codec.instant_text(present)
    os.environ["ONBOARDCTL_WORKSPACE"] = str(folder)
    try:
        for title, line in WALK:
            sys.stdout.write(f"\n# {title}\n$ onboardctl {line}\n")
            sys.stdout.flush()
            main(shlex.split(line))
            sys.stderr.flush()
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
