"""Items, messages, phases and recurring work of a dated plan."""

from datetime import UTC, date, datetime

from onboardctl.core.calendar import Calendar, CalendarSpec, standard_week
from onboardctl.core.codec import decode, encode
from onboardctl.core.condition.reading import parse_condition
from onboardctl.core.playbook import (
    Anchor,
    CalendarPolicy,
    Duration,
    Fact,
    Item,
    Link,
    Message,
    Phase,
    Playbook,
    Recurring,
    Task,
)
from onboardctl.core.points import parse_deadline, parse_point, parse_window
from onboardctl.core.recurrence import Change
from onboardctl.core.schedule import Actual, Schedule, schedule
from onboardctl.core.schedule.recurring import recurrences

ZONE = "America/New_York"
SIGNED = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
SLACK = parse_condition("channel == slack")


def deadline(text):
    return parse_deadline(text)


WELCOME = Task(
    "welcome", "Welcome", "week-1", ("csm",), window=parse_window("day 1", "kickoff"),
    checklist=(
        Item("mail", "Send the mail"),
        Item("schedule", "Schedule the call", due=deadline("within 48h of signed")),
        Item("slack", "Add to Slack", when=SLACK, due=deadline("by kickoff + 1bd")),
        Item("prepare", "Prepare", due=deadline("1bd before")),
        Item("notes", "Share notes", due=deadline("1d after")),
        Item("live", "After launch", due=deadline("within 24h of launch")),
    ),
    messages=(Message("hello", "welcome", due=deadline("within 24h of signed")),),
)  # fmt: skip
GO_LIVE = Task(
    "go-live", "Go-live", "week-2", ("csm",), window=parse_window("day 8-9", "kickoff"),
    after=(Link("welcome"),),
    checklist=(Item("rehearse", "Rehearse", due=deadline("1bd before")), Item("thank", "Thank", due=deadline("1bd after"))),
    messages=(Message("party", "success", upon=parse_point("task(go-live).done"), due=deadline("within 24h of go_live")),),
)  # fmt: skip
PLAYBOOK = Playbook(
    "p", "1", "P", "kickoff",
    (
        Anchor("signed", given="required"),
        Anchor("kickoff", default=parse_point("signed + 1bd")),
        Anchor("go_live", derived=parse_point("task(go-live).finish")),
        Anchor("launch", given="later"),
    ),
    (Phase("week-1", "One", parse_window("week 1", "kickoff")), Phase("week-2", "Two", parse_window("week 2", "kickoff"))),
    (WELCOME, GO_LIVE),
    calendar=CalendarPolicy("calendar"),
    facts=(Fact("channel", "choice", ("slack", "email"), "slack"),),
    messages=(Message("sla", "sla_confirmation", due=deadline("within 24h of signed")),),
    recurring=(
        Recurring("weekly", "Weekly", every="week on tue at 14:00 local", starts=parse_point("kickoff"), until=parse_point("go_live + 4w")),
        Recurring("daily", "Daily", every="business day at 09:30", during="go-live"),
        Recurring("calls", "Calls", every="week", during="weeks 2-4 of go_live"),
        Recurring("two-weekly", "Every other week", every="2 weeks", during="weeks 5-8 of go_live"),
        Recurring("kpi-review", "KPI review", first="week 6 of go_live on thu at 10:00 local", every="month on 1st thu at 10:00 local"),
        Recurring("slack-digest", "Digest", every="month", when=parse_condition("channel == email")),
        Recurring("launch-sync", "Sync", every="week", starts=parse_point("launch")),
        Recurring("renewal", "Renewal", at="signed + 275d", on_holiday="previous"),
    ),
)  # fmt: skip


def calendar():
    return Calendar(CalendarSpec("week", ZONE, standard_week()))


def dated(**more):
    facts = more.pop("facts", {})
    return schedule(
        PLAYBOOK, facts=facts, given={"signed": SIGNED, **more.pop("given", {})}, zone=ZONE,
        calendar=calendar(), **more,
    )  # fmt: skip


def of(plan, name, low, high, changes=None):
    between = date.fromisoformat(low), date.fromisoformat(high)
    found = recurrences(PLAYBOOK, plan, calendar(), between, changes)
    return [one for one in found if one.recurring == name]


def days(found):
    return [one.on.isoformat() for one in found]


def test_items_have_deadlines_of_their_own():
    dues = {one.item: one.due_at and one.due_at.isoformat() for one in dated().items}
    assert dues == {
        "schedule": "2026-03-04T19:30:00+00:00",
        "slack": "2026-03-05T04:59:59+00:00",
        "prepare": "2026-03-03T04:59:59+00:00",
        "notes": "2026-03-05T04:59:59+00:00",
        "live": None,
        "rehearse": "2026-03-10T03:59:59+00:00",
        "thank": "2026-03-13T03:59:59+00:00",
    }


