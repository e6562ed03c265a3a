"""What machines do in the tenant: API calls under the hourly cap, and nightly loads."""

from __future__ import annotations

from itertools import accumulate
from math import cos, pi
from typing import TYPE_CHECKING

from onboardctl.sandbox.moments import DAY, HOUR, MINUTE, WEEK, instant_text, weekday_of
from onboardctl.sandbox.parts.events import secret_of
from onboardctl.sandbox.streams import (
    between,
    log_normal_quantile,
    negative_binomial,
    poisson,
    stream,
)

if TYPE_CHECKING:
    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Row, Tenant
    from onboardctl.sandbox.world import World

_HIGHEST_UNPLANTED = 0.8
"""No other hour comes nearer to the cap than this share of it."""
_BUSY_HOUR = 14
_QUIET_DAY = 0.15
_QUIET_BELOW = 0.35
"""Hours whose mean is below this many calls are silent."""


class Usage:
    """API keys with their usage, data loads, and the filters of dashboards."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._first_load = tenant.world.begins + 2 * HOUR
        self._invited: dict[int, int] = {}

    def take(self, journey: Journey) -> None:
        """Count who is known to the load that comes next."""
        load = (journey.invited - self._first_load) // DAY + 1
        self._invited[load] = self._invited.get(load, 0) + 1

    def add_rows(self) -> None:
        """Keys with their hours, loads, and the filters a dashboard starts with."""
        _api(self.tenant)
        _loads(self.tenant, self._first_load, self._invited)
        _presets(self.tenant)


def _presets(tenant: Tenant) -> None:
    """Filters a dashboard starts with, by persona and segment (A13)."""
    segment = tenant.world.request.segment
    title = tenant.world.parameters["title"]
    named = (
        ("everybody", None),
        ("students", "student"),
        ("career changers", "career_changer"),
        ("advisors", "advisor"),
    )
    tenant.number(
        "dashboard_presets",
        ((f"{title}: {people}", persona, segment) for people, persona in named),
    )


def _diurnal(hour: int) -> float:
    """Load of an hour of a working day, 1 at the busiest, almost 0 at night."""
    return max(0.0, (1.0 + cos(2.0 * pi * (hour - _BUSY_HOUR) / 24)) / 2) ** 2


def _api(tenant: Tenant) -> None:
    world, settings = tenant.world, tenant.world.parameters["api"]
    usage: list[tuple[int, int, tuple[int, ...]]] = []
    keys: list[Row] = []
    for number, key in enumerate(settings["keys"], start=1):
        hours = _hours(world, number, float(key["calls"]))
        usage += [(hour, number, counts) for hour, counts in hours]
        prefix, sha256 = secret_of(world.seed, "key", number)
        keys.append(
            (
                key["name"],
                prefix,
                sha256,
                "sandbox",
                key["scopes"],
                settings["limit_per_hour"],
                instant_text(world.begins + 9 * HOUR),
                instant_text(min(hours[-1][0] + 59 * MINUTE, world.ends - 1)) if hours else None,
                None,
            )
        )
    prefix, sha256 = secret_of(world.seed, "key", 0)
    created = world.begins + 8 * HOUR
    keys.append(
        ("First trial", prefix, sha256, "sandbox", settings["keys"][0]["scopes"],
         settings["limit_per_hour"], instant_text(created), None, instant_text(created + 3 * DAY))
    )  # fmt: skip
    tenant.number("api_keys", keys)
    tenant.number("api_buckets", ())
    usage.sort()
    tenant.number(
        "api_usage", ((number, instant_text(hour), *counts) for hour, number, counts in usage)
    )


def throttled_hour(world: World) -> int:
    """The one hour in which the first key meets its cap."""
    incident = world.parameters["incidents"]["throttled_hour"]
    return world.planted - int(incident["days_before"]) * DAY + int(incident["hour"]) * HOUR


def _hours(world: World, key: int, share: float) -> list[tuple[int, tuple[int, ...]]]:
    """(hour, (calls, ok, client errors, throttled, server errors, p95)) of one key."""
    settings = world.parameters["api"]
    limit, shape = int(settings["limit_per_hour"]), float(settings["shape"])
    planted = throttled_hour(world) if key == 1 else -1
    excess = int(world.parameters["incidents"]["throttled_hour"]["excess"])
    weeks = (world.planted - world.begins) / WEEK
    found: list[tuple[int, tuple[int, ...]]] = []
    profile = [_diurnal(hour) for hour in range(24)]
    first = world.begins + 9 * HOUR
    for midnight in range(world.begins, world.ends, DAY):
        rng = stream(world.seed, "calls", key, midnight // DAY)
        growth = 0.3 + 0.7 * (midnight - world.begins) / WEEK / weeks
        busy = float(settings["mean_per_hour"]) * share * growth
        if weekday_of(midnight) > 4 or world.holidays.has(midnight):  # noqa: PLR2004 -- Friday
            busy *= _QUIET_DAY
        for hour in range(24):
            at = midnight + hour * HOUR
            mean = busy * profile[hour]
            if at < first or (mean < _QUIET_BELOW and at != planted):
                continue
            calls = min(negative_binomial(rng, mean, shape), int(limit * _HIGHEST_UNPLANTED))
            throttled = excess if at == planted else 0
            if throttled:
                calls = limit
            if calls:
                wrong = min(calls, poisson(rng, calls * settings["error_share"]))
                broken = min(calls - wrong, poisson(rng, calls * settings["server_error_share"]))
                p95 = int(110 + 60 * profile[hour] + calls * 0.4 + rng.random() * 40)
                found.append((at, (calls, calls - wrong - broken, wrong, throttled, broken, p95)))
    return found


def _loads(tenant: Tenant, first: int, invited: dict[int, int]) -> None:
    """Loads night by night; ``invited`` are the people that each was the first to bring."""
    world = tenant.world
    stale = world.parameters["incidents"]["stale_load"]
    stale_from = world.planted - int(stale["days"]) * DAY
    nights = (world.ends - first) // DAY + 1
    known = list(accumulate(invited.get(night, 0) for night in range(nights + 1)))
    rows: list[tuple[int, str, int, int | None, int]] = []
    for source in world.parameters["loads"]:
        every = int(source["hours"]) * HOUR
        rng = stream(world.seed, "loads", source["source"])
        for expected in range(first, world.ends, every):
            took = int(log_normal_quantile(rng.random(), 2.2, 0.6) * MINUTE)
            people = known[(expected - first) // DAY]
            count = int(source["rows"]) if every > DAY else int(people * source["rows"])
            count += between(rng, 0, 9)
            missed = source["source"] == stale["source"] and expected >= stale_from
            loaded = None if missed or expected + took >= world.ends else expected + took
            rows.append(
                (expected, source["source"], int(source["hours"]), loaded, count if loaded else 0)
            )
    rows.sort(key=lambda row: row[:2])
    tenant.number(
        "data_loads",
        (
            (
                source,
                hours,
                instant_text(expected),
                None if loaded is None else instant_text(loaded),
                count,
            )
            for expected, source, hours, loaded, count in rows
        ),
    )
