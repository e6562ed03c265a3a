"""Whom a row is about: partners by id, slug or whole name, and the tier they had at a moment."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from onboardctl.core.names import did_you_mean
from onboardctl.core.record import NamedTuple
from onboardctl.operations.importing.reading import RejectedRowError

if TYPE_CHECKING:
    from onboardctl.operations.session import Session


class Known(NamedTuple):
    """A partner as an import needs it; ``tier`` is the present one."""

    id: str
    slug: str
    tier: str
    playbook: str
    digest: str
    zone: str


class Directory:
    """Every partner of the store by what names it, read once.

    Args:
        session: an open store.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_key: dict[str, Known] = {}
        self._by_name: dict[str, Known | None] = {}
        self._tiers: dict[str, list[tuple[datetime, str]]] = {}
        self._slugs: list[str] = []
        for row in session.store.rows("intake.partners"):
            known = Known(
                row["partner_id"],
                row["slug"],
                row["tier"],
                row["playbook"],
                row["digest"],
                row["zone"],
            )
            self._slugs.append(known.slug)
            self._by_key[known.id] = self._by_key[known.slug] = known
            name = row["name"].casefold()
            self._by_name[name] = None if name in self._by_name else known

    def find(self, text: str, column: str = "partner") -> Known:
        """The partner that is meant: by id, slug or whole name; the slug of one may be another's name.

        Raises:
            RejectedRowError: nobody answers to it, or two do.
        """
        key = text.strip()
        folded = key.casefold()
        known = self._by_key.get(key) or self._by_key.get(folded) or self._by_name.get(folded)
        if known is not None:
            return known
        if folded in self._by_name:
            raise RejectedRowError(column, f'several partners are called "{key}"; give the id')
        if not key:
            raise RejectedRowError(column, "names no partner")
        near = did_you_mean(key, self._slugs)
        raise RejectedRowError(column, f'no partner answers to "{key}"{near}')

    def tier_at(self, partner: Known, moment: datetime) -> str:
        """The tier a partner had at a moment; the first one for a moment before it was taken on.

        A later upgrade does not rewrite what happened under the old contract.
        """
        steps = self._tiers.get(partner.id)
        if steps is None:
            steps = self._tiers[partner.id] = self._steps(partner.id)
        tier = steps[0][1] if steps else partner.tier
        for since, name in steps:
            if since <= moment:
                tier = name
        return tier

    def _steps(self, partner_id: str) -> list[tuple[datetime, str]]:
        steps = []
        for row in self._session.store.rows("intake.tiers", partner_id=partner_id):
            payload = json.loads(row["payload"])
            fields = payload if row["kind"] == "partner.created" else payload.get("changes", {})
            if fields.get("tier"):
                steps.append((datetime.fromisoformat(row["occurred_at"]), fields["tier"]))
        return steps
