"""Kept KPIs after a day's work: brought up to date by partner, and exactly what measuring gives."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from onboardctl.core.errors import OnboardError
from onboardctl.operations import partner, task
from onboardctl.operations.action import (
    AddAction,
    CloseAction,
    ListActions,
    add_action,
    close_action,
    list_actions,
)
from onboardctl.operations.advance import Advance, advance
from onboardctl.operations.history import undo
from onboardctl.operations.kpi import RecordKpi, record_metrics
from onboardctl.operations.kpi_keeping import kept_periods
from onboardctl.operations.kpi_kept import KeptPeriods
from onboardctl.operations.kpi_rebuild import RebuildKpis, rebuild_kpis
from onboardctl.operations.kpi_use import playbooks_in_use, zone_of
from onboardctl.operations.new_partner import NewPartner, new_partner
from onboardctl.operations.report_kpi import ReportKpi, report_kpi
from onboardctl.operations.review import HoldReview, hold_review
from onboardctl.operations.session import open_session
from onboardctl.operations.sla import outages
from onboardctl.operations.survey import RecordSurvey, record_survey
from onboardctl.operations.ticket import writing as ticket
from onboardctl.operations.usage import ImportUsage, import_usage
from onboardctl.settings import load_settings
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


def at(folder, moment):
    opened = open_session(load_settings(workspace=str(folder), store=None), now=moment)
    return opened._replace(actor="ana")


class Day:
    """What a team may do in a day, each thing drawn by chance; refusals are part of it."""

    def __init__(self, folder, rng, files):
        self.folder, self.rng, self.files = folder, rng, files
        self.made = 0

    def live(self, moments):
        """Do one thing at each moment; how many were done."""
        return sum(self._one(moment) for moment in moments)

    def _one(self, moment):
        session = at(self.folder, moment)
        try:
            self.rng.choice(
                (
                    self.work,
                    self.work,
                    self.reopen,
                    self.record,
                    self.survey,
                    self.use,
                    self.edit,
                    self.away,
                    self.begin,
                    self.ticket,
                    self.resolve,
                    self.action,
                    self.hold,
                    self.outage,
                    self.undo,
                    self.undo,
                )
            )(session)
        except OnboardError:
            return 0
        finally:
            session.close()
        return 1

    def any(self, session):
        rows = session.store.rows("intake.partners")
        return self.rng.choice(rows)["slug"]

    def work(self, session):
        name = self.any(session)
        row = session.find_partner(name)
        tasks = session.store.rows("projection.rows_task", partner_id=row["partner_id"])
        open_ones = [one["task_id"] for one in tasks if one["state"] == "open"]
        advance(session, Advance(name, (self.rng.choice(open_ones or ["none"]),), all_items=True))

    def reopen(self, session):
        name = self.any(session)
        row = session.find_partner(name)
        tasks = session.store.rows("projection.rows_task", partner_id=row["partner_id"])
        done = [one["task_id"] for one in tasks if one["state"] == "done"]
        task.reopen(session, name, self.rng.choice(done or ["none"]))

    def record(self, session):
        metric = self.rng.choice(("csat=9", "nps=10", "api_calls=900", "case_study=1", "uptime=99"))
        record_metrics(session, RecordKpi(self.any(session), (metric,)))

    def survey(self, session):
        self.made += 1
        answer = self.rng.choice(("csat=8", "nps=3", "csat=10", "pmf=very_disappointed"))
        record_survey(
            session, RecordSurvey(self.any(session), (answer,), respondent=f"r{self.made}")
        )

    def use(self, session):
        self.made += 1
        path = self.files / f"use-{self.made}.csv"
        day = (session.now - timedelta(days=self.rng.randrange(80))).date()
        calls = self.rng.choice((0, 40, 3000))
        path.write_text(
            "partner,day,calls,user,feature\n"
            f"{self.any(session)},{day},{calls},u{self.rng.randrange(3)},webhooks\n"
        )
        import_usage(session, ImportUsage(path))

    def edit(self, session):
        tier = self.rng.choice(("developer", "business", "enterprise"))
        partner.edit(session, partner.EditPartner(self.any(session), tier=tier))

    def away(self, session):
        name = self.any(session)
        self.rng.choice((partner.pause, partner.remove))(session, name, "said so")

    def begin(self, session):
        self.made += 1
        playbook = self.rng.choice(("beta-28-day", "customer-onboarding"))
        new_partner(
            session,
            NewPartner(
                name=f"Fresh {self.made}",
                playbook=playbook,
                tier="enterprise",
                segment="agency",
                contacts=("Mia Ray <mia@fresh.example>",),
                users=20,
            ),
        )

    def ticket(self, session):
        ticket.open_ticket(session, ticket.OpenTicket(self.any(session), "Broken"))

    def resolve(self, session):
        rows = session.store.rows("ticket.touched_after", until="2026-01-01T00:00:00Z")
        ticket.resolve(session, ticket.Act(self.rng.choice([row["subject"] for row in rows])))

    def action(self, session):
        open_ones = list_actions(session, ListActions()).data.actions
        if open_ones and self.rng.random() < 0.5:
            close_action(session, CloseAction(self.rng.choice(open_ones).id, "done"))
        else:
            mine = self.rng.choice((None, self.any(session)))
            add_action(session, AddAction("Call them", partner=mine))

    def hold(self, session):
        name = self.rng.choice(("kpi-review", "weekly-checkin", "weekly-check-in", "qbr"))
        hold_review(session, HoldReview(name, partner=self.any(session), minutes="met"))

    def outage(self, session):
        outages.add(session, outages.AddOutage("core-api", from_at=session.now.isoformat()))

    def undo(self, session):
        row = session.store.one("event.latest_change")
        undo(session, row["change_id"] - self.rng.randrange(3))


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


def test_a_whole_rebuild_corrects_what_was_touched_and_measures_what_runs(copy):
    session = at(copy, NOW + timedelta(hours=1))
    advance_any = session.store.rows("intake.partners")[0]["slug"]
    partner.edit(session, partner.EditPartner(advance_any, tier="developer"))
    asked = []
    original = session.store.rows
    session.store.rows = lambda query, **values: asked.append(query) or original(query, **values)
    try:
        rebuild_kpis(session, RebuildKpis())
    finally:
        del session.store.rows
    assert rebuild_kpis(session, RebuildKpis(check=True)).data.wrong == ()
    session.close()
