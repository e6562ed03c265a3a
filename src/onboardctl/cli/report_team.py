"""``report cohort``, ``report capacity`` and ``report comms``: customers, people and mails."""

from typing import Annotated

from typer import Option

from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template, Whole
from onboardctl.core.result import Result
from onboardctl.core.types import Segment, Tier


def cohort(
    run: Run,
    playbook: Annotated[
        str | None, Option("--playbook", help="The playbook with checklists over its partners.")
    ] = None,
    start: Annotated[
        str | None,
        Option("--cohort", help="Only those who started then: 2026-02 or 2026-Q1.", metavar="WHEN"),
    ] = None,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    segment: Annotated[Segment | None, Option("--segment", help="Only this segment.")] = None,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report where a cohort stands, week by week

    Each line of the playbook's weekly checklists with the share of partners that have done it,
    among those for whom it has come due. Lines with a share to reach are counted twice: over
    partners, and over their items. Below them every partner, and every month of the start.

    Examples:

        onboardctl report cohort
        onboardctl report cohort --playbook beta-28-day --cohort 2026-02 -o md
        onboardctl report cohort --tier enterprise --out cohort.pdf --dry-run
    """
    from onboardctl.operations.report.cohort import ReportCohort, report_cohort
    from onboardctl.operations.report.deliver import Delivery, deliver

    wanted = Delivery(format, out, open, template, run.yes)
    result = report_cohort(
        run.session(),
        ReportCohort(
            as_of=run.as_of,
            playbook=playbook,
            cohort=start,
            tier=tier.value if tier else None,
            segment=segment.value if segment else None,
            definitions=definitions,
        ),
    )
    return deliver(run.session(), result, wanted)


def capacity(
    run: Run,
    owner: Annotated[
        str | None, Option("--owner", help="Only this person, or me.", metavar="PERSON")
    ] = None,
    at_once: Annotated[
        int, Option("--at-once", help="So many tasks at once fill a full day.", metavar="TASKS")
    ] = 5,
    new: Annotated[
        str | None,
        Option("--new", help="What if: one more partner under it.", metavar="PLAYBOOK"),
    ] = None,
    tier: Annotated[Tier, Option("--tier", help="What if: its tier.")] = Tier.BUSINESS,
    segment: Annotated[
        Segment, Option("--segment", help="What if: its segment.")
    ] = Segment.ENTERPRISE,
    users: Annotated[
        int | None, Option("--users", help="What if: how many users it has.", metavar="N", min=1)
    ] = None,
    signed: Annotated[
        str | None, Option("--signed", help="What if: the day it signs; today.", metavar="DATE")
    ] = None,
    anchor: Annotated[
        list[str] | None,
        Option("--anchor", help="What if: a date of its plan.", metavar="ANCHOR=WHEN"),
    ] = None,
    facts: Annotated[
        list[str] | None, Option("--set", help="What if: a fact of it.", metavar="FACT=VALUE")
    ] = None,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report how much work lies on whom, and who is free when

    Counted from the dates of running plans and the meetings to come, against the hours, weekdays,
    shares of roles and absences of each person. Plans know days, not hours, so how many tasks at
    once fill a full day is yours to say. With --new the plan of one more partner is laid over it,
    and the first start that fits is named; nothing is written.

    Examples:

        onboardctl report capacity
        onboardctl report capacity --owner kim --at-once 4
        onboardctl report capacity --new customer-onboarding --tier business --signed 2026-04-06
        onboardctl report capacity --out capacity.xlsx --dry-run
    """
    from onboardctl.operations.report.capacity import ReportCapacity, report_capacity
    from onboardctl.operations.report.deliver import Delivery, deliver

    wanted = Delivery(format, out, open, template, run.yes)
    supposed = None
    if new is not None:
        from onboardctl.operations.report.capacity_whatif import Supposed

        supposed = Supposed(
            new,
            tier.value,
            segment.value,
            signed,
            users,
            tuple(facts or ()),
            tuple(anchor or ()),
        )
    request = ReportCapacity(run.as_of, owner, at_once, definitions, supposed)
    return deliver(run.session(), report_capacity(run.session(), request), wanted)


def comms(
    run: Run,
    period: Annotated[
        Whole, Option("--period", help="The last whole month or quarter, and what came since.")
    ] = Whole.MONTH,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report which mails were owed, and what became of them

    How many new partners had their first mails within a day of the start, each kind of mail with
    how many went out in time, and what has not reached anybody yet. A mail that came back counts
    as not sent.

    Examples:

        onboardctl report comms
        onboardctl report comms --period quarter -o md
        onboardctl report comms --out mails.xlsx --dry-run
    """
    from onboardctl.operations.report.comms import ReportComms, report_comms
    from onboardctl.operations.report.deliver import Delivery, deliver

    wanted = Delivery(format, out, open, template, run.yes)
    request = ReportComms(run.as_of, period.value, definitions)
    return deliver(run.session(), report_comms(run.session(), request), wanted)
