"""Measurements kept for later: as JSON-ready data, and told again at a later moment.

As long as nothing new is recorded, two things still change a number: young subjects come of age,
and those waited for have waited longer. Both are kept with the measurement, so telling it later
gives exactly what measuring again would.
"""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import encode
from onboardctl.core.kpi.conclude import concluded
from onboardctl.core.kpi.measured import Also, Followed, Measured, Pending
from onboardctl.core.kpi.proportions import Range

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import KpiDefinition

LONG = 16
WORDS = frozenset(
    {
        "title",
        "source",
        "question",
        "group",
        "owner",
        "cadence",
        "on_miss",
        "used_by",
        "status",
        "notes",
        "line",
        "definition",
        "segment_by",
        "origin",
    }
)
"""What may be reworded without another meaning; everything else of a definition is its meaning."""


def fingerprint(definition: KpiDefinition) -> str:
    """A digest of what a definition means: measure, population, target, bands and rules."""
    told = {name: value for name, value in encode(definition).items() if name not in WORDS}
    return sha256(dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:LONG]


def to_data(measured: Measured) -> dict[str, Any]:
    """A measurement as JSON-ready data, without its members; what is empty is left out."""
    data: dict[str, Any] = {
        "value": _ratio(measured.value),
        "numerator": _ratio(measured.numerator),
        "denominator": _ratio(measured.denominator),
        "n": measured.n,
        "interval": None if measured.interval is None else [*measured.interval],
        "open": measured.open,
        "maturing": measured.maturing,
        "excluded": [*map(list, measured.excluded)],
        "also": [[one.name, _ratio(one.value), *one[2:]] for one in measured.also],
        "notes": [*measured.notes],
        "missing": measured.missing,
        "newest": _instant(measured.newest),
        "beyond": _ratio(measured.beyond),
        "pending": [[_instant(one.at), one.hit] for one in measured.pending],
        "followed": [[*map(_instant, one)] for one in measured.followed],
        "silent": measured.silent,
    }
    return {name: value for name, value in data.items() if value not in (None, 0, "", [])}


def from_data(data: dict[str, Any]) -> Measured:
    """The measurement that :func:`to_data` made the data from."""
    interval = data.get("interval")
    return Measured(
        _fraction(data.get("value")),
        _fraction(data.get("numerator")),
        _fraction(data.get("denominator")),
        data.get("n", 0),
        None if interval is None else Range(*interval),
        open=data.get("open", 0),
        maturing=data.get("maturing", 0),
        excluded=tuple((reason, cases) for reason, cases in data.get("excluded", ())),
        also=tuple(Also(one[0], _fraction(one[1]), *one[2:]) for one in data.get("also", ())),
        notes=tuple(data.get("notes", ())),
        missing=data.get("missing", ""),
        newest=_moment(data.get("newest")),
        beyond=_fraction(data.get("beyond")),
        pending=tuple(Pending(_known(at), hit) for at, hit in data.get("pending", ())),
        followed=tuple(
            Followed(_known(begin), _moment(end), _moment(left))
            for begin, end, left in data.get("followed", ())
        ),
        silent=data.get("silent", ""),
    )


def told_at(definition: KpiDefinition, measured: Measured, as_of: datetime) -> Measured:
    """A kept measurement at a later moment, when nothing was recorded in between.

    Args:
        definition: that it was measured by.
        measured: as it was kept.
        as_of: not before the moment it was measured at.
    """
    due = bool(measured.followed) or any(one.at <= as_of for one in measured.pending)
    return concluded(definition, measured, as_of) if due else measured


def _ratio(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _known(text: str) -> datetime:
    return datetime.fromisoformat(text)
