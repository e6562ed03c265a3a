"""Measurements kept for later: as JSON-ready data, and told again at a later moment.

As long as nothing new is recorded, two things still change a number: young subjects come of age,
and those waited for have waited longer. Both are kept with the measurement, so telling it later
gives exactly what measuring again would.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from json import dumps
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import encode
from onboardctl.core.digest import sha256
from onboardctl.core.kpi.conclude import concluded
from onboardctl.core.kpi.definition import UNIT_SECONDS, Kind
from onboardctl.core.kpi.measured import Also, Followed, Measured, Pending
from onboardctl.core.kpi.proportions import Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.kpi.definition import KpiDefinition

LONG = 16
FORM = 3
"""Raise it when kept data mean something else than before: they are measured anew then."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    told["form"] = FORM
    return sha256(dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:LONG]


def to_data(measured: Measured) -> dict[str, Any]:
    """A measurement as JSON-ready data, without members and parts; what is empty is left out."""
    return _filled(
        {
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
            "newest": _seconds(measured.newest),
            "beyond": _ratio(measured.beyond),
            "silent": measured.silent,
            "subjects": measured.subjects,
            "asked": _ratio(measured.asked),
        }
    )


def to_parts(measured: Measured) -> dict[str, Any]:
    """The long rest: what is needed to tell it later, and to add it to that of other partners."""
    return _filled(
        {
            "pending": [[_seconds(one.at), one.hit] for one in measured.pending],
            "followed": [[*map(_seconds, one)] for one in measured.followed],
            "values": [*map(list, measured.values)],
        }
    )


def from_data(data: dict[str, Any], parts: dict[str, Any] | None = None) -> Measured:
    """The measurement that :func:`to_data` and :func:`to_parts` made the data from."""
    told = data if parts is None else {**data, **parts}
    found = {name: _READERS[name](value) for name, value in told.items() if name in _READERS}
    return Measured(**{"value": None, **found})


def changes_after(
    definition: KpiDefinition, measured: Measured, moment: datetime
) -> datetime | None:
    """The first moment at which time alone makes another number of it; ``None`` when none does.

    A median of times changes with every second somebody is waited for, the share within the
    target when a subject comes to be as old as that, and so do those too young to be judged.

    Args:
        definition: that it was measured by.
        measured: as it was measured.
        moment: when it was.
    """
    if definition.kind is not Kind.DURATION:
        return min((one.at for one in measured.pending), default=None)
    if any(one.end is None and one.left is None for one in measured.followed):
        return moment
    ages = [timedelta(minutes=definition.maturity_minutes)]
    target = definition.target
    if target is not None and target.op in ("<", "<="):
        seconds = Fraction(target.value) * UNIT_SECONDS[definition.unit]
        ages.append(timedelta(seconds=float(seconds)))
    times = (one.begin + age for one in measured.followed for age in ages)
    return min((at for at in times if at > moment), default=None)


def told_at(definition: KpiDefinition, measured: Measured, as_of: datetime) -> Measured:
    """A kept measurement at a later moment, when nothing was recorded in between.

    Args:
        definition: that it was measured by.
        measured: as it was kept.
        as_of: not before the moment it was measured at.
    """
    due = bool(measured.followed) or any(one.at <= as_of for one in measured.pending)
    return concluded(definition, measured, as_of) if due else measured


def _ratio(value: Fraction | None) -> str | list[int] | None:
    """An exact number as digits, or as two whole numbers: quicker to read than ``1/3``."""
    if value is None:
        return None
    return str(value) if value.denominator == 1 else [value.numerator, value.denominator]


def _fraction(told: str | list[int] | None) -> Fraction | None:
    if told is None:
        return None
    return Fraction(*told) if isinstance(told, list) else Fraction(int(told))


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, 0, "", [])}


def _seconds(moment: datetime | None) -> int | list[int] | None:
    """An instant as seconds since 1970: whole ones as integers, a third of the text's length."""
    if moment is None:
        return None
    since = moment - EPOCH
    whole = since.days * 86_400 + since.seconds
    return whole if not since.microseconds else [whole, since.microseconds]


def _moment(told: Any) -> datetime | None:
    return None if told is None else _known(told)


def _known(told: Any) -> datetime:
    if isinstance(told, list):
        return EPOCH + timedelta(seconds=told[0], microseconds=told[1])
    return EPOCH + timedelta(seconds=told)


def _as_it_is(told: Any) -> Any:
    return told


def _pairs(told: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, told))


_READERS: dict[str, Callable[[Any], Any]] = {
    "value": _fraction,
    "numerator": _fraction,
    "denominator": _fraction,
    "n": _as_it_is,
    "interval": lambda told: Range(*told),
    "open": _as_it_is,
    "maturing": _as_it_is,
    "excluded": _pairs,
    "also": lambda told: tuple(Also(one[0], _fraction(one[1]), *one[2:]) for one in told),
    "notes": tuple,
    "missing": _as_it_is,
    "newest": _moment,
    "beyond": _fraction,
    "silent": _as_it_is,
    "subjects": _as_it_is,
    "asked": _fraction,
    "pending": lambda told: tuple(Pending(_known(at), hit) for at, hit in told),
    "followed": lambda told: tuple(
        Followed(_known(begin), _moment(end), _moment(left)) for begin, end, left in told
    ),
    "values": _pairs,
}
"""How each part is read; what is empty was left out, so a number has a few of them."""
