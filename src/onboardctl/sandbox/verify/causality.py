"""Causality: nothing happens before its cause, and nothing that ended goes on."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from onboardctl.sandbox.queries import Query, queries
from onboardctl.sandbox.schema import DAY, INSTANT, SEED
from onboardctl.sandbox.verify.subject import Subject, failed, judged, passed, skipped

if TYPE_CHECKING:
    from onboardctl.core.payloads.sandbox import SandboxCheck

_GROUP = "causality"
_MAY_LIE_AHEAD = {("action_plan_steps", "due_on"), ("jobs", "closes_on")}
_NAMED = 3


def causality(subject: Subject) -> list[SandboxCheck]:
    """All checks of causality, the segment's own after the common ones."""
    asked = [*queries("causality").values(), *queries(f"causality_{subject.segment}").values()]
    return [_nothing_ahead(subject), *(_asked(subject, query) for query in asked)]


def _asked(subject: Subject, query: Query) -> SandboxCheck:
    """A query that returns the rows which break the rule its comment states."""
    try:
        found = [row[0] for row in subject.connection.execute(query.sql)]
    except sqlite3.Error as problem:
        return skipped(_GROUP, query.name, query.answers, f"cannot be asked: {problem}")
    if not found:
        return passed(_GROUP, query.name, query.answers)
    rows = "1 row" if len(found) == 1 else f"{len(found)} rows"
    first = ", ".join(str(row) for row in found[:_NAMED])
    return failed(_GROUP, query.name, query.answers, f"{rows}, first {first}", len(found))


def _nothing_ahead(subject: Subject) -> SandboxCheck:
    """Seed rows lie before the as-of day, except dates that are plans."""
    found = []
    for table in subject.tables:
        columns = [
            column.name
            for column in table.columns
            if column.kind in (DAY, INSTANT) and (table.name, column.name) not in _MAY_LIE_AHEAD
        ]
        if not columns or not subject.has(table):
            continue
        latest = ", ".join(f"max({name})" for name in columns)
        row = subject.one(f"SELECT {latest} FROM main.{table.name} WHERE origin = ?", (SEED,))
        for name, value in zip(columns, row or (), strict=False):
            if isinstance(value, str) and value >= subject.as_of:
                found.append(f"{table.name}.{name} reaches {value}")
    return judged(
        _GROUP, "after_as_of", "no seed row lies on or after the as-of day", found, subject.as_of
    )
