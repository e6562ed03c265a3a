"""The figures of a sandbox's dashboards, read from its curated views on whichever engine it lies.

Source: Partner Enablement Playbook, environment preparation (A13): onboarding completion, readiness
delta, weekly active users and data freshness, with filters by persona and segment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.queries import queries

if TYPE_CHECKING:
    from onboardctl.sandbox.database import Database, Values

_WEEKS = 12


class Preset(NamedTuple):
    """A filter that a dashboard offers; ``persona`` ``None`` is everybody."""

    name: str
    persona: str | None
    segment: str


class Reading(NamedTuple):
    """One figure; ``period`` is a week's Monday, or empty for what holds at the as-of day."""

    kpi: str
    numerator: float
    denominator: float | None
    period: str = ""


def presets(database: Database) -> list[Preset]:
    """The filters of a sandbox in the order of their ids."""
    return [Preset(*row) for row in database.rows(queries("dashboards")["presets"].sql)]


def readings(database: Database, persona: str | None) -> list[Reading]:
    """The figures of one persona, or of everybody; what has no persona only for everybody."""
    asked = queries("dashboards")
    among = (persona, persona)
    found = [
        _share(name, database.rows(asked[name].sql, among))
        for name in ("onboarding_completion", "readiness_delta")
    ]
    weeks = active_weeks(database, persona)
    if weeks:
        found.append(weeks[-1])
    if persona is None:
        found += [
            _share(name, database.rows(asked[name].sql))
            for name in ("data_freshness", "api_headroom")
        ]
    return found


def _share(name: str, rows: list[Values]) -> Reading:
    numerator, denominator = rows[0]
    return Reading(name, float(numerator), float(denominator))


def active_weeks(database: Database, persona: str | None) -> list[Reading]:
    """Weekly active users of the last complete weeks, the oldest first."""
    rows = database.rows(queries("dashboards")["weekly_active_users"].sql, (persona, persona))
    return [Reading("weekly_active_users", float(users), None, week) for week, users in rows][
        -_WEEKS:
    ]
