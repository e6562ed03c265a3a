"""A quarter lived under a moving clock: each monthly report equals the one made again later."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from kpi_days import Day, at
from onboardctl.operations.kpi.rebuild import RebuildKpis, rebuild_kpis
from onboardctl.operations.report.cohort import ReportCohort, report_cohort
from onboardctl.operations.report.comms import ReportComms, report_comms
from onboardctl.operations.report.executive import ReportExecutive, report_executive
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from onboardctl.operations.session import open_session
from onboardctl.operations.sla.report import ReportSla, report_sla
from onboardctl.settings import load_settings
from reliability_toys import run

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 92
MONTH_ENDS = {30: "2026-03", 60: "2026-04", 91: "2026-05"}


@pytest.fixture(scope="module")
def quarter(tmp_path_factory):
    """The example after three months of work, with every report as it was made on its day."""
    folder = tmp_path_factory.mktemp("quarter") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
        assert run("demo", str(folder), "--no-walk").code == 0
    team = Day(folder, Random(20), tmp_path_factory.mktemp("files"))
    told, done = {}, 0
    for day in range(DAYS):
        morning = BEGIN + timedelta(days=day)
        done += team.live([morning, morning + timedelta(hours=3)])
        if day in MONTH_ENDS:
            evening = morning + timedelta(hours=8)
            told[evening] = reports(folder, evening, evening)
    assert done > DAYS / 2
    return folder, told


def reports(folder, now, as_of):
    """What is reported of the last whole month, everything so far, on pages, and of promises."""
    session = at(folder, now)
    try:
        month = report_kpi(session, ReportKpi(as_of=as_of, period="month", by="tier")).data
        whole = report_kpi(session, ReportKpi(as_of=as_of, compare=True)).data
    finally:
        session.close()
    settings = load_settings(workspace=str(folder), store=None)
    past = open_session(settings, now=now, as_of=as_of if as_of < now else None)
    pages = {
        "executive": report_executive(past, ReportExecutive(as_of)).data.report,
        "cohort": report_cohort(past, ReportCohort(as_of)).data.report,
        "cohort of February": report_cohort(
            past, ReportCohort(as_of, cohort="2026-02")
        ).data.report,
        "comms": report_comms(past, ReportComms(as_of)).data.report,
    }
    promised = {
        grain: report_sla(
            past, ReportSla(grain=grain, split="priority"), as_of if as_of < now else None
        ).data
        for grain in ("month", "running")
    }
    past.close()
    return {
        **{f"month {part}": getattr(month, part) for part in ("kpis", "to_date", "previous")},
        "so far": whole.kpis,
        "actions": month.actions,
        "pages": pages,
        "promised": promised,
    }


def known(lines):
    """Lines without when kept numbers were measured, which only a later reader may lack."""
    return {
        (line.id, tuple(line.segment.items()), line.period): line._replace(known_at=None)
        for line in lines
    }


def differences(then, again):
    return {
        key: {
            name: (mine, theirs)
            for (name, mine), theirs in zip(one._asdict().items(), again[key], strict=True)
            if mine != theirs
        }
        for key, one in then.items()
        if one != again[key]
    }


def parts_differing(then, again):
    """Parts of two pages that differ, with the title of their section."""
    pairs = zip(then.sections, again.sections, strict=True)
    return [
        (one.title, mine, theirs)
        for one, other in pairs
        for mine, theirs in zip(one.parts, other.parts, strict=True)
        if mine != theirs
    ]


@pytest.mark.parametrize("kept", [False, True], ids=["from the facts", "beside kept numbers"])
def test_a36_each_monthly_report_of_a_quarter_is_told_the_same_later(quarter, tmp_path, kept):
    folder, told = quarter
    later = BEGIN + timedelta(days=DAYS + 30)
    copy = shutil.copytree(folder, tmp_path / "demo")
    if kept:
        session = at(copy, later)
        rebuild_kpis(session, RebuildKpis())
        session.close()
    for moment, then in told.items():
        again = reports(copy, later, moment)
        for part in ("month kpis", "month to_date", "month previous", "so far"):
            assert known(then[part]).keys() == known(again[part]).keys()
            assert not differences(known(then[part]), known(again[part])), (moment, part)
        for name, page in then["pages"].items():
            assert not parts_differing(page, again["pages"][name]), (moment, name)
        assert then["promised"] == again["promised"], moment


def test_the_quarter_measures_something_of_most_groups_of_kpis(quarter):
    _, told = quarter
    lines = [line for then in told.values() for line in (*then["month kpis"], *then["so far"])]
    groups = {line.group for line in lines}
    measured = {line.group for line in lines if line.value is not None}
    assert len(measured) > len(groups) * 3 / 4, groups - measured


def test_the_quarter_has_what_arrives_late_and_promises_that_broke(quarter):
    """Reports told again prove little of a quarter in which nothing arrives late or breaks."""
    folder, told = quarter
    session = at(folder, BEGIN + timedelta(days=DAYS + 30))
    later = BEGIN + timedelta(days=DAYS + 30)
    try:
        for moment, then in told.items():
            live = report_kpi(session, ReportKpi(as_of=later, live=True)).data
            assert known(live.kpis) != known(then["so far"]), moment
        decided = [
            cell
            for then in told.values()
            for one in then["promised"].values()
            for cell in one.cells
        ]
        assert sum(cell.met for cell in decided) > 0
        assert sum(cell.breached for cell in decided) > 0
        customers = [
            len(section.parts[0].rows)
            for then in told.values()
            for section in then["pages"]["cohort"].sections
            if section.title == "Customer by customer"
        ]
        assert customers[-1] > customers[0]
    finally:
        session.close()
