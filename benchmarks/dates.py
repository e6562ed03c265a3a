"""Open time and schedules: computations a second beside the plain way of doing the same.

Run with ``python -m benchmarks.dates``. Processor time, best of interleaved rounds; the plain way
is a loop over days for open time, and a bare forward and backward pass over ordinals for plans.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.calendar import Calendar, CalendarSpec, Holiday, find_zone, standard_week
from onboardctl.core.playbook import Anchor, CalendarPolicy, Duration, Link, Phase, Playbook, Task
from onboardctl.core.points import parse_window
from onboardctl.core.schedule import plan_days, prepare, schedule

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
QUESTIONS = 100_000
PLANS = 10_000
TASKS = 60
ZONE = "America/New_York"
HOLIDAYS = ("01-01", "06-19", "07-04", "11-11", "12-25")


def best_seconds(actions: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The least processor time of each action, all of them in turn in every round."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(ROUNDS):
        for name, action in actions.items():
            started = time.process_time()
            action()
            times[name].append(time.process_time() - started)
    return {name: min(spent) for name, spent in times.items()}


def office() -> Calendar:
    """Nine to five on weekdays with yearly holidays."""
    closed = tuple(Holiday(day) for day in HOLIDAYS)
    return Calendar(CalendarSpec("office", ZONE, standard_week(), closed))


def elapsed_day_by_day(start: int, end: int) -> int:
    """Open seconds of the office, found by a look at every day."""
    zone, total = find_zone(ZONE), 0
    day = datetime.fromtimestamp(start, zone).date()
    last = datetime.fromtimestamp(end, zone).date()
    while day <= last:
        if day.weekday() < 5 and day.strftime("%m-%d") not in HOLIDAYS:
            opens = datetime(day.year, day.month, day.day, 9, tzinfo=zone).timestamp()
            closes = datetime(day.year, day.month, day.day, 17, tzinfo=zone).timestamp()
            total += max(min(closes, end) - max(opens, start), 0)
        day += timedelta(days=1)
    return int(total)


def open_time() -> dict[str, float]:
    """Answers a second: elapsed, due, and elapsed the plain way."""
    rng, hours = random.Random(1), office().hours
    first = int(datetime(2023, 1, 1, tzinfo=UTC).timestamp())
    starts = [first + rng.randrange(3 * 365 * 86_400) for _ in range(QUESTIONS)]
    spans = [(start, start + rng.randrange(6 * 86_400)) for start in starts]
    targets = [(start, rng.randrange(1800, 40 * 3600)) for start in starts]
    few = spans[: QUESTIONS // 20]
    assert [hours.elapsed(*span) for span in few] == [elapsed_day_by_day(*span) for span in few]
    spent = best_seconds(
        {
            "elapsed": lambda: [hours.elapsed(start, end) for start, end in spans],
            "due": lambda: [hours.due(start, target) for start, target in targets],
            "day by day": lambda: [elapsed_day_by_day(start, end) for start, end in few],
        }
    )
    counts = {"elapsed": QUESTIONS, "due": QUESTIONS, "day by day": len(few)}
    return {name: counts[name] / seconds for name, seconds in spent.items()}


def playbook(days: str) -> Playbook:
    """Sixty tasks with random windows, links and lags."""
    rng, unit = random.Random(3), "bd" if days == "business" else "d"
    tasks = []
    for number in range(TASKS):
        others = sorted(rng.sample(range(number), min(number, rng.randrange(4))))
        after = tuple(
            Link(f"t{other}", lag=Duration(rng.randrange(3), unit) if rng.random() < 0.4 else None)
            for other in others
        )
        window = parse_window(f"day {1 + number // 2}-{3 + number // 2}", "signed")
        tasks.append(
            Task(
                f"t{number}", f"Task {number}", f"p{number // 15}", ("csm",), after=after,
                window=window if rng.random() < 0.4 else None,
                duration=Duration(rng.randrange(1, 6), unit),
            )
        )  # fmt: skip
    phases = tuple(
        Phase(f"p{n}", f"Phase {n}", parse_window(f"week {n + 1}", "signed")) for n in range(4)
    )
    return Playbook(
        "bench", "1.0.0", "Bench", "signed", (Anchor("signed", given="required"),), phases,
        tuple(tasks), calendar=CalendarPolicy(days),
    )  # fmt: skip


def bare_passes(links: list[list[tuple[int, int]]], lengths: list[int], start: int) -> int:
    """A forward and a backward pass with nothing but links and lags: the floor."""
    end: list[int] = []
    for length, waits in zip(lengths, links, strict=True):
        begin = start
        for other, lag in waits:
            if end[other] + lag > begin:  # noqa: PLR1730
                begin = end[other] + lag
        end.append(begin + length)
    late = [max(end)] * len(end)
    for number in range(len(end) - 1, -1, -1):
        begin = late[number] - lengths[number]
        for other, lag in links[number]:
            if begin - lag < late[other]:  # noqa: PLR1730
                late[other] = begin - lag
    return sum(late) - sum(end)


def plans(days: str) -> dict[str, float]:
    """Seconds to date ten thousand plans of one playbook, and the floor; one plan with reasons."""
    rng, definition, calendar = random.Random(5), playbook(days), office()
    prepared = prepare(definition, {}, given={"signed"})
    starts = [date(2026, 1, 1) + timedelta(days=rng.randrange(700)) for _ in range(PLANS)]
    lengths = [task.duration.amount for task in definition.tasks if task.duration]
    links = [
        [(int(link.task[1:]), link.lag.amount if link.lag else 0) for link in task.after]
        for task in definition.tasks
    ]
    spent = best_seconds(
        {
            "plans": lambda: [
                plan_days(prepared, {"signed": start}, ZONE, calendar) for start in starts
            ],
            "bare passes": lambda: [
                bare_passes(links, lengths, start.toordinal()) for start in starts
            ],
            "with reasons": lambda: [
                schedule(
                    definition, facts={}, given={"signed": start}, zone=ZONE, calendar=calendar,
                    prepared=prepared,
                )
                for start in starts[:100]
            ],
        }
    )  # fmt: skip
    return spent | {"with reasons": spent["with reasons"] / 100}


def main() -> None:
    """Print the figures beside their goals."""
    for name, rate in open_time().items():
        print(f"open time, {name:<12} {rate:>12,.0f} a second")
    for days in ("business", "calendar"):
        found = plans(days)
        ratio = found["plans"] / found["bare passes"]
        print(
            f"{PLANS:,} plans of {TASKS} tasks in {days} days: {found['plans']:.2f} s "
            f"(goal 0.5), {ratio:.2f} x the bare passes; "
            f"one plan with reasons {found['with reasons'] * 1000:.2f} ms"
        )


if __name__ == "__main__":
    main()
