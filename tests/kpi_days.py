"""Days of a team lived by chance: what people do with partners, each thing refused or done."""

from __future__ import annotations

from datetime import timedelta

from onboardctl.core.errors import OnboardError
from onboardctl.core.partner import criteria
from onboardctl.core.partner.subject import SUBJECT as PARTNER
from onboardctl.operations.history import undo
from onboardctl.operations.kpi.catalogue import RecordKpi, record_metrics
from onboardctl.operations.lifecycle.review_holding import HoldReview, hold_review
from onboardctl.operations.measured.action import (
    AddAction,
    CloseAction,
    ListActions,
    add_action,
    close_action,
    list_actions,
)
from onboardctl.operations.measured.survey import RecordSurvey, record_survey
from onboardctl.operations.measured.usage import ImportUsage, import_usage
from onboardctl.operations.money.revenue import RecordAmount, record_amount
from onboardctl.operations.partner import record as partner
from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.session import open_session
from onboardctl.operations.sla import outages
from onboardctl.operations.task import work as task
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.ticket import opening
from onboardctl.operations.ticket import writing as ticket
from onboardctl.settings import load_settings
from onboardctl.store import read_tables


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
                    self.money,
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
        tasks = read_tables.rows(session.store, PARTNER, "task", row["partner_id"])
        open_ones = [one["task_id"] for one in tasks if one["state"] == "open"]
        advance(session, Advance(name, (self.rng.choice(open_ones or ["none"]),), all_items=True))

    def reopen(self, session):
        name = self.any(session)
        row = session.find_partner(name)
        tasks = read_tables.rows(session.store, PARTNER, "task", row["partner_id"])
        done = [one["task_id"] for one in tasks if one["state"] == "done"]
        task.reopen(session, name, self.rng.choice(done or ["none"]))

    def record(self, session):
        name = self.any(session)
        row = session.find_partner(name)
        known = criteria.known_metrics(session.playbook(row["digest"]))
        metrics = self.rng.choices(sorted(known), k=5)
        for metric in metrics:
            value = self.rng.choice((1, 9, 10, 900))
            try:
                record_metrics(session, RecordKpi(name, (f"{metric}={value}",)))
            except OnboardError:
                continue

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
        opening.open_ticket(session, opening.OpenTicket(self.any(session), "Broken"))

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

    def money(self, session):
        kind = self.rng.choice(("revenue", "cost"))
        amount = str(self.rng.randrange(1, 900))
        on = (session.now - timedelta(days=self.rng.randrange(40))).date().isoformat()
        record_amount(session, RecordAmount(self.any(session), amount, kind, "EUR", on))

    def undo(self, session):
        row = session.store.one("event.latest_change")
        undo(session, row["change_id"] - self.rng.randrange(3))
