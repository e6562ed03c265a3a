"""Closed months counted once: the same answer, marked by what changes, proved by `store verify`."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from onboardctl.core.codec import instant_text
from onboardctl.operations.setup.store import verify
from onboardctl.operations.sla import rollups
from onboardctl.operations.sla.report import ReportSla, report_sla
from onboardctl.operations.ticket import writing
from onboardctl.operations.ticket.importing import ImportTickets, import_tickets
from onboardctl.operations.ticket.writing import Act

PARTNERS = ("northwind-press", "lakeside-college", "orchard-recruiting", "bluefin-media")
QUESTIONS = [
    ReportSla(grain="month"),
    ReportSla(grain="month", split="priority"),
    ReportSla(grain="quarter", split="month"),
    ReportSla(grain="month", tier="enterprise"),
    ReportSla(grain="month", clock="resolution", limit=5),
    ReportSla(grain="year"),
]


@pytest.fixture
def busy(session, tmp_path):
    """Three hundred tickets over four months, some never solved; the months are counted."""
    chance = random.Random(3)
    lines = ["ticket,event,at,partner,title,priority"]
    for number in range(300):
        at = session.now - timedelta(days=chance.uniform(1, 120))
        priority = chance.choice(("critical", "high", "medium", "low"))
        lines.append(f"B-{number},opened,{instant_text(at)},{chance.choice(PARTNERS)},t,{priority}")
        for event in ("reply", "message", "resolve")[: chance.randint(0, 3)]:
            at += timedelta(hours=chance.expovariate(1 / 9))
            if at < session.now:
                lines.append(f"B-{number},{event},{instant_text(at)},,,")
    path = tmp_path / "busy.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert import_tickets(session, ImportTickets(path)).data.rejected == 0
    return session


def both(session, question):
    """The answer from counted months, and the one from every clock."""
    counted = report_sla(session, question, None).data
    with session.store.atomic(keep=False):
        session.store.run("sla_rollup.mark", day="2026-02-10")
        for month in (1, 2, 11, 12):
            session.store.run("sla_rollup.mark", day=f"{2026 if month < 3 else 2025}-{month:02}-15")
        read = report_sla(session, question, None).data
    return counted, read


@pytest.mark.parametrize("question", QUESTIONS)
def test_counted_months_answer_what_their_clocks_answer(busy, question):
    counted, read = both(busy, question)
    assert counted == read


def test_there_is_something_to_count_and_open_breaches_are_in_it(busy):
    cells = report_sla(busy, ReportSla(grain="month"), None).data.cells
    assert sum(one.met for one in cells) > 20
    assert sum(one.breached_open for one in cells) > 0
    assert rollups.is_counted(busy, rollups.months_of(_month(busy), "Europe/Berlin"))


def _month(session):
    from onboardctl.operations.sla.periods import last_whole

    return last_whole("month", session.now, "Europe/Berlin")


def test_a_late_event_marks_its_month_and_the_answer_follows(busy):
    before = report_sla(busy, ReportSla(grain="month"), None).data
    broken = next(one for one in before.breaches if one.is_open)
    writing.reply(
        busy._replace(now=busy.now + timedelta(hours=1)), Act(broken.ticket), customer=False
    )
    assert not rollups.is_counted(busy, rollups.months_of(_month(busy), "Europe/Berlin"))
    later = busy._replace(now=busy.now + timedelta(hours=2))
    after = report_sla(later, ReportSla(grain="month"), None).data
    line = next(
        one for one in after.breaches if one.ticket == broken.ticket and one.clock == broken.clock
    )
    assert not line.is_open
    with later.store.atomic():
        assert rollups.refresh(later) != ()
    assert report_sla(later, ReportSla(grain="month"), None).data == after


def test_counting_again_finds_nothing_to_do(busy):
    with busy.store.atomic():
        assert rollups.refresh(busy) == ()


def test_store_verify_proves_counted_months_and_finds_a_wrong_one(busy):
    assert verify(busy.settings, busy.now).exit_code == 0
    with busy.store.atomic():
        busy.store.connection.execute(
            "UPDATE sla_rollup SET met = met + 1, hash = 'x' WHERE month = '2026-02'"
            " AND clock = 'first_response' AND priority = 'low' AND tier = 'business'"
        )
    result = verify(busy.settings, busy.now)
    assert (result.exit_code, result.data.differences[0].table) == (8, "sla_rollup")
