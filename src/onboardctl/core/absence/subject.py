"""Absences as a kind of subject: state, how facts change it, and its one read row."""

from typing import Any

from onboardctl.core.absence import facts as f
from onboardctl.core.facts import Recorded
from onboardctl.core.record import NamedTuple
from onboardctl.core.subject import Rows, SubjectKind, by_key

KEYS: dict[str, tuple[str, ...]] = {"absence": ("absence_id",)}


class Stretch(NamedTuple):
    """One absence; ``said`` is ``None`` before it was said and after it was taken back."""

    id: str
    version: int = 0
    said: f.AbsenceSaid | None = None


def evolve(absence: Stretch, recorded: Recorded) -> Stretch:
    """The absence after one more fact."""
    event = recorded.event
    said = event if isinstance(event, f.AbsenceSaid) else None
    return absence._replace(version=recorded.number, said=said)


def project(absence: Stretch, _: Any) -> Rows:
    """Its row; none once it is taken back."""
    if absence.said is None:
        return by_key(KEYS, {})
    row = {
        "absence_id": absence.id,
        "person": absence.said.person,
        "first_on": absence.said.first_on.isoformat(),
        "last_on": absence.said.last_on.isoformat(),
        "reason": absence.said.reason,
        "version": absence.version,
    }
    return by_key(KEYS, {"absence": [row]})


SUBJECT = SubjectKind(
    prefix="D",
    word="absence",
    key="absence_id",
    keys=KEYS,
    empty=Stretch,
    evolve=evolve,
    needs=lambda _: None,
    project=project,
)
