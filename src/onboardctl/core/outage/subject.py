"""Outages as a kind of subject: state, how facts change it, and its one read row."""

from datetime import datetime
from typing import Any

from onboardctl.core.codec import instant_text
from onboardctl.core.facts import Recorded
from onboardctl.core.outage import facts as f
from onboardctl.core.record import NamedTuple
from onboardctl.core.subject import Rows, SubjectKind, by_key

KEYS: dict[str, tuple[str, ...]] = {"outage": ("outage_id",)}


class Outage(NamedTuple):
    """A stretch in which a service was down; ``ended_at`` is ``None`` while it is."""

    id: str
    version: int = 0
    service: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    note: str = ""
    withdrawn: bool = False


def evolve(outage: Outage, recorded: Recorded) -> Outage:
    """The outage after one more fact."""
    event = recorded.event
    after = outage._replace(version=recorded.number)
    if isinstance(event, f.OutageStarted):
        return after._replace(
            service=event.service, note=event.note, started_at=recorded.occurred_at
        )
    if isinstance(event, f.OutageEnded):
        return after._replace(ended_at=recorded.occurred_at, note=event.note or outage.note)
    return after._replace(withdrawn=True)


def project(outage: Outage, _: Any) -> Rows:
    """Its row; none once it is withdrawn."""
    if outage.started_at is None or outage.withdrawn:
        return by_key(KEYS, {})
    row = {
        "outage_id": outage.id,
        "service": outage.service,
        "started_at": instant_text(outage.started_at),
        "ended_at": instant_text(outage.ended_at) if outage.ended_at else None,
        "note": outage.note,
        "version": outage.version,
    }
    return by_key(KEYS, {"outage": [row]})


SUBJECT = SubjectKind(
    prefix="O",
    word="outage",
    key="outage_id",
    keys=KEYS,
    empty=Outage,
    evolve=evolve,
    needs=lambda _: None,
    project=project,
)
