"""Named tuples that cost little to define: the same classes, finished when one is first made.

``typing.NamedTuple`` compiles a constructor and checks every annotation while a module is
imported, 0.1 ms for each class; a command that imports a hundred of them and makes ten pays for
all. Here the constructor is compiled when a class turns out to be made often; until then values
are put together from the names. Everything else is as in :func:`collections.namedtuple`; type
checkers see ``typing.NamedTuple`` itself (docs/decisions/0003-named-tuples.md).
"""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 14):
    from typing import NamedTuple
else:
    from _collections import _tuplegetter

    _OFTEN = 16
    """Compiling a constructor costs as much as putting so many values together without one."""
    _made: dict[Any, int] = {}
    """How many values of each class without a constructor were made so far."""
    _GETTERS = tuple(_tuplegetter(place, "") for place in range(80))

    class Record(tuple):
        """What all named tuples share."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}

        def __new__(cls, *values: Any, **named: Any) -> Any:
            """Make one of the first values of the class, or finish it and leave that to it."""
            made = _made[cls] = _made.get(cls, 0) + 1
            fields = cls._fields
            if made <= _OFTEN and len(values) <= len(fields):
                known = dict(zip(fields, values))  # noqa: B905 -- the others are named or default
                if not known.keys() & named.keys():
                    known = {**cls._field_defaults, **known, **named}
                    if known.keys() == set(fields):
                        return tuple.__new__(cls, [known[name] for name in fields])
            _finish(next(kind for kind in cls.__mro__ if "_fields" in kind.__dict__))
            return cls.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values: Any) -> Any:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changes: Any) -> Any:
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            shown = (f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({', '.join(shown)})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    class _Definition(type):
        """Turns the body of a class into a subclass of :class:`Record`."""

        def __new__(cls, name: str, _: Any, body: dict[str, Any]) -> Any:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            body |= zip(fields, _GETTERS)  # noqa: B905 -- there are more than enough
            body["__slots__"] = ()
            body["__match_args__"] = body["_fields"] = fields
            body["_field_defaults"] = defaults
            return type(name, (Record,), body)

    def _finish(kind: Any) -> None:
        """Compile the constructor, as :func:`collections.namedtuple` does."""
        listed = "".join(f"{field}, " for field in kind._fields)
        names = {"_new": tuple.__new__, "__name__": f"record_{kind.__name__}"}
        constructor = eval(f"lambda _cls, {listed}: _new(_cls, ({listed}))", names)  # noqa: S307
        constructor.__name__ = "__new__"
        constructor.__qualname__ = f"{kind.__qualname__}.__new__"
        constructor.__defaults__ = tuple(kind._field_defaults.values()) or None
        kind.__new__ = staticmethod(constructor)

    _definition = type.__new__(_Definition, "NamedTuple", (), {})

    def NamedTuple() -> None:  # noqa: N802 -- stands for typing.NamedTuple
        """The base of a named tuple: ``class Point(NamedTuple): x: int; y: int = 0``."""

    NamedTuple.__mro_entries__ = lambda _: (_definition,)

__all__ = ["NamedTuple"]
