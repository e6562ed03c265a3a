"""Integrity: tables, keys, references, values and counts, all from the one schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.schema import DAY, DECIMAL, INSTANT, SEED, TEXT, WHOLE, Column, Table
from onboardctl.sandbox.verify.subject import Subject, judged, skipped

if TYPE_CHECKING:
    from onboardctl.core.payloads.sandbox import SandboxCheck

_GROUP = "integrity"
_FORMS = {
    DAY: "date({}, '+0 days')",
    INSTANT: "strftime('%Y-%m-%dT%H:%M:%SZ', {}, '+0 days')",
}
"""What a moment reads like when it is one that exists, in UTC and to the second; adding no
days turns the 31st of February into a day of March."""
_TYPES = {TEXT: "text", DAY: "text", INSTANT: "text", WHOLE: "integer"}
_IN_TIME_ORDER = {
    "users": "invited_at",
    "assessments": "assigned_at",
    "action_plans": "created_at",
    "advisor_notes": "at",
    "events": "at",
    "webhook_deliveries": "at",
    "api_usage": "hour_at",
    "data_loads": "expected_at",
}


def integrity(subject: Subject) -> list[SandboxCheck]:
    """All checks of integrity."""
    present = [table for table in subject.tables if subject.has(table)]
    values = [_broken_values(subject, table) for table in present]
    return [
        _tables(subject),
        judged(
            _GROUP,
            "primary_keys",
            "every row has a primary key of its own",
            [finding for table in present if (finding := _primary_key(subject, table))],
        ),
        judged(
            _GROUP,
            "orphans",
            "every reference leads to a row",
            [finding for table in present for finding in _orphans(subject, table)],
        ),
        judged(
            _GROUP,
            "unique",
            "what must be unique is",
            [finding for table in present for finding in _doubles(subject, table)],
        ),
        judged(
            _GROUP,
            "values",
            "every value is of its kind, within its range and not missing",
            [finding for findings in values for finding in findings],
        ),
        judged(
            _GROUP,
            "time_order",
            "ids are given in the order of time",
            [finding for table in present for finding in _disorder(subject, table)],
        ),
        _counts(subject, present),
        _tenant(subject),
    ]


def _tables(subject: Subject) -> SandboxCheck:
    missing = []
    for table in subject.tables:
        found = subject.columns[table.name]
        if not found:
            missing.append(f"table {table.name} is missing")
        elif lost := [name for name in table.names if name not in found]:
            missing.append(f"{table.name} lacks {', '.join(lost)}")
    return judged(
        _GROUP,
        "tables",
        "every table and column is there",
        missing,
        f"{len(subject.tables)} tables",
    )


def _primary_key(subject: Subject, table: Table) -> str | None:
    info = subject.rows(f"PRAGMA main.table_info({table.name})")
    keys = [row[1] for row in info if row[5]]
    if keys == [table.key]:
        return None
    row = subject.one(f"SELECT count(*) - count(DISTINCT {table.key}) FROM main.{table.name}")
    return f"{table.name}.{table.key} repeats or misses {row[0]} times" if row and row[0] else None


def _orphans(subject: Subject, table: Table) -> list[str]:
    found = []
    for column in table.columns:
        if column.references is None:
            continue
        parent = next(one for one in subject.tables if one.name == column.references)
        row = subject.one(
            f"SELECT count(*), min({table.key}) FROM main.{table.name} WHERE {column.name} IS NOT NULL "
            f"AND {column.name} NOT IN (SELECT {parent.key} FROM main.{parent.name})"
        )
        if row and row[0]:
            found.append(
                f"{table.name}.{column.name} refers to no {parent.name} in {row[0]} rows, "
                f"first {row[1]}"
            )
    return found


def _doubles(subject: Subject, table: Table) -> list[str]:
    guarded = set()
    for index in subject.rows(f"PRAGMA main.index_list({table.name})"):
        if index[2] and not index[4]:
            guarded.add(
                tuple(row[2] for row in subject.rows(f"PRAGMA main.index_info({index[1]})"))
            )
    found = []
    for columns in table.unique:
        if columns in guarded:
            continue
        names = ", ".join(columns)
        row = subject.one(
            f"SELECT count(*), min(k) FROM (SELECT min({table.key}) AS k FROM main.{table.name} "
            f"GROUP BY {names} HAVING count(*) > 1)"
        )
        if row and row[0]:
            found.append(f"{table.name} ({names}) repeats in {row[0]} groups, first row {row[1]}")
    return found


def _rule_of(column: Column) -> str | None:
    """SQL that is true for a broken value."""
    name, broken = column.name, []
    if column.choices:
        listed = ", ".join(f"'{choice}'" for choice in column.choices)
        broken.append(f"{name} NOT IN ({listed})")
    if column.kind in _FORMS:
        broken.append(f"{_FORMS[column.kind].format(name)} IS NOT {name}")
    if column.low is not None:
        broken.append(f"{name} < {column.low}")
    if column.high is not None:
        broken.append(f"{name} > {column.high}")
    if column.kind in _TYPES and not column.choices and column.kind not in _FORMS:
        broken.append(f"typeof({name}) <> '{_TYPES[column.kind]}'")
    if column.kind == DECIMAL:
        broken.append(f"typeof({name}) NOT IN ('real', 'integer')")
    rule = " OR ".join(broken)
    if column.empty:
        return f"{name} IS NOT NULL AND ({rule})" if rule else None
    return f"{name} IS NULL OR {rule}" if rule else f"{name} IS NULL"


def _broken_values(subject: Subject, table: Table) -> list[str]:
    """One scan for each table that counts the broken values of every column."""
    rules = [(column, rule) for column in table.columns if (rule := _rule_of(column))]
    sums = ", ".join(f"sum({rule})" for _, rule in rules)
    row = subject.one(f"SELECT {sums} FROM main.{table.name}")
    if row is None:
        return []
    found = []
    for (column, rule), count in zip(rules, row, strict=True):
        if count:
            first = subject.one(
                f"SELECT {table.key}, {column.name} FROM main.{table.name} WHERE {rule} LIMIT 1"
            )
            found.append(
                f"{table.name}.{column.name} is wrong in {count} rows, first {first[0]}: {first[1]!r}"
            )
    return found


def _disorder(subject: Subject, table: Table) -> list[str]:
    moment = _IN_TIME_ORDER.get(table.name)
    if moment is None:
        return []
    back, first, before = 0, None, ""
    for at, key in subject.each(
        f"SELECT {moment}, {table.key} FROM main.{table.name} WHERE origin = ? ORDER BY {table.key}",
        (SEED,),
    ):
        if isinstance(at, str):
            if at < before:
                back += 1
                first = key if first is None else first
            before = at
    return [f"{table.name} goes back in time {back} times, first at row {first}"] if back else []


def _counts(subject: Subject, present: list[Table]) -> SandboxCheck:
    rule = "every table has exactly the seed rows of its manifest"
    if subject.manifest is None:
        return skipped(_GROUP, "counts", rule, "there is no manifest")
    planned = {name: rows for name, rows, _ in subject.manifest.tables}
    wrong = []
    for table in present:
        row = subject.one(f"SELECT count(*) FROM main.{table.name} WHERE origin = ?", (SEED,))
        if table.name not in planned:
            wrong.append(f"{table.name} is not in the manifest")
        elif row and row[0] != planned[table.name]:
            wrong.append(f"{table.name} has {row[0]} seed rows, planned {planned[table.name]}")
    return judged(_GROUP, "counts", rule, wrong, f"{sum(planned.values()):,} rows")


def _tenant(subject: Subject) -> SandboxCheck:
    rule = "the whole file belongs to one partner and seed"
    if subject.manifest is None:
        return skipped(_GROUP, "tenant", rule, "there is no manifest")
    wrong = []
    if subject.schema_name and subject.manifest.schema_name != subject.schema_name:
        wrong.append(
            f"the manifest is of {subject.manifest.schema_name}, not {subject.schema_name}"
        )
    row = subject.one(
        "SELECT count(DISTINCT schema_name || ' ' || partner_id || ' ' || seed || ' ' || as_of "
        "|| ' ' || segment) FROM main._seed_manifest"
    )
    if row and row[0] != 1:
        wrong.append(f"the manifest names {row[0]} tenants")
    return judged(_GROUP, "tenant", rule, wrong, subject.manifest.schema_name)
