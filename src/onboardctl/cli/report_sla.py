"""``report sla``: which promises were kept, which broke and why, and what is at risk."""

from enum import StrEnum
from typing import Annotated

from typer import Option

from onboardctl.cli.context import Run
from onboardctl.cli.durations import hours_of
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.core.result import Result
from onboardctl.core.types import Tier


class SlaGrain(StrEnum):
    """Lengths of a period; the last whole one counts."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RUNNING = "running"
    ALL = "all"


class By(StrEnum):
    """Which moment puts a clock into the period."""

    DECISION = "decision"
    CREATED = "created"


class SlaSplit(StrEnum):
    """What the lines are split by, beside tier and clock."""

    PRIORITY = "priority"
    PARTNER = "partner"
    OWNER = "owner"
    WEEK = "week"
    MONTH = "month"


class SlaClock(StrEnum):
    """The clocks of a ticket."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"
    ESCALATION = "escalation"


class SlaFailOn(StrEnum):
    """What makes a script fail."""

    BREACH = "breach"
    SHORT = "short"


class IssueGrain(StrEnum):
    """Lengths of a period of issues."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def issues(
    run: Run,
    period: Annotated[
        IssueGrain, Option("--period", help="The last whole one of this length.")
    ] = IssueGrain.WEEK,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    partner: Annotated[str | None, Option("--partner", help="Only this partner.")] = None,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report the issues of a period by category, priority and source

    Beside each number of opened tickets stands that of the period before.

    Examples:

        onboardctl report issues
        onboardctl report issues --period month --tier enterprise -o md
        onboardctl report issues --period quarter --as-of 2026-01-15 --json
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.sla.issues import ReportIssues, report_issues

    session = run.session(present=True)
    request = ReportIssues(period.value, tier.value if tier else None, partner)
    result = report_issues(session, request, run.as_of if run.options.as_of else None)
    return deliver(session, result, Delivery(format, out, open, template, run.yes))


def sla(
    run: Run,
    period: Annotated[
        SlaGrain | None,
        Option(
            "--period",
            help="The last whole one; running is this month so far. month, with --fail-on running.",
        ),
    ] = None,
    from_on: Annotated[
        str | None, Option("--from", metavar="DATE", help="First day, instead of --period.")
    ] = None,
    to_on: Annotated[str | None, Option("--to", metavar="DATE", help="Last day.")] = None,
    by: Annotated[
        By, Option("--by", help="Clocks decided in the period, or those created in it.")
    ] = By.DECISION,
    split: Annotated[
        SlaSplit | None, Option("--split", help="A line for each of these, too.")
    ] = None,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    partner: Annotated[str | None, Option("--partner", help="Only this partner.")] = None,
    clock: Annotated[SlaClock | None, Option("--clock", help="Only this clock.")] = None,
    within: Annotated[
        str | None,
        Option("--within", metavar="TIME", help="At risk: with at most so much open time left."),
    ] = None,
    mails: Annotated[
        bool, Option("--mails", help="Also mails and meetings promised by an hour.")
    ] = False,
    fail_on: Annotated[
        SlaFailOn | None,
        Option("--fail-on", help="End with 8 when a target broke, or a share falls short."),
    ] = None,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many breaches.")] = 20,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report SLA compliance: met, breached, at risk, and how long it took

    A breach counts at once, whether its clock has ended or not; what is undecided is left out of
    the share and shown as a range. Lengths are open time of the policy's calendar. With --as-of the
    answer is what was known then, to the byte. --fail-on looks at the running month unless --period
    says otherwise.

    Examples:

        onboardctl report sla
        onboardctl report sla --period running --split priority --within 4h
        onboardctl report sla --period running --mails
        onboardctl report sla --fail-on short --period month
        onboardctl report sla --from 2026-02-01 --to 2026-02-28 --as-of 2026-03-01 -o csv
        onboardctl report sla --period quarter --split month --out sla.html --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.sla.report import ReportSla, report_sla

    session = run.session(present=True)
    result = report_sla(
        session,
        ReportSla(
            # a job that watches for breaches asks of the present, a reader of a month that is over
            grain=(period or (SlaGrain.RUNNING if fail_on else SlaGrain.MONTH)).value,
            from_on=from_on,
            to_on=to_on,
            by=by.value,
            split=split.value if split else None,
            tier=tier.value if tier else None,
            partner=partner,
            clock=clock.value if clock else None,
            fail_on=fail_on.value if fail_on else None,
            within=hours_of(within, "--within"),
            limit=limit,
            mails=mails,
        ),
        run.as_of if run.options.as_of else None,
    )
    return deliver(session, result, Delivery(format, out, open, template, run.yes))
