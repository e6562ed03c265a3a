"""``report sla``: compliance of every clock in a period, the breaches, and what is at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sla import periods, rollups
from onboardctl.operations.sla.gathering import Gathered
from onboardctl.operations.ticket import past

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.payloads.report_sla import SlaReport
    from onboardctl.operations.session import Session
    from onboardctl.operations.sla.periods import Period


class ReportSla(NamedTuple):
    """What to report.

    Attributes:
        grain: ``week``, ``month``, ``quarter``, ``year`` (the last whole one), ``running`` or
            ``all``; ``from_on`` and ``to_on`` are dates that take its place.
        by: ``decision``: when a target was met or broke; ``created``: when its clock started.
        split: ``priority``, ``partner``, ``owner``, ``week`` or ``month``; ``None`` for neither.
        mails: also count mails and meetings promised by an hour of the period.
        within: list running clocks with at most so many seconds of open time left as at risk.
    """

    grain: str = "month"
    from_on: str | None = None
    to_on: str | None = None
    by: str = "decision"
    split: str | None = None
    tier: str | None = None
    partner: str | None = None
    clock: str | None = None
    fail_on: str | None = None
    within: int | None = None
    limit: int = 20
    mails: bool = False


def report_sla(session: Session, request: ReportSla, as_of: datetime | None) -> Result:
    """Compliance by tier and clock; exit code 8 where ``fail_on`` says so.

    Raises:
        Usage: a period that is none.
        NotFound: no such partner.
    """
    moment = as_of or session.now
    period = _period(session, request, moment)
    gathered = Gathered(session, request, period, moment)
    touched = past.touched_after(session, as_of) if as_of is not None else frozenset()
    months = _counted_months(session, request, period, moment) if not touched else ()
    if months:
        gathered.take_months(months)
    else:
        for judged in gathered.judged(touched):
            gathered.take(judged)
    data = gathered.report()
    if request.mails:
        from onboardctl.operations.sla.promises import promises

        told = promises(
            session, period, moment, as_of=as_of, tier=request.tier, partner_id=gathered.partner
        )
        data = data._replace(promises=told)
    errors = _failures(data, request.fail_on)
    return Result(
        "report sla",
        "report-sla/1",
        data,
        as_of=moment,
        zone=session.settings.zone,
        warnings=_warnings(session, data),
        errors=errors,
        exit_code=8 if errors else 0,
        next_steps=_next(data),
    )


def _counted_months(
    session: Session, request: ReportSla, period: Period, moment: datetime
) -> tuple[Period, ...]:
    """The counted months that answer the question; none when the clocks must be read."""
    plain = (
        request.by == "decision"
        and request.split in {None, "priority", "month"}
        and request.partner is None
        and request.limit <= rollups.WORST
    )
    if not plain or not period.is_over(moment):
        return ()
    months = rollups.months_of(period, session.settings.zone)
    return months if months and rollups.is_counted(session, months) else ()


def _period(session: Session, request: ReportSla, moment: datetime) -> Period:
    zone = session.settings.zone
    if request.from_on or request.to_on:
        return periods.between(request.from_on, request.to_on, moment, zone)
    return periods.last_whole(request.grain, moment, zone)


def _failures(data: SlaReport, fail_on: str | None) -> tuple[Diagnostic, ...]:
    if fail_on == "breach" and data.breach_count:
        said = (
            f"{data.breach_count} targets were broken"
            if data.breach_count > 1
            else "a target was broken"
        )
        return (Diagnostic("sla.breached", f"{said} ({data.label})"),)
    if fail_on == "short":
        short = [one for one in data.cells if one.verdict == "short"]
        return tuple(
            Diagnostic(
                "sla.short",
                f"{one.clock} of {one.tier} reached {one.met} of {one.decided}, "
                f"{float(one.target_ratio or 0):.1%} are agreed",
            )
            for one in short
        )
    return ()


def _warnings(session: Session, data: SlaReport) -> tuple[Diagnostic, ...]:
    """Tiers whose hours nobody agreed on: their clocks are counted apart, as no target (A39)."""
    if not any(one.no_target for one in data.cells):
        return ()
    missing = [
        f"tiers.{one.id}.{name}"
        for one in session.settings.tiers
        for name, value in (("response_sla", one.response_sla), ("resolution_sla", one.resolution_sla))
        if value is None
    ]  # fmt: skip
    if not missing:
        return ()
    return (
        Diagnostic(
            "sla.no_hours",
            f"{len(missing)} hours of tiers are not agreed, so their clocks have no target",
            f"onboardctl config set {missing[0]} TIME, then onboardctl sla apply",
            severity="warning",
        ),
    )


def _next(data: SlaReport) -> tuple[str, ...]:
    if data.breaches:
        return (f"onboardctl ticket explain {data.breaches[0].ticket}",)
    if data.at_risk:
        return (f"onboardctl ticket explain {data.at_risk[0].ticket}",)
    return ("onboardctl report sla --period running",) if data.complete and not data.cells else ()