def test_an_item_whose_condition_fails_has_none_and_says_why():
    plan = dated(facts={"channel": "email"})
    assert "slack" not in {one.item for one in plan.items}
    assert [(one.kind, one.task, one.id) for one in plan.excluded] == [("item", "welcome", "slack")]


def test_messages_may_go_upon_one_moment_and_must_by_another():
    plan = dated()
    assert [(one.message, one.task, one.upon_at, one.due_at) for one in plan.messages] == [
        ("sla", "", None, datetime(2026, 3, 3, 19, 30, tzinfo=UTC)),
        ("hello", "welcome", None, datetime(2026, 3, 3, 19, 30, tzinfo=UTC)),
        ("party", "go-live", datetime(2026, 3, 12, 3, 59, 59, tzinfo=UTC), datetime(2026, 3, 13, 3, 59, 59, tzinfo=UTC)),
    ]  # fmt: skip


def test_once_a_task_is_done_its_moment_is_what_counts():
    done = datetime(2026, 3, 11, 15, tzinfo=UTC)
    plan = dated(actuals={"go-live": Actual(finished_at=done)}, data_date=date(2026, 3, 12))
    party = plan.messages[-1]
    assert (party.upon_at, party.due_at) == (done, done.replace(day=12))
    assert plan.anchor("go_live").exact


def test_phases_span_their_tasks_and_name_their_windows():
    plan = dated()
    assert [tuple(map(str, phase[:5])) for phase in plan.phases] == [
        ("week-1", "2026-03-03", "2026-03-03", "2026-03-03", "2026-03-09"),
        ("week-2", "2026-03-10", "2026-03-11", "2026-03-10", "2026-03-16"),
    ]


def test_a25_the_first_kpi_review_is_the_thursday_on_or_after_launch_plus_35_days():
    found = of(dated(), "kpi-review", "2026-03-01", "2026-06-30")
    # Go-live on Wednesday 11 March, 35 days on is Wednesday 15 April.
    assert days(found) == ["2026-04-16", "2026-05-07", "2026-06-04"]
    assert found[0].at == datetime(2026, 4, 16, 14, tzinfo=UTC)
    assert found[0].id == "kpi-review/2026-04-16"


def test_recurring_work_lives_with_a_task_or_weeks_of_an_anchor():
    plan = dated()
    assert days(of(plan, "daily", "2026-03-01", "2026-12-31")) == ["2026-03-10", "2026-03-11"]
    assert days(of(plan, "calls", "2026-03-01", "2026-12-31")) == [
        "2026-03-18",
        "2026-03-25",
        "2026-04-01",
    ]
    assert days(of(plan, "two-weekly", "2026-03-01", "2026-12-31")) == ["2026-04-08", "2026-04-22"]
    weekly = of(plan, "weekly", "2026-03-01", "2026-12-31")
    assert (days(weekly)[0], days(weekly)[-1], len(weekly)) == ("2026-03-03", "2026-04-07", 6)
    # 14:00 stays 14:00 when the clocks change on 8 March.
    assert [one.at.hour for one in weekly[:2]] == [19, 18]


def test_recurring_work_without_its_anchor_or_its_fact_does_not_take_place():
    plan = dated()
    assert of(plan, "launch-sync", "2026-03-01", "2026-12-31") == []
    assert of(plan, "slack-digest", "2026-03-01", "2026-12-31") == []
    known = dated(given={"launch": date(2026, 12, 20)})
    assert days(of(known, "launch-sync", "2026-03-01", "2026-12-31")) == [
        "2026-12-20",
        "2026-12-27",
    ]


def test_work_at_a_point_takes_place_once_and_lands_before_a_weekend():
    assert days(of(dated(), "renewal", "2026-03-01", "2027-12-31")) == ["2026-12-02"]


def test_a_moved_occurrence_survives_a_change_of_the_plan():
    changes = {"kpi-review": {date(2026, 5, 7): Change(to=date(2026, 5, 12))}}
    for plan in (dated(), dated(given={"go_live": date(2026, 3, 20)})):
        found = of(plan, "kpi-review", "2026-05-01", "2026-05-31", changes)
        assert [(one.id, one.on, one.state) for one in found] == [
            ("kpi-review/2026-05-07", date(2026, 5, 12), "moved")
        ]


def test_a_schedule_goes_to_json_and_back():
    plan = dated(data_date=date(2026, 3, 5))
    assert decode(Schedule, encode(plan)) == plan
    assert decode(Schedule, encode(plan, sparse=True)) == plan


def test_durations_read_as_hours_take_a_day():
    short = PLAYBOOK._replace(tasks=(WELCOME._replace(duration=Duration(90, "m")),))
    plan = schedule(short, facts={}, given={"signed": SIGNED}, zone=ZONE, calendar=calendar())
    assert plan.task("welcome").finish_on == plan.task("welcome").start_on
