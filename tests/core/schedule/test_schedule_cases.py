"""The table of tests/cases/schedule: each case names the rule it shows."""

from datetime import date, datetime

import pytest

import time_cases
from onboardctl.core.calendar import Calendar, CalendarSpec, Holiday, standard_week
from onboardctl.core.condition.reading import parse_condition
from onboardctl.core.playbook import (
    Adjustment,
    Anchor,
    CalendarPolicy,
    Criterion,
    Duration,
    Link,
    Phase,
    Playbook,
    Task,
)
from onboardctl.core.points import parse_deadline, parse_duration, parse_point, parse_window
from onboardctl.core.schedule import Actual, schedule

TABLE = time_cases.read("schedule/rules.yaml")
ZONE = "Europe/Berlin"


def duration(text):
    if not text:
        return None
    found = parse_duration(text.removeprefix("-"))
    return found._replace(amount=-found.amount) if text.startswith("-") else found


def link(text):
    if isinstance(text, str):
        return Link(text)
    return Link(
        text["task"],
        text.get("type", "FS"),
        duration(text.get("lag")),
        text.get("if_missing", "error"),
    )


def task(name, said, origin):
    window, when = said.get("window"), said.get("when")
    return Task(
        name,
        name,
        said.get("phase", "main"),
        ("csm",),
        window=window and parse_window(window, origin),
        duration=duration(said.get("duration")),
        after=tuple(link(one) for one in said.get("after", ())),
        not_before=said.get("not_before") and parse_point(said["not_before"]),
        due=said.get("due") and parse_deadline(said["due"]),
        pin=said.get("pin"),
        never_on=tuple(said.get("never_on", ())),
        calendar=said.get("calendar"),
        optional=bool(said.get("optional")),
        milestone=bool(said.get("milestone")),
        when=when and parse_condition(when),
        gate=(Criterion("g", "passes"),) if said.get("gate") else (),
        parent=said.get("parent"),
    )


def anchor(name, said):
    points = {
        key: parse_point(said[key]) for key in ("default", "estimate", "derived") if key in said
    }
    return Anchor(name, given=said.get("given"), every=said.get("every"), **points)


def playbook(case):
    origin = case.get("origin", "signed")
    phase = case.get("phase", {})
    window = phase.get("window")
    adjust = Adjustment(
        "large",
        parse_condition("users > 500"),
        ("main",),
        Duration(2, "w"),
        Duration(4, "w"),
        Duration(3, "w"),
    )
    return Playbook(
        "p",
        "1.0.0",
        "P",
        origin,
        (Anchor("signed", given="required"), *(anchor(*one) for one in case.get("anchors", {}).items())),
        (Phase("main", "Main", window and parse_window(window, origin), tuple(phase.get("entry", ()))), Phase("other", "Other")),
        tuple(task(name, said, origin) for name, said in case["tasks"].items()),
        calendar=CalendarPolicy(case.get("days", "calendar"), land_on=case.get("land_on", "any day")),
        adjustments=(adjust,) if case.get("adjust") else (),
    )  # fmt: skip


def when(text):
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def moment(text):
    found = when(text)
    if isinstance(found, datetime):
        return found
    return time_cases.instant(f"{text}T12:00+01:00")


def actual(said):
    done, start = said.get("done"), said.get("start")
    return Actual(
        start and moment(start),
        done and moment(done),
        bool(said.get("skipped")),
        duration(said.get("remaining")),
    )


def dated(case, **more):
    holidays = tuple(Holiday(on, title) for on, title in TABLE["holidays"].items())
    return schedule(
        playbook(case),
        facts=case.get("facts", {}),
        given={name: when(text) for name, text in case["given"].items()},
        zone=ZONE,
        calendar=Calendar(CalendarSpec("week", ZONE, standard_week(), holidays)),
        stretch={"large": duration(case["stretch"])} if "stretch" in case else None,
        **more,
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["rule"]) for case in TABLE["cases"]])
def test_rule(case):
    today = case.get("today")
    plan = dated(
        case,
        actuals={name: actual(said) for name, said in case.get("actual", {}).items()},
        data_date=today and date.fromisoformat(today),
        baseline=dated(case) if case.get("baseline") else None,
    )
    found = {
        "dates": {one.task: f"{one.start_on}..{one.finish_on}" for one in plan.tasks},
        "slack": {one.task: one.slack_days for one in plan.tasks},
        "slip": {one.task: one.slip_days for one in plan.tasks},
        "states": {one.task: one.state for one in plan.tasks},
        "driver": {one.task: one.driver for one in plan.tasks},
        "why": {one.task: [reason.rule for reason in one.reasons] for one in plan.tasks},
        "broken": {one.task: list(one.broken_links) for one in plan.tasks},
        "due": {one.task: one.due_at for one in plan.tasks},
        "anchor_dates": {one.id: one.on.isoformat() for one in plan.anchors},
        "gates": {one.task: list(one.blocks) for one in plan.gates},
    }
    for key, values in found.items():
        expected = case.get(key, {})
        if key == "due":
            expected = {name: time_cases.instant(text) for name, text in expected.items()}
        assert {name: values[name] for name in expected} == expected
    if "provisional" in case:
        assert [one.task for one in plan.tasks if one.provisional] == case["provisional"]
    if "finish" in case:
        assert plan.finish_on.isoformat() == case["finish"]
    if "excluded" in case:
        left_out = {one.id: one.reason for one in plan.excluded}
        assert left_out.keys() == case["excluded"].keys()
        assert all(text in left_out[name] for name, text in case["excluded"].items())
    if "warns" in case:
        assert all(any(text in said for said in plan.warnings) for text in case["warns"])
        assert case["warns"] or not plan.warnings
