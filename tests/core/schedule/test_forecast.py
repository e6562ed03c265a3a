"""Forecasts: what took how long, whose examples count, and what draws must obey."""

from datetime import UTC, date, datetime, time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.calendar import Calendar, CalendarSpec, Holiday, standard_week
from onboardctl.core.playbook import (
    Anchor,
    CalendarPolicy,
    Duration,
    Link,
    Phase,
    Playbook,
    Point,
    Task,
)
from onboardctl.core.schedule import Actual, plan_days, prepare, schedule
from onboardctl.core.schedule.forecast import (
    ENOUGH,
    Plan,
    Sample,
    Spread,
    draw,
    quantile,
    samples,
    slip_of,
    spreads,
)

MONDAY = date(2026, 3, 2)
WEEK = Calendar(CalendarSpec("week", "UTC", standard_week(), (Holiday("2026-03-05", "Day off"),)))


def chain(*lengths, days="business"):
    """Tasks t0, t1 … one after the other; go_live is the end of the last."""
    unit = "bd" if days == "business" else "d"
    tasks = tuple(
        Task(
            f"t{index}",
            f"Task {index}",
            "all",
            ("csm",),
            duration=Duration(length, unit),
            after=(Link(f"t{index - 1}"),) if index else (),
        )
        for index, length in enumerate(lengths)
    )
    end = Point("task", tasks[-1].id, "finish")
    return Playbook(
        "toy",
        "1.0.0",
        "Toy",
        "kickoff",
        (Anchor("kickoff", given="required"), Anchor("go_live", derived=end)),
        (Phase("all", "All", tasks=tuple(task.id for task in tasks)),),
        tasks,
        calendar=CalendarPolicy(days=days),
    )


def at(day, hour=12):
    return datetime.combine(date(2026, 3, day), time(hour), UTC)


def local(moment):
    return moment.date().toordinal()


def made_of(playbook, *, actuals=None, promised=None, today=MONDAY):
    prepared = prepare(playbook, {}, given=("kickoff",))
    return Plan(prepared, {"kickoff": MONDAY}, "UTC", WEEK, actuals or {}, promised or {}, today)


def took(playbook, actuals):
    plan = made_of(playbook)
    paper = plan_days(plan.prepared, plan.given, "UTC", WEEK)
    return samples(plan.prepared, WEEK, paper, actuals, local)


def test_a_task_takes_the_days_from_when_it_could_begin_to_when_it_was_finished() -> None:
    done = {"t0": Actual(at(2), at(2)), "t1": Actual(at(9), at(9))}
    # t1 could begin on Tuesday; Thursday was closed, so Monday is its fourth business day of two.
    assert took(chain(1, 2), done) == {
        "t0": (1.0, date(2026, 3, 2).toordinal()),
        "t1": (2.0, date(2026, 3, 9).toordinal()),
    }


def test_a_task_begun_before_its_turn_counts_from_its_real_start() -> None:
    done = {"t0": Actual(at(2), at(6)), "t1": Actual(at(4), at(9))}
    # Wednesday, Friday and Monday; waiting for t0 alone it would have been Monday only.
    assert took(chain(2, 3), done)["t1"] == (1.0, date(2026, 3, 9).toordinal())


def test_skipped_tasks_and_milestones_tell_nothing() -> None:
    done = {"t0": Actual(None, at(2), skipped=True), "t1": Actual(at(3), at(3))}
    assert took(chain(1, 0), done) == {}


def history(count, tier="business", segment="agency", ratio=2.0):
    return [Sample("t0", ratio, tier, segment, MONDAY.toordinal(), f"P-{n}") for n in range(count)]


@pytest.mark.parametrize(
    ("known", "like", "examples"),
    [
        (history(ENOUGH), "tier and segment", ENOUGH),
        (history(ENOUGH - 1) + history(1, segment="university"), "tier", ENOUGH),
        (history(ENOUGH - 1) + history(1, tier="developer"), "playbook", ENOUGH),
        (history(ENOUGH - 1), "prior", 0),
        ([], "prior", 0),
    ],
)
def test_the_closest_examples_count_once_there_are_enough(known, like, examples) -> None:
    plan = made_of(chain(2, 3))
    first, second = spreads(plan.prepared, known, "business", "agency")
    assert (first.task, first.like, len(first.ratios)) == ("t0", like, examples)
    assert (second.task, second.like) == ("t1", "prior")


