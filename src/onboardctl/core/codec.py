"""Values to JSON-ready data and back, driven by the annotations of the value types.

Core values are ``NamedTuple`` classes: defining one costs about an eighth of a frozen dataclass,
which decides whether a daily command starts fast (docs/decisions/0003-named-tuples.md).
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import (
    TYPE_CHECKING,
    Any,
    ForwardRef,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_TO_THE_SECOND = len("2026-03-02T09:00:00")
_ENCODERS: dict[type, Callable[[Any], Any]] = {}
_SPARSE: dict[type, Callable[[Any], dict[str, Any]]] = {}
_PLAIN = frozenset({str, int, bool, float, type(None)})
"""Types that are JSON as they stand; asked by identity, because this runs for every value."""


def instant_text(moment: datetime) -> str:
    """An aware instant as ``YYYY-MM-DDTHH:MM:SSZ``, the form of the store and of JSON."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat()[:_TO_THE_SECOND] + "Z"


def parse_instant(text: str) -> datetime:
    """The inverse of :func:`instant_text`; accepts any ISO instant with an offset."""
    return datetime.fromisoformat(text).astimezone(UTC)


def encode(value: Any, *, sparse: bool = False) -> Any:
    """JSON-ready data: named tuples become objects, instants and dates text, enums their value.

    Args:
        value: a core value, or a container of them.
        sparse: leave out fields that hold their default; :func:`decode` puts them back.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if not sparse:
        return (_ENCODERS.get(kind) or _learn(kind))(value)
    known = _SPARSE.get(kind)
    if known is None and hasattr(kind, "_fields"):
        known = _SPARSE[kind] = _sparse_encoder(kind)
    if known is not None:
        return known(value)
    if isinstance(value, dict):
        return {str(encode(key)): encode(item, sparse=True) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item, sparse=True) for item in value]
    return encode(value)


def _learn(kind: type) -> Callable[[Any], Any]:
    """The encoder of a type, found once and kept."""
    encoder = _ENCODERS[kind] = _encoder(kind)
    return encoder


def _encoder(kind: type) -> Callable[[Any], Any]:
    if hasattr(kind, "_fields"):
        return _record_encoder(kind)
    if issubclass(kind, Enum):
        return attrgetter("_value_")
    if issubclass(kind, datetime):
        return instant_text
    if issubclass(kind, date):
        return date.isoformat
    if issubclass(kind, dict):
        return lambda value: {str(encode(key)): encode(item) for key, item in value.items()}
    if issubclass(kind, (list, tuple)):
        return lambda value: [encode(item) for item in value]
    if issubclass(kind, (set, frozenset)):
        return lambda value: sorted(encode(item) for item in value)
    if issubclass(kind, (str, int, float)):
        return lambda value: value
    raise TypeError(f"{kind.__name__} has no JSON form")


def _record_encoder(kind: Any) -> Callable[[Any], dict[str, Any]]:
    """Only fields that may hold more than a text or a number are looked at, value by value."""
    fields = kind._fields
    annotations = kind.__annotations__
    rich = tuple(name for name in fields if not _is_plain(annotations.get(name)))

    def write(value: Any) -> dict[str, Any]:
        data = dict(zip(fields, value))  # noqa: B905 -- as many as there are fields, and hot
        for name in rich:
            item = data[name]
            kind = type(item)
            if kind not in _PLAIN:
                data[name] = (_ENCODERS.get(kind) or _learn(kind))(item)
        return data

    return write


def _is_plain(annotation: Any) -> bool:
    """Whether values of that type are JSON as they stand; a text enum in a text field is, too."""
    if isinstance(annotation, str):
        return set(annotation.split(" | ")) <= {"str", "int", "bool", "float", "None"}
    parts = getattr(annotation, "__args__", (annotation,))
    union = isinstance(annotation, types.UnionType) or annotation in _PLAIN
    return union and all(part in _PLAIN for part in parts)


def _sparse_encoder(kind: Any) -> Callable[[Any], dict[str, Any]]:
    """The same without fields that hold their default; a field without one is always written."""
    nothing = object()
    fields = [(name, kind._field_defaults.get(name, nothing)) for name in kind._fields]

    def write(value: Any) -> dict[str, Any]:
        data = {}
        for (name, default), item in zip(fields, value):  # noqa: B905 -- as many, and hot
            if item is default or item == default:
                continue
            kind = type(item)
            if kind is date:
                data[name] = item.isoformat()
            else:
                data[name] = item if kind in _PLAIN else encode(item, sparse=True)
        return data

    return write


def decode(kind: type[T], data: Any) -> T:
    """The value that :func:`encode` wrote; unknown keys are ignored, missing ones take defaults.

    Raises:
        KeyError, TypeError, ValueError: the data is not of that kind.
    """
    read: Any = _decoder(kind)  # type: ignore[arg-type]  # a type is hashable
    result: T = read(data)
    return result


@cache
def _decoder(kind: Any) -> Any:  # noqa: C901, PLR0912 -- one branch for each shape of annotation
    if kind in (Any, str, int, bool, float, None, type(None), object):
        return lambda data: data
    if kind is datetime:
        return parse_instant
    if kind is date:
        return date.fromisoformat
    supertype = getattr(kind, "__supertype__", None)
    if supertype is not None:
        return _decoder(supertype)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not type(None)]
        if len(inner) == 1:
            one = _decoder(inner[0])
            return lambda data: None if data is None else one(data)
        records = [argument for argument in inner if hasattr(argument, "_fields")]
        if len(records) == 1:  # an object is the record, anything else is as it stands
            one = _decoder(records[0])
            return lambda data: one(data) if isinstance(data, dict) else data
        return lambda data: data
    if origin is tuple and arguments[-1] is Ellipsis:
        each = _decoder(arguments[0])
        return lambda data: tuple([each(item) for item in data])
    if origin is tuple:
        several = [_decoder(argument) for argument in arguments]
        return lambda data: tuple([one(item) for one, item in zip(several, data, strict=True)])
    if origin in (dict, Mapping):
        read_key, read_value = _decoder(arguments[0]), _decoder(arguments[1])
        return lambda data: {read_key(key): read_value(item) for key, item in data.items()}
    if origin is frozenset:
        each = _decoder(arguments[0])
        return lambda data: frozenset(each(item) for item in data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if isinstance(kind, type) and hasattr(kind, "_fields"):
        return _record_decoder(kind)
    raise TypeError(f"{kind!r} has no JSON form")


def _record_decoder(kind: Any) -> Any:
    """Fields with a default come last, so counting the others says whether one is missing."""
    places = {name: place for place, name in enumerate(kind._fields)}
    blank = [kind._field_defaults.get(name) for name in kind._fields]
    required = len(blank) - len(kind._field_defaults)
    hints = _hints(kind)
    readers: dict[str, Any] = {}
    make = tuple.__new__

    def read(data: dict[str, Any]) -> Any:
        values = blank.copy()
        given = 0
        for name, item in data.items():
            place = places.get(name)
            if place is None:
                continue
            reader = readers.get(name) or readers.setdefault(name, _decoder(hints[name]))
            values[place] = reader(item)
            given += place < required
        if given != required:
            missing = [name for name in kind._fields[:required] if name not in data]
            raise KeyError(f"{kind.__name__} lacks {', '.join(missing)}")
        return make(kind, values)

    return read


def _hints(kind: Any) -> dict[str, Any]:
    """The types of the fields; resolving them is costly and only needed where one is a text."""
    written: dict[str, Any] = kind.__annotations__
    if any(_is_text(hint) for hint in written.values()):
        return get_type_hints(kind)
    return written


def _is_text(hint: Any) -> bool:
    return isinstance(hint, (str, ForwardRef)) or any(
        _is_text(argument) for argument in getattr(hint, "__args__", ())
    )
