"""``kpi rebuild``: measure past periods and keep them, or prove that what is kept is right."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic
from onboardctl.core.names import counted
from onboardctl.core.payloads.kpi import KpiRebuilt, KpiWrong
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.kpi import keeping as kpi_keeping
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of
from onboardctl.operations.measured import usage_sums

if TYPE_CHECKING:
    from onboardctl.operations.session import Session


class RebuildKpis(NamedTuple):
    """``check`` compares and changes nothing; ``everything`` counts sums of usage anew as well."""

    check: bool = False
    everything: bool = False


def rebuild_kpis(session: Session, request: RebuildKpis) -> Result:
    """Bring kept sums and kept KPIs up to date, or compare every one with the rows behind it.

    Each playbook is kept in a transaction of its own.
    """
    return _check(session) if request.check else _rebuild(session, everything=request.everything)


def _rebuild(session: Session, *, everything: bool) -> Result:
    zone = zone_of(session)
    whole = session.store.atomic(keep=False) if session.dry_run else nullcontext()
    kept = cells = 0
    with whole:
        with session.store.atomic(bulk=True):
            cells = (usage_sums.rebuild if everything else usage_sums.refresh)(session.store)
        for use in playbooks_in_use(session, None):
            with session.store.atomic(bulk=True):
                kept += kpi_keeping.rebuild(session, use, zone)
    said = f"measured {counted(kept, 'period')}" if kept else "every kept period holds"
    return Result(
        "kpi rebuild",
        "kpi-rebuilt/1",
        KpiRebuilt(kept, cells, ()),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl report kpi --period month", "onboardctl kpi rebuild --check"),
        dry_run=session.dry_run,
    )


def _check(session: Session) -> Result:
    zone = zone_of(session)
    wrong = [
        KpiWrong("usage", str(one.month), one.partner_id, "")
        for one in usage_sums.discrepancies(session.store)
    ]
    for use in playbooks_in_use(session, None):
        wrong += [
            KpiWrong(one.playbook, one.period, one.segment, one.kpi)
            for one in kpi_keeping.differences(session, use, zone)
        ]
    errors: tuple[Diagnostic, ...] = ()
    if wrong:
        errors = (
            Diagnostic(
                "kpi.kept_differs",
                f"{counted(len(wrong), 'kept number')} not what the rows behind say",
                "make them anew with `onboardctl kpi rebuild --all`",
            ),
        )
    return Result(
        "kpi rebuild",
        "kpi-rebuilt/1",
        KpiRebuilt(0, 0, tuple(wrong)),
        as_of=session.now,
        zone=session.settings.zone,
        messages=() if wrong else ("every kept number is what the rows behind it say",),
        errors=errors,
        exit_code=8 if wrong else 0,
        dry_run=session.dry_run,
    )