def test_finished_tasks_are_not_drawn() -> None:
    plan = made_of(chain(2, 3))
    assert [s.task for s in spreads(plan.prepared, [], "b", "a", ["t0"])] == ["t1"]


def test_history_alone_decides_the_range() -> None:
    plan = made_of(chain(2))
    spread = spreads(plan.prepared, history(ENOUGH), "business", "agency")
    draws = draw(plan, spread, Random(1), runs=20, anchor="go_live")
    # Two days at twice their length from Monday, Thursday closed: Friday.
    assert set(draws.finish) == {date(2026, 3, 6).toordinal()}
    assert draws.anchor == draws.finish


lengths = st.lists(st.integers(1, 6), min_size=1, max_size=5)


@given(lengths, st.sampled_from(["business", "calendar"]), st.integers(0, 99))
def test_the_same_seed_draws_the_same_and_quantiles_are_in_order(sizes, days, seed) -> None:
    plan = made_of(chain(*sizes, days=days))
    spread = spreads(plan.prepared, [], "business", "agency")
    one = draw(plan, spread, Random(seed), runs=30, anchor="go_live")
    assert one == draw(plan, spread, Random(seed), runs=30, anchor="go_live")
    low, middle, high = (quantile(one.finish, level) for level in (50, 80, 95))
    assert one.finish[0] <= low <= middle <= high <= one.finish[-1]


@given(lengths, st.integers(0, 20), st.integers(0, 99))
def test_nothing_is_drawn_into_the_past_or_before_what_was_promised(sizes, late, seed) -> None:
    playbook = chain(*sizes)
    today = date.fromordinal(MONDAY.toordinal() + late)
    promised = {f"t{len(sizes) - 1}": date(2026, 4, 1)}
    plan = made_of(playbook, promised=promised, today=today)
    spread = spreads(plan.prepared, [], "business", "agency")
    draws = draw(plan, spread, Random(seed), runs=10)
    assert draws.finish[0] >= max(today, date(2026, 4, 1)).toordinal()


@given(st.lists(st.floats(0.1, 5), min_size=1, max_size=20), st.integers(1, 30), st.integers(0, 9))
def test_a_drawn_length_is_a_ratio_rounded_to_a_neighbour(ratios, planned, seed) -> None:
    drawn = Spread("t", planned, "d", "playbook", tuple(sorted(ratios))).draw(Random(seed))
    assert drawn >= 1
    assert any(abs(drawn - max(1, planned * ratio)) <= 1 for ratio in ratios)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=50).map(sorted), st.integers(1, 100))
def test_a_quantile_is_the_first_value_that_covers_its_share(values, percent) -> None:
    found = quantile(values, percent)
    assert sum(v <= found for v in values) * 100 >= percent * len(values)
    assert sum(v < found for v in values) * 100 < percent * len(values)


def test_no_draws_have_no_quantile() -> None:
    assert quantile([], 50) is None


def dated(playbook, actuals, today):
    on_paper = schedule(playbook, facts={}, given={"kickoff": MONDAY}, zone="UTC", calendar=WEEK)
    return schedule(
        playbook, facts={}, given={"kickoff": MONDAY}, zone="UTC", calendar=WEEK,
        actuals=actuals, baseline=on_paper, data_date=today,
    )  # fmt: skip


def test_a_slip_is_followed_back_to_where_it_began() -> None:
    late = dated(chain(1, 1, 1), {"t0": Actual(at(2), at(4))}, date(2026, 3, 4))
    found = slip_of(late)
    assert (found.task, found.days, found.end_days, found.absorbed_days) == ("t0", 2, 2, 0)
    assert found.chain == ("t0", "t1", "t2")


def test_a_slip_that_slack_takes_up_leaves_the_end_alone() -> None:
    playbook = chain(1, 1)
    aside = Task("aside", "Aside", "all", ("csm",), duration=Duration(1, "bd"))
    long = playbook.tasks[1]._replace(duration=Duration(9, "bd"))
    playbook = playbook._replace(tasks=(playbook.tasks[0], long, aside))
    done = {"t0": Actual(at(2), at(2)), "aside": Actual(at(2), at(4))}
    found = slip_of(dated(playbook, done, date(2026, 3, 3)))
    assert (found.task, found.days, found.end_days, found.absorbed_days) == ("aside", 2, 0, 2)


def test_a_plan_on_time_has_no_cause() -> None:
    assert slip_of(dated(chain(1, 1), {}, MONDAY)).task == ""
