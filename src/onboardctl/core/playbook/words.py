"""The words playbooks are written in: lengths, points in time, deadlines, windows, conditions, targets."""

from typing import Any

from onboardctl.core.record import NamedTuple


class Duration(NamedTuple):
    """A signed amount of time in the unit it was written in.

    Units: ``m`` minutes and ``h`` hours elapsed, ``bh`` business hours, ``d`` calendar days,
    ``bd`` business days, ``w`` weeks, ``mo`` calendar months (clamped to the month's last day).
    """

    amount: int
    unit: str


class Point(NamedTuple):
    """A moment named by what it hangs on: an anchor or an edge of a task, plus offsets in order.

    ``kind`` is ``anchor`` or ``task``; ``edge`` is ``start``, ``finish`` or ``done`` for a task.
    """

    kind: str
    ref: str
    edge: str = ""
    offsets: tuple[Duration, ...] = ()


class Deadline(NamedTuple):
    """By when: the text as written (``within 48h of contract_signed``) and the point it means."""

    text: str
    point: Point


class Condition(NamedTuple):
    """A typed comparison over facts, as written and as a nested list ``core.condition`` evaluates."""

    text: str
    tree: Any


class Target(NamedTuple):
    """A bound on a measured value, as written and taken apart.

    ``op`` is one of ``>= > <= < == range``; ``value`` and ``upper`` are decimal text, ``upper``
    for ``range`` only (both ends inclusive). ``unit`` is ``%``, ``/10``, ``days``, ``ms`` and so on;
    empty means a plain count.
    """

    text: str
    op: str
    value: str
    unit: str = ""
    upper: str | None = None


class Window(NamedTuple):
    """Bounds in days or weeks of an anchor, counted from 1, both ends inclusive.

    ``last`` is ``None`` for an open end (``week 8+``). Day 1 is the anchor's own date.
    """

    text: str
    unit: str
    first: int
    last: int | None
    anchor: str
