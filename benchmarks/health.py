"""Scores of ten thousand partners: all of them, and the few of whom something was recorded since.

The store is that of daily commands, with use of the product, answers, tickets and reviews for
everybody beside its plans. Processor time inside one process, the least of a few rounds; the
number of questions put to the store is counted, because it must not grow with the partners.
"""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import stores
from benchmarks.table import Line, at_most, heading
from onboardctl.core.codec import instant_text
from onboardctl.operations.health import kept, reading, writing
from onboardctl.operations.health.reading import ListHealth
from onboardctl.operations.health.writing import Update
from onboardctl.operations.measured.survey import RecordSurvey, record_survey
from onboardctl.operations.measured.usage_sums import day_number
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onboardctl.operations.session import Session

PARTNERS, FEW = 10_000, 1_000
WHOLE_SECONDS, AGAIN_SECONDS = 5.0, 0.2
QUESTIONS = 40
"""More than the sources of the bundled file need, far fewer than there are partners."""
USE_DAYS, USERS = 56, 3
BETA = "beta-28-day"


def measured(rounds: int, only: str) -> Iterator[Line]:
    """Working out everybody, then after one answer, then reading the list."""
    if only not in "health of partnerships":
        return
    partners = PARTNERS if rounds >= stores_rounds() else FEW
    yield heading(f"Health of {partners:,} partners")
    with stores.scratch_copy(stores.workspace(partners)) as folder:
        session = _session(folder)
        asked = _fill(session)
        whole, questions = _whole(session, max(2, rounds // 7))
        scored = writing.update(session, Update(signs=False)).data
        detail = f"{questions} questions to the store, {asked:,} rows of use"
        yield at_most("health, all worked out and kept", whole, WHOLE_SECONDS, "s", detail)
        yield at_most("health, questions to the store", float(questions), QUESTIONS, "")
        again = [_again(session, number) for number in range(max(3, rounds // 3))]
        yield at_most("health update after one answer", min(again), AGAIN_SECONDS, "s")
        took = min(_timed(lambda: _list(session)) for _ in range(max(3, rounds // 3)))
        yield at_most("health list, kept scores", took, AGAIN_SECONDS, "s", str(scored.fresh))
        session.close()


def stores_rounds() -> int:
    """From so many rounds on the large store is measured."""
    return 7


def _session(folder: Path) -> Session:
    settings = load_settings(workspace=str(folder), store=None)
    return open_session(settings, now=stores.NOW)._replace(actor="ada")


def _fill(session: Session) -> int:
    """Use, answers, tickets and reviews for every partner; the rows of use that were added."""
    store = session.store
    ids = [row["partner_id"] for row in store.rows("health.cards", low="P", high="Q")]
    today = session.now.date()
    days = [day_number(today - timedelta(days=back)) for back in range(USE_DAYS, 0, -1)]
    connection: Any = store.connection  # type: ignore[attr-defined]
    with store.atomic(bulk=True):
        for kind in ("usage", "survey"):
            connection.execute(
                "INSERT INTO intake (kind, source, actor, recorded_at) VALUES (?, 'x', 'ada', ?)",
                (kind, instant_text(session.now - timedelta(hours=1))),
            )
        rows = (
            (day, ident, f"u{user}", "api", 1, 5 + (place + user) % 9)
            for day in days
            for place, ident in enumerate(ids)
            for user in range((place + day) % USERS + 1)
        )
        connection.executemany("INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?)", rows)
        at = instant_text(session.now - timedelta(days=20))
        connection.executemany(
            "INSERT INTO survey_answer VALUES (?, 2, ?, 'x', 'csat', ?, ?, '', 'business', ?)",
            (
                (f"{ident}-{person}", ident, person, str(6 + place % 5), at)
                for place, ident in enumerate(ids)
                for person in ("mia", "noah")
            ),
        )
    return int(connection.execute("SELECT COUNT(*) FROM usage").fetchone()[0])


def _whole(session: Session, rounds: int) -> tuple[float, int]:
    """The least time to work everybody out and keep it, and the questions that took."""
    best, questions = float("inf"), 0
    for number in range(rounds):
        at = session._replace(now=session.now + timedelta(days=number + 1))
        listening = _Counting(at.store)
        counted: Any = at._replace(store=listening)  # type: ignore[arg-type]
        took = _timed(partial(writing.update, counted, Update(signs=False)))
        best, questions = min(best, took), listening.asked
    return best, questions


def _again(session: Session, number: int) -> float:
    """One more answer, then an update."""
    at = session._replace(now=session.now + timedelta(minutes=number + 1))
    partners = session.store.rows("partner.slugs")
    slug = partners[number]["slug"]
    record_survey(at, RecordSurvey(slug, ("csat=7",), respondent=f"kim-{number}"))
    found = kept.basis(at)
    assert found.kept is not None
    return _timed(partial(writing.update, at, Update(signs=False)))


def _list(session: Session) -> object:
    return reading.list_health(session, ListHealth()).data


def _timed(act: Any) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


class _Counting:
    """An engine that counts the questions put to it."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.asked = 0

    def rows(self, query: str, /, **values: Any) -> Any:
        self.asked += 1
        return self._engine.rows(query, **values)

    def one(self, query: str, /, **values: Any) -> Any:
        self.asked += 1
        return self._engine.one(query, **values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)
