"""The promises of the manifest: KPI values, planted incidents, checksums."""

from __future__ import annotations

import sqlite3
from math import isclose
from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.checksums import checksum
from onboardctl.sandbox.figures import kpi
from onboardctl.sandbox.queries import queries
from onboardctl.sandbox.schema import SEED
from onboardctl.sandbox.verify.subject import Subject, failed, judged, passed, skipped

if TYPE_CHECKING:
    from onboardctl.core.payloads.sandbox import SandboxCheck

_GROUP = "contract"
_LAST_DIGIT = 1.5e-4


def contract(subject: Subject) -> list[SandboxCheck]:
    """Each KPI and each incident that the sandbox promises, found again by canonical SQL."""
    return [*_kpis(subject), *_incidents(subject)]


def _kpis(subject: Subject) -> list[SandboxCheck]:
    promised = {
        row[0]: tuple(row[1:4])
        for row in subject.rows("SELECT kpi, value, numerator, denominator FROM main._seed_kpis")
    }
    found = []
    for name, query in queries("kpis").items():
        rule = f"{query.answers.rstrip('.')}: the rows give what the manifest says"
        try:
            numerator, denominator = subject.connection.execute(query.sql).fetchone()
        except (sqlite3.Error, TypeError) as problem:
            found.append(skipped(_GROUP, name, rule, f"cannot be computed: {problem}"))
            continue
        seen = kpi(name, numerator or 0, denominator or 0)
        text = f"{seen.value} ({seen.numerator:g}/{seen.denominator})"
        if name not in promised:
            found.append(skipped(_GROUP, name, rule, f"{text}, nothing promised"))
        elif _agree(tuple(seen[1:4]), promised[name]):
            found.append(passed(_GROUP, name, rule, text))
        else:
            value, up, down = promised[name]
            found.append(failed(_GROUP, name, rule, f"{text}, promised {value} ({up:g}/{down})"))
    return found


def _agree(seen: tuple[Any, ...], promised: tuple[Any, ...]) -> bool:
    """Equal but for the last digit stored, which the order of adding up may move in long sums."""
    (value, up, down), (other_value, other_up, other_down) = seen, promised
    if value is None or other_value is None:
        return seen == promised
    return (
        down == other_down
        and isclose(up, other_up, rel_tol=1e-9, abs_tol=_LAST_DIGIT)
        and isclose(value, other_value, rel_tol=1e-9, abs_tol=_LAST_DIGIT)
    )


def _incidents(subject: Subject) -> list[SandboxCheck]:
    promised: dict[str, list[tuple[int, str]]] = {}
    for name, key, what in subject.rows(
        "SELECT incident, subject_id, subject FROM main._seed_incidents"
    ):
        promised.setdefault(name, []).append((key, what))
    found = []
    for name, query in queries("incidents").items():
        rule = f"{query.answers.rstrip('.')}: found exactly where it was planted"
        seen = [tuple(row) for row in subject.rows(query.sql)]
        text = ", ".join(str(what) for _, what in seen) or "nothing"
        if not promised:
            found.append(skipped(_GROUP, name, rule, f"{text}, nothing promised"))
        elif seen == promised.get(name, []):
            found.append(passed(_GROUP, name, rule, text))
        else:
            planted = ", ".join(what for _, what in promised.get(name, [])) or "nothing"
            found.append(failed(_GROUP, name, rule, f"found {text}, planted {planted}"))
    return found


def determinism(subject: Subject) -> list[SandboxCheck]:
    """The seed rows are, byte for byte, those that were generated."""
    rule = "the seed rows of every table have the checksum of the manifest"
    if subject.manifest is None:
        return [skipped("determinism", "checksums", rule, "there is no manifest")]
    wrong = []
    for name, rows, digest in subject.manifest.tables:
        table = next((one for one in subject.tables if one.name == name), None)
        if table is None or not subject.has(table):
            wrong.append(f"{name} cannot be read")
            continue
        if subject.checksums and name in subject.checksums:
            seen = subject.checksums[name]
        else:
            columns = ", ".join(table.names)
            seen = checksum(
                table,
                subject.connection.execute(
                    f"SELECT {columns} FROM main.{name} WHERE origin = ? ORDER BY {table.key}",
                    (SEED,),
                ),
            )
        if seen != (rows, digest):
            wrong.append(f"{name} was changed")
    return [
        judged(
            "determinism", "checksums", rule, wrong, f"all tables, {subject.manifest.sha256[:12]}"
        )
    ]
