"""What was recorded since KPIs were measured, and about whom: what kept numbers do not know yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.record import NamedTuple
from onboardctl.operations.kpi.facts.moments import Standing, last_intake

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from onboardctl.operations.session import Session

MOST = 100
"""Of so many partners what changed is worked out one by one; of more everything is measured."""
ALWAYS = 999_999
"""A month later than any: every month counts."""


class Touched(NamedTuple):
    """Whom a period's kept numbers do not know everything of.

    ``partners`` are ids; an empty one stands for what belongs to nobody. ``outages`` says that
    outages were entered; ``many`` that there are more partners than are worked out one by one.
    """

    partners: frozenset[str] = frozenset()
    outages: bool = False
    many: bool = False

    @property
    def nothing(self) -> bool:
        """Whether what is kept is all there is."""
        return not (self.partners or self.outages or self.many)


class Since:
    """What became known between some standing and a moment.

    Args:
        session: an open store.
        before: what was known.
        as_of: the moment.
        now_known: what is known at the moment.
    """

    def __init__(
        self, session: Session, before: Standing, as_of: datetime, now_known: Standing
    ) -> None:
        self._session = session
        self._store = session.store
        self._before = before
        self._as_of = as_of
        self._now = now_known
        self._recorded: Touched | None = None
        self._used: dict[int, frozenset[str]] = {}

    def touched(self, month: int = ALWAYS) -> Touched:
        """Whom it concerns, of a period that ends with a month such as 202603."""
        recorded = self._recorded
        if recorded is None:
            recorded = self._recorded = self._everything_recorded()
        if self._now.usage_intake == self._before.usage_intake:
            return recorded
        used = self._used.get(month)
        if used is None:
            used = self._changed_use(month)
            if month == ALWAYS:
                used |= {""}  # how old the data is concerns nobody in particular
            self._used[month] = used
        return self._together(recorded, used)

    def _everything_recorded(self) -> Touched:
        subjects = [
            row["subject"]
            for row in self._store.rows(
                "kpi_kept.touched",
                change_id=self._before.change_id,
                until=instant_text(self._as_of),
                most=2 * MOST + 1,
            )
        ]
        answered = self._answered()
        found = Touched(outages=any(one.startswith("O-") for one in subjects))
        accounts = [one for one in subjects if one.startswith("M-")]
        if len(subjects) > 2 * MOST or (accounts and self._has_currencies(accounts)):
            return found._replace(many=True)
        return self._together(found, {*self._partners(subjects), *answered})

    def _partners(self, subjects: Iterable[str]) -> Iterable[str]:
        """Whom partners themselves, tickets, actions, reviews and feedback are about."""
        for one in subjects:
            if one[:2] == "E-":  # training is of the team
                yield ""
            elif one[:2] in ("P-", "M-", "L-"):  # these bear the number of their partner
                yield f"P{one[1:]}"
            elif one[:2] in ("T-", "A-", "R-", "F-"):
                rows = self._store.rows("kpi_kept.partners_of", subject=one)
                yield from (row["partner_id"] or "" for row in rows)
                if not rows:  # taken back since: whose it was is in its facts
                    yield from self._owner_then(one)

    def _owner_then(self, subject: str) -> Iterable[str]:
        from onboardctl.store import event_log

        state = event_log.replayed(self._store, subject, through=self._before.change_id)
        opened = getattr(state, "opened", getattr(state, "received", state))
        return () if opened is None else (opened.partner or "",)

    def _has_currencies(self, accounts: Iterable[str]) -> bool:
        """Whether money is or was in several currencies: then no amount of anybody is a number."""
        from onboardctl.store import event_log

        known = {row["currency"] for row in self._store.rows("money.currencies")}
        for one in accounts:
            then = event_log.replayed(self._store, one, through=self._before.change_id)
            known.update(entry.currency for entry in then.entries.values())
        return len(known) > 1

    def _answered(self) -> frozenset[str]:
        if self._now.survey_intake == self._before.survey_intake:
            return frozenset()
        rows = self._store.rows(
            "survey.answered_since", intake=self._before.survey_intake, most=MOST + 1
        )
        return frozenset(row["partner_id"] for row in rows)

    def _changed_use(self, month: int) -> frozenset[str]:
        rows = self._store.rows(
            "usage.changed_until", intake=self._before.usage_intake, month=month, most=MOST + 1
        )
        return frozenset(row["partner_id"] for row in rows)

    @staticmethod
    def _together(found: Touched, partners: Iterable[str]) -> Touched:
        everybody = found.partners | frozenset(partners)
        if found.many or len(everybody) > MOST:
            return found._replace(partners=frozenset(), many=True)
        return found._replace(partners=everybody)


def known_at(session: Session, as_of: datetime) -> Standing:
    """The intakes known at a moment, and the last change there is."""
    row = session.store.one("kpi_kept.latest_change")
    assert row is not None
    return Standing(
        row["change_id"],
        last_intake(session, "survey", as_of),
        last_intake(session, "usage", as_of),
    )


def is_latest(session: Session, as_of: datetime) -> bool:
    """Whether nothing at all was recorded or read in after a moment."""
    found = session.store.one("kpi_kept.later", moment=instant_text(as_of))
    return found is None
