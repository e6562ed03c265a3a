"""The bundled playbooks make sound plans on whatever weekday they start."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from onboardctl import definitions
from onboardctl.core.calendar import plan_calendar
from onboardctl.core.recurrence.text import format_rule, parse_rule
from onboardctl.core.schedule import schedule
from onboardctl.core.schedule.recurring import recurrences

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [
    ("beta-28-day", {}),
    ("partner-enablement", {"tier": "developer"}),
    ("partner-enablement", {"tier": "business"}),
    ("partner-enablement", {"tier": "enterprise", "sso": True}),
    ("b2b-partner", {"segment": "agency"}),
    ("b2b-partner", {"segment": "university"}),
    ("b2b-partner", {"segment": "recruiter"}),
    ("b2b-partner", {"segment": "enterprise"}),
    ("customer-onboarding", {"users": 40}),
    ("customer-onboarding", {"users": 40, "sso": True, "needs_migration": True}),
    ("customer-onboarding", {"users": 5000, "sso": True, "needs_migration": True}),
    ("partnership-lifecycle", {"partner_type": "solution"}),
]


def plan(name, facts, start=MONDAY):
    playbook = definitions.require_playbook(name)
    calendar = plan_calendar(playbook.calendar, "Europe/Berlin", {})
    return schedule(
        playbook,
        facts=facts,
        given={playbook.origin: start},
        zone="Europe/Berlin",
        calendar=calendar,
    )


def times(name, facts, ident, until, start=MONDAY):
    """The days of one recurrence, from the start of the plan to a last day."""
    playbook = definitions.require_playbook(name)
    calendar = plan_calendar(playbook.calendar, "Europe/Berlin", {})
    scope = next(one.scope for one in playbook.recurring if one.id == ident)
    between = (start.date(), until)
    found = recurrences(playbook, plan(name, facts, start), calendar, between, scope=scope)
    return [one for one in found if one.recurring == ident]


def dates(found):
    return {task.task: (task.start_on, task.finish_on) for task in found.tasks}


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize(("name", "facts"), PARTNERS)
def test_a_plan_on_paper_has_nothing_to_warn_of(name, facts, weekday):
    found = plan(name, facts, MONDAY + timedelta(days=weekday))
    assert found.warnings == ()
    assert found.applies


def test_the_beta_keeps_each_task_to_its_days():
    playbook = definitions.require_playbook("beta-28-day")
    first = date(2026, 3, 2)
    expected = {
        task.id: (
            first + timedelta(days=task.window.first - 1),
            first + timedelta(days=task.window.last - 1),
        )
        for task in playbook.tasks
    }
    assert expected == dates(plan("beta-28-day", {}))


def test_d5_clocks_of_the_beta_count_hours_from_acceptance():
    found = plan("beta-28-day", {})
    items = {item.item: item.due_at for item in found.items}
    assert items["schedule-kickoff"] == MONDAY + timedelta(hours=48)
    mails = {mail.message: mail.due_at for mail in found.messages}
    assert mails["beta-welcome"] == MONDAY + timedelta(hours=24)


def test_a33_both_mails_of_partner_enablement_are_due_in_24_hours():
    mails = {
        mail.message: mail.due_at
        for mail in plan("partner-enablement", {"tier": "business"}).messages
    }
    assert mails == {
        "welcome": MONDAY + timedelta(hours=24),
        "sla-confirmation": MONDAY + timedelta(hours=24),
    }


@pytest.mark.parametrize(
    ("tier", "own"),
    [
        ("developer", {"self-service"}),
        ("business", {"live-training", "priority-queue", "data-readiness"}),
        (
            "enterprise",
            {
                "live-training",
                "priority-queue",
                "data-readiness",
                "round-the-clock",
                "dedicated-manager",
                "bespoke-analytics",
            },
        ),
    ],
)
def test_a1_a_tier_gets_its_own_tasks(tier, own):
    found = plan("partner-enablement", {"tier": tier})
    assert {task.task for task in found.tasks if task.phase == "enablement"} == own


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_b10_to_b13_a_segment_gets_its_own_track(segment):
    found = plan("b2b-partner", {"segment": segment})
    tracks = ("agency-", "university-", "recruiter-", "enterprise-")
    own = [task.task for task in found.tasks if task.task.startswith(tracks)]
    assert len(own) == 4
    assert all(task.startswith(f"{segment}-") for task in own)


def test_b7_the_pilot_starts_in_week_4_and_ends_in_week_8():
    found = dates(plan("b2b-partner", {"segment": "agency"}))
    assert found["limited-rollout"][0] == date(2026, 3, 26)
    assert found["post-pilot-decision"][1] == date(2026, 4, 24)


def test_e12_the_three_parts_of_the_launch_share_one_day():
    found = dates(plan("customer-onboarding", {"users": 40}))
    day = date(2026, 3, 25)
    for task in ("launch-morning", "launch-monitoring", "launch-review"):
        assert found[task] == (day, day)


def test_e22_501_users_add_three_weeks_and_500_none():
    ends = {}
    for users in (40, 500, 501):
        found = plan("customer-onboarding", {"users": users})
        ends[users] = next(task.target_on for task in found.tasks if task.task == "launch-morning")
    assert ends[500] == ends[40]
    assert ends[501] - ends[500] == timedelta(weeks=3)


def test_e26_support_after_the_launch_ends_eight_weeks_after_it():
    found = dates(plan("customer-onboarding", {"users": 40}))
    launch = found["launch-morning"][0]
    assert found["weeks-five-to-eight"][1] == launch + timedelta(weeks=8, days=-1)


def test_c19_the_renewal_is_reviewed_90_days_before_the_end():
    found = plan("partnership-lifecycle", {"partner_type": "solution"})
    end = next(anchor.on for anchor in found.anchors if anchor.id == "contract_end")
    review = dates(found)["renewal-review"][0]
    assert timedelta(days=87) <= end - review <= timedelta(days=90)


@pytest.mark.parametrize(
    "name",
    [
        "beta-28-day",
        "partner-enablement",
        "b2b-partner",
        "customer-onboarding",
        "partnership-lifecycle",
    ],
)
def test_every_rhythm_is_understood(name):
    for piece in definitions.require_playbook(name).recurring:
        assert format_rule(parse_rule(piece.every)).removesuffix(
            " local"
        ) == piece.every.removesuffix(" local")


@pytest.mark.parametrize("weekday", range(7))
def test_a25_and_a27_the_first_review_is_in_week_6_and_others_follow_monthly(weekday):
    start = MONDAY + timedelta(days=weekday)
    facts = {"tier": "business"}
    anchors = {one.id: one.on for one in plan("partner-enablement", facts, start).anchors}
    found = times("partner-enablement", facts, "kpi-review", date(2026, 12, 31), start)
    first = found[0]
    assert timedelta(days=35) <= first.on - anchors["launch"] <= timedelta(days=41)
    assert {one.on.strftime("%a") for one in found} == {"Thu"}
    assert first.at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "10:00"
    gaps = [(later.on - one.on).days for one, later in itertools.pairwise(found)]
    assert 14 <= gaps[0] <= 62
    assert set(gaps[1:]) <= {28, 35}


def test_a20_and_a24_digest_and_update_come_every_14_days():
    for ident in ("voc-digest", "partner-update"):
        found = times("partner-enablement", {"tier": "business"}, ident, date(2026, 6, 30))
        gaps = {(later.on - one.on).days for one, later in itertools.pairwise(found)}
        assert gaps == {14}, ident


def test_d9_and_d33_the_beta_checks_in_daily_then_weekly():
    daily = times("beta-28-day", {}, "daily-checkin", date(2026, 6, 30))
    assert [one.on.day for one in daily] == [9, 10, 11]
    weekly = times("beta-28-day", {}, "weekly-checkin", date(2026, 6, 30))
    assert weekly[0].on == date(2026, 3, 11)
    assert weekly[-1].on == date(2026, 5, 27)


def test_e13_check_ins_slow_down_after_the_launch():
    counts = {
        ident: len(times("customer-onboarding", {"users": 40}, ident, date(2026, 12, 31)))
        for ident in ("daily-check-in", "weekly-check-in", "biweekly-check-in")
    }
    assert counts == {"daily-check-in": 5, "weekly-check-in": 3, "biweekly-check-in": 2}


@pytest.mark.parametrize(("name", "facts"), PARTNERS)
def test_f10_work_of_the_team_is_in_no_partner_s_plan(name, facts):
    playbook = definitions.require_playbook(name)
    calendar = plan_calendar(playbook.calendar, "Europe/Berlin", {})
    dated, between = plan(name, facts), (MONDAY.date(), date(2027, 3, 31))
    found = {
        scope: {
            one.recurring for one in recurrences(playbook, dated, calendar, between, scope=scope)
        }
        for scope in ("partner", "team")
    }
    scopes = {one.id: one.scope for one in playbook.recurring}
    assert {scopes[one] for one in found["partner"]} <= {"partner"}
    assert {scopes[one] for one in found["team"]} <= {"team"}
    mine = recurrences(playbook, dated, calendar, between)
    assert {one.recurring for one in mine} == found["partner"]
