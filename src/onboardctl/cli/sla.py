"""``sla``: the policies in force, what breaks next, and outages of services."""

from enum import StrEnum
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group, subgroup
from onboardctl.cli.context import Run
from onboardctl.cli.durations import hours_of
from onboardctl.core.result import Result

app = group(
    "Watch what breaks next and bring SLA policies into force",
    """A policy comes from the playbook's SLA part and from the hours of tiers in onboardctl.yaml. It
is kept when the first ticket needs it; later changes come into force with ``sla apply`` and reach
clocks that still run, never those that were decided.""",
)
outage = subgroup(app, "outage", "Enter outages, from which availability is counted")


class FailOn(StrEnum):
    """What makes a script fail."""

    BREACH = "breach"
    RISK = "risk"


@command(app, "watch", writes=False, as_of=False)
def watch(
    run: Run,
    owner: Annotated[str | None, Option("--owner", help="Only of this person; ``me`` too.")] = None,
    within: Annotated[
        str | None, Option("--within", metavar="TIME", help="Only with so little open time left.")
    ] = None,
    fail_on: Annotated[
        FailOn | None, Option("--fail-on", help="End with 8 when there is a breach, or a risk.")
    ] = None,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many.")] = 20,
) -> Result:
    """List which targets break next, with the open time that is left

    Broken ones first. For a screen on the wall (``watch -n 60 onboardctl sla watch``) or a line in
    cron: with --fail-on the exit code is 8.

    Examples:

        onboardctl sla watch
        onboardctl sla watch --within 4h --owner me
    """
    from onboardctl.operations.sla.watch import watch as look

    return look(
        run.session(),
        owner=owner,
        limit=limit,
        fail_on=fail_on.value if fail_on else None,
        within=hours_of(within, "--within"),
    )


@command(app, "policies", writes=False, as_of=False)
def policies(
    run: Run,
    history: Annotated[bool, Option("--history", help="Earlier versions too.")] = False,
) -> Result:
    """Show the SLA policies in force with every target

    Examples:

        onboardctl sla policies
        onboardctl sla policies --history --json
    """
    from onboardctl.operations.sla.applying import list_policies

    return list_policies(run.session(), history=history)


@command(app, "apply", writes=True)
def apply(
    run: Run,
    playbook: Annotated[
        str | None, Argument(metavar="[PLAYBOOK]", help="Only this one; all in use by default.")
    ] = None,
    valid_from: Annotated[
        str | None, Option("--from", metavar="DATE", help="From which day on; today by default.")
    ] = None,
) -> Result:
    """Bring the hours of files and settings into force

    Open tickets are judged by them from that day on; clocks that were decided keep their verdict.

    Examples:

        onboardctl sla apply
        onboardctl sla apply beta-28-day --from 2026-03-01 --dry-run
    """
    from onboardctl.operations.sla.applying import apply as bring

    return bring(run.session(), playbook, valid_from)


@command(outage, "add", writes=True)
def outage_add(
    run: Run,
    service: Annotated[str, Argument(metavar="SERVICE", help="What was down.")],
    from_at: Annotated[
        str | None, Option("--from", metavar="WHEN", help="Since when; now by default.")
    ] = None,
    to_at: Annotated[
        str | None, Option("--to", metavar="WHEN", help="Until when; it lasts by default.")
    ] = None,
    note: Annotated[str, Option("--note", help="What happened.")] = "",
) -> Result:
    """Enter an outage of a service

    Examples:

        onboardctl sla outage add "core API" --from "2026-03-01 09:00" --to "2026-03-01 09:40"
        onboardctl sla outage add dashboard --note "login loops"
    """
    from onboardctl.operations.sla.outages import AddOutage, add

    return add(run.session(), AddOutage(service, from_at, to_at, note))


@command(outage, "end", writes=True)
def outage_end(
    run: Run,
    name: Annotated[str, Argument(metavar="OUTAGE", help="Its id.")],
    at: Annotated[str | None, Option("--at", metavar="WHEN", help="When; now by default.")] = None,
    note: Annotated[str, Option("--note", help="What it was.")] = "",
) -> Result:
    """Say that a service is up again

    Examples:

        onboardctl sla outage end O-0002
        onboardctl sla outage end O-0002 --note "a query was too slow"
    """
    from onboardctl.operations.sla.outages import end

    return end(run.session(), name, at, note)


@command(outage, "remove", writes=True)
def outage_remove(
    run: Run,
    name: Annotated[str, Argument(metavar="OUTAGE", help="Its id.")],
    reason: Annotated[str, Option("--reason", help="Why it was none.")] = "",
) -> Result:
    """Take an outage back that was none

    Examples:

        onboardctl sla outage remove O-0001 --reason "a monitor was down, not the API"
        onboardctl sla outage remove O-0001 --dry-run
    """
    from onboardctl.operations.sla.outages import withdraw

    return withdraw(run.session(), name, reason)


@command(outage, "list", writes=False)
def outage_list(run: Run) -> Result:
    """List outages, the latest first

    Examples:

        onboardctl sla outage list
        onboardctl sla outage list --as-of 2026-03-01
    """
    from onboardctl.operations.sla.outages import list_outages

    return list_outages(run.session(present=True), run.as_of if run.options.as_of else None)


@command(app, "rollup", writes=True)
def rollup(run: Run) -> Result:
    """Count closed months once, so that reports of them stay fast

    ``ticket import`` does it by itself; run it in cron where tickets are worked on by hand. A month
    that was changed later is counted anew.

    Examples:

        onboardctl sla rollup
        onboardctl sla rollup --dry-run
    """
    from onboardctl.operations.sla.applying import roll_up

    return roll_up(run.session())
