"""Loading what the store knows: of everybody or of a few, now, at a moment, or after a change.

The present is read from the read tables. For a past moment, partners about whom something was
recorded since are replayed from their facts; everybody else's tables said the same then.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.operations.kpi.facts.history import History
from onboardctl.operations.kpi.facts.moments import Standing, last_intake
from onboardctl.operations.kpi.facts.outline import outline
from onboardctl.operations.kpi.facts.rows import (
    Rows,
    Tables,
    as_stored,
    replayed_at,
    replayed_through,
)
from onboardctl.operations.kpi.facts.store_facts import StoreFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from onboardctl.operations.kpi.facts.outline import Outline
    from onboardctl.operations.session import Session


def load_facts(
    session: Session,
    playbook: str,
    outlines: Mapping[str, Outline],
    as_of: datetime,
    *,
    partner: str | None = None,
) -> StoreFacts:
    """What the store knows about the partners of a playbook at a moment.

    Args:
        session: an open store.
        playbook: id of the playbook they run on.
        outlines: by the digest of each version in use.
        as_of: what was recorded later does not count.
        partner: the id of one partner, when nobody else is asked about.
    """
    then: dict[str, Tables] = {}
    past = as_of < session.now
    if past:
        rows = session.store.rows("kpi.touched_since", playbook=playbook, as_of=instant_text(as_of))
        then = {
            row["partner_id"]: replayed_at(session, row["partner_id"], as_of)
            for row in rows
            if partner in (None, row["partner_id"])
        }
    if partner is not None and partner not in then:
        then = {partner: as_stored(session, partner)}
    return StoreFacts(
        session,
        playbook,
        _with_former(session, outlines, then),
        as_of,
        Rows(session, playbook, then, alone=partner is not None),
        _intakes(session, as_of),
        History(session, as_of) if past else None,
    )


def load_some(
    session: Session,
    playbook: str,
    outlines: Mapping[str, Outline],
    as_of: datetime,
    partners: Iterable[str],
    after: Standing | None = None,
) -> StoreFacts:
    """What the store knows about a few partners: as its tables say, or as it stood before.

    Args:
        session: an open store.
        playbook: id of the playbook.
        outlines: by the digest of each version in use.
        as_of: the moment of the question.
        partners: ids; those who ran on another playbook then are left out.
        after: the change and intakes that count; ``None`` takes the present.
    """
    then = {
        one: as_stored(session, one)
        if after is None
        else replayed_through(session, one, after.change_id)
        for one in partners
    }
    ours = {
        one: tables
        for one, tables in then.items()
        if tables and tables["partner"][0]["playbook"] == playbook
    }
    return StoreFacts(
        session,
        playbook,
        outlines,
        as_of,
        Rows(session, playbook, ours, alone=True),
        after or _intakes(session, as_of),
        None if after is None else History(session, as_of, after.change_id),
    )


def _with_former(
    session: Session, outlines: Mapping[str, Outline], then: Mapping[str, Tables]
) -> Mapping[str, Outline]:
    """The outlines with those of versions that only a former state ran on."""
    digests = {tables["partner"][0]["digest"] for tables in then.values() if tables}
    former = {}
    for digest in digests - outlines.keys():
        row = session.store.one("playbook_version.body", digest=digest)
        assert row is not None
        former[digest] = outline(json.loads(row["body"]))
    return {**outlines, **former} if former else outlines


def _intakes(session: Session, as_of: datetime) -> Standing:
    return Standing(0, last_intake(session, "survey", as_of), last_intake(session, "usage", as_of))
