"""Kept KPIs after a day's work: brought up to date by partner, and exactly what measuring gives."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from kpi_days import Day, at
from onboardctl.operations.kpi.catalogue import RecordKpi, record_metrics
from onboardctl.operations.kpi.keeping import kept_periods
from onboardctl.operations.kpi.kept import KeptPeriods
from onboardctl.operations.kpi.rebuild import RebuildKpis, rebuild_kpis
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of
from onboardctl.operations.partner import record as partner
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from reliability_toys import run

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPLITS = (
    {"by": "tier"},
    {"by": "segment"},
    {"by": "cohort"},
    {"tier": "enterprise"},
    {"tier": "business", "segment": "agency"},
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The example of 2 March with every KPI kept."""
    folder = tmp_path_factory.mktemp("kept") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
        assert run("demo", str(folder), "--no-walk").code == 0
    session = at(folder, NOW)
    rebuild_kpis(session, RebuildKpis())
    session.close()
    return folder


@pytest.fixture
def copy(demo, tmp_path):
    return shutil.copytree(demo, tmp_path / "demo")


def lines(folder, moment, live, period, **options):
    session = at(folder, moment)
    try:
        request = ReportKpi(as_of=moment, period=period, live=live, **options)
        data = report_kpi(session, request).data
        return {
            (part, one.id, tuple(one.segment.items()), one.period): one._replace(
                known_at=None, period_end=None
            )
            for part in ("kpis", "previous")
            for one in getattr(data, part)
        }
    finally:
        session.close()


def agree(folder, moment, period, **options):
    kept = lines(folder, moment, False, period, **options)
    live = lines(folder, moment, True, period, **options)
    assert kept.keys() == live.keys()
    differing = {
        key: {
            name: (mine, theirs)
            for (name, mine), theirs in zip(one._asdict().items(), live[key], strict=True)
            if mine != theirs
        }
        for key, one in kept.items()
        if one != live[key]
    }
    assert not differing, differing


@pytest.mark.parametrize("seed", range(4))
def test_after_any_work_kept_numbers_are_those_of_the_facts(copy, tmp_path, seed):
    rng = Random(seed)
    day = Day(copy, rng, tmp_path)
    moments = [NOW + timedelta(minutes=20 * (step // 2)) for step in range(24)]
    assert day.live(moments) > 3
    later = moments[-1] + timedelta(minutes=5)
    for options in ({}, rng.choice(SPLITS)):
        agree(copy, later, "month", **options)
        agree(copy, later, "quarter", **options)
    session = at(copy, later)
    rebuild_kpis(session, RebuildKpis())
    assert rebuild_kpis(session, RebuildKpis(check=True)).data.wrong == ()
    session.close()
    after = later + timedelta(days=9)
    agree(copy, after, "month", by="tier")


def test_a_day_s_work_ends_the_use_of_no_period(copy):
    session = at(copy, NOW + timedelta(hours=1))
    record_metrics(
        session, RecordKpi(session.store.rows("intake.partners")[0]["slug"], ("csat=9",))
    )
    zone = zone_of(session)
    for use in playbooks_in_use(session, None):
        kept = KeptPeriods(session, use, session.now, zone)
        known = [kept.keeping(period) for period in kept_periods(session.now, zone)]
        assert None not in known
        assert {len(one.touched.partners) for one in known} == {1}
    session.close()


def test_a_rebuild_reads_no_facts_of_everybody_for_whole_periods(copy):
    session = at(copy, NOW + timedelta(hours=1))
    name = session.store.rows("intake.partners")[0]["slug"]
    partner.edit(session, partner.EditPartner(name, tier="developer"))
    for use in playbooks_in_use(session, None):
        kept = KeptPeriods(session, use, session.now, zone_of(session))
        whole = [one for one in kept_periods(session.now, zone_of(session)) if one.complete]
        assert all(kept.keeping(period) is not None for period in whole)
    rebuild_kpis(session, RebuildKpis())
    assert rebuild_kpis(session, RebuildKpis(check=True)).data.wrong == ()
    session.close()
