"""The tables of a sandbox: one description drives the DDL, the exports and the checks.

Times are text in UTC; decimals hold ratings of two places, which the same double gives back on
every target. Every table ends with ``origin``: ``seed`` for what was generated, anything else for
the partner's own rows.
"""

from onboardctl.sandbox.schema.columns import (
    DAY,
    DECIMAL,
    INSTANT,
    SEED,
    TEXT,
    WHOLE,
    Column,
    Table,
)
from onboardctl.sandbox.schema.common import CORE, PERSONAS
from onboardctl.sandbox.schema.ddl import (
    create_indexes,
    create_table,
    insert_into,
    primary_key,
    references,
)
from onboardctl.sandbox.schema.records import INCIDENTS, KPIS, MANIFEST, NOTICE, RECORDS
from onboardctl.sandbox.schema.segments import SEGMENTS

__all__ = [
    "CORE",
    "DAY",
    "DECIMAL",
    "INCIDENTS",
    "INSTANT",
    "KPIS",
    "MANIFEST",
    "NOTICE",
    "PERSONAS",
    "RECORDS",
    "SEED",
    "SEGMENTS",
    "TEXT",
    "WHOLE",
    "Column",
    "Table",
    "create_indexes",
    "create_table",
    "insert_into",
    "primary_key",
    "references",
    "tables_of",
]


def tables_of(segment: str) -> tuple[Table, ...]:
    """The tables of a segment's sandbox, each after those it refers to."""
    return CORE + SEGMENTS[segment]
