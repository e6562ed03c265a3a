"""The canonical SQL of a sandbox: curated views, KPIs and planted incidents."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from onboardctl.core.record import NamedTuple

_FOLDER = Path(__file__).with_name("sql")
_BLOCK = re.compile(r"^-- name: (\w+)\n-- (.+)\n", re.MULTILINE)


class Query(NamedTuple):
    """One named statement and the sentence that says what it answers."""

    name: str
    answers: str
    sql: str


@cache
def queries(kind: str) -> dict[str, Query]:
    """The statements of ``views``, ``kpis`` or ``incidents``, in the order of the file."""
    parts = _BLOCK.split((_FOLDER / f"{kind}.sql").read_text(encoding="utf-8"))[1:]
    return {
        name: Query(name, answers, sql.strip().removesuffix(";"))
        for name, answers, sql in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }
