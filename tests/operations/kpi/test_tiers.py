"""Parts by tier: what happened counts under the tier of its moment, and an upgrade rewrites nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kpi_fed import Fed, workspace
from onboardctl.operations.kpi.rebuild import RebuildKpis, rebuild_kpis
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings

PE = "partner-enablement"
APRIL, MAY = datetime(2026, 4, 20, tzinfo=UTC), datetime(2026, 5, 4, tzinfo=UTC)
NEW = (
    "new-partner {} --playbook partner-enablement --tier {} --segment agency "
    '--signed "2026-03-02 09:00" --contact "Jo Doe <jo@pe.example>" --users 40 --no-input'
)


@pytest.fixture
def fed(tmp_path, monkeypatch, capsys):
    """A partner that answered and had a ticket under business, was upgraded, and did so again."""
    workspace(tmp_path)
    fed = Fed(tmp_path, monkeypatch, capsys)
    for moment, line in (
        ("2026-03-02T09:00:00Z", NEW.format("Pe", "business")),
        ("2026-03-02T09:00:00Z", NEW.format("Dev", "developer")),
        ("2026-03-02T09:00:00Z", "sla apply"),
        ("2026-04-02T09:00:00Z", "survey record pe nps=3 sentiment=4 --by a@pe.example"),
        ("2026-04-02T09:00:00Z", "survey record dev nps=9 --by a@dev.example"),
        ("2026-04-02T09:00:00Z", 'ticket open pe "Slow"'),
        ("2026-04-02T10:00:00Z", "ticket reply T-000001"),
        ("2026-04-03T09:00:00Z", "ticket resolve T-000001"),
    ):
        fed.run(moment, line)
    return fed


def upgrade(fed):
    fed.run("2026-04-20T09:00:00Z", "partner edit pe --tier enterprise")
    fed.run("2026-04-21T09:00:00Z", "survey record pe nps=10 sentiment=8 --by a@pe.example")
    fed.run("2026-04-21T09:00:00Z", 'ticket open pe "Down"')
    fed.run("2026-04-21T12:00:00Z", "ticket reply T-000002")


def lines(fed, as_of, *, live, now=None, **choice):
    settings = load_settings(workspace=str(fed.folder), store=None)
    session = open_session(settings, now=now or as_of)
    data = report_kpi(session, ReportKpi(as_of=as_of, playbook=PE, live=live, **choice)).data
    session.close()
    return {
        (one.id.partition(".")[2], one.segment.get("tier", "")): one
        for one in data.kpis
        if not one.segment or "tier" in one.segment
    }


def texts(fed, kpi, as_of=MAY, *, live=True, **choice):
    found = lines(fed, as_of, live=live, **choice)
    return {tier: one.text for (name, tier), one in found.items() if name == kpi}


def rebuild(fed, now):
    session = open_session(load_settings(workspace=str(fed.folder), store=None), now=now)
    rebuild_kpis(session, RebuildKpis())
    wrong = rebuild_kpis(session, RebuildKpis(check=True)).data.wrong
    session.close()
    return wrong


def test_an_answer_counts_under_the_tier_of_its_day(fed):
    upgrade(fed)
    assert texts(fed, "nps", by="tier") == {
        "": "+33 (n 3)",
        "business": "-100 (n 1)",
        "developer": "+100 (n 1)",
        "enterprise": "+100 (n 1)",
    }
    assert texts(fed, "partner_sentiment", by="tier")["business"] == "4/10 (n 1)"
    assert texts(fed, "partner_sentiment", tier="business") == {"": "4/10 (n 1)"}
    assert texts(fed, "partner_sentiment", tier="enterprise") == {"": "8/10 (n 1)"}


def test_a_ticket_counts_under_the_tier_it_is_judged_by(fed):
    upgrade(fed)
    assert texts(fed, "first_response_business") == {"": "100% (1/1)"}
    assert texts(fed, "first_response_business", by="tier")["business"] == "100% (1/1)"
    assert texts(fed, "first_response_enterprise", by="tier")["enterprise"] == "0% (0/1)"


def test_an_upgrade_rewrites_no_part_of_a_month_that_is_over(fed):
    before = texts(fed, "nps", APRIL, by="tier")
    upgrade(fed)
    after = texts(fed, "nps", APRIL, by="tier", now=MAY)
    assert after == before == {"": "0 (n 2)", "business": "-100 (n 1)", "developer": "+100 (n 1)"}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_kept_parts_are_what_measuring_again_gives(fed, moment):
    """Kept before the upgrade and brought up to date, or kept after it."""
    if moment == "before":
        assert rebuild(fed, datetime(2026, 4, 19, tzinfo=UTC)) == ()
    upgrade(fed)
    assert rebuild(fed, MAY) == ()
    for period in ("month", "all"):
        for choice in ({"by": "tier"}, {"tier": "business"}, {"tier": "enterprise"}):
            kept = lines(fed, MAY, live=False, period=period, **choice)
            live = lines(fed, MAY, live=True, period=period, **choice)
            shown = {key: one._replace(known_at=None) for key, one in kept.items()}
            assert shown == live, (period, choice)


def test_parts_by_tier_add_up_to_the_whole(fed):
    upgrade(fed)
    found = lines(fed, MAY, live=True, by="tier")
    for kpi in ("nps", "partner_sentiment", "welcome_24h", "tickets_tagged", "sla_breaches"):
        parts = [one for (name, tier), one in found.items() if name == kpi and tier]
        whole = found[kpi, ""]
        assert sum(one.n for one in parts) == whole.n, kpi
        assert sum(one.numerator or 0 for one in parts) == whole.numerator, kpi
