"""SLA policies in the store: what tickets are judged by, whatever the files say by now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from onboardctl.core import codec
from onboardctl.core.sla.book import Book
from onboardctl.core.sla.policy import Policy, digest_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from onboardctl.store.engine import Engine, Row

_BOOKS: WeakKeyDictionary[Any, Book] = WeakKeyDictionary()


def keep(engine: Engine, policy: Policy, now: datetime) -> str:
    """Store a policy under its digest, once, and answer with that."""
    digest = digest_of(policy)
    engine.run(
        "sla_policy.put",
        digest=digest,
        playbook=policy.playbook,
        version=policy.version,
        valid_from=policy.valid_from.isoformat(),
        recorded_at=codec.instant_text(now),
        body=json.dumps(
            codec.encode(policy, sparse=True), ensure_ascii=False, separators=(",", ":")
        ),
    )
    return digest


def book(engine: Engine, _: str = "") -> Book:
    """All policies of a store; each is decoded once, when it is first asked for."""
    known = _BOOKS.get(engine)
    if known is None:

        def find(digest: str) -> Policy | None:
            row = engine.one("sla_policy.body", digest=digest)
            return codec.decode(Policy, json.loads(row["body"])) if row else None

        known = _BOOKS[engine] = Book(find)
    return known


def versions(engine: Engine, playbook: str) -> list[Row]:
    """The versions of a playbook's policy, the one in force last in front."""
    return engine.rows("sla_policy.versions", playbook=playbook)
