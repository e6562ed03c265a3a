"""What the store is asked for a number, written down as it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.kpi import KpiQuery
from onboardctl.store.queries import BUNDLED

if TYPE_CHECKING:
    from onboardctl.store.engine import Engine, Row


class Listening:
    """An engine that remembers the questions put to it; everything else is the engine's own.

    Args:
        engine: an open store.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked: dict[tuple[str, str], dict[str, Any]] = {}

    def rows(self, query: str, /, **values: Any) -> list[Row]:
        """All rows of a named query."""
        self._asked.setdefault((query, repr(sorted(values.items()))), values)
        return self._engine.rows(query, **values)

    @property
    def queries(self) -> tuple[KpiQuery, ...]:
        """The questions so far, each once, in the order first asked."""
        return tuple(
            KpiQuery(name, {key: str(value) for key, value in values.items()}, BUNDLED.text(name))
            for (name, _), values in self._asked.items()
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)
