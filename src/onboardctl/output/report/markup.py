"""Elements of HTML and SVG with every text escaped: what is not made here is not trusted."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from onboardctl.output.report.clean import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

VOID = frozenset({"meta", "br", "col", "rect", "line", "circle", "path", "polyline", "polygon"})
"""Elements without content, closed at once; the stroke is valid in HTML and needed in SVG."""

UNCLOSED = frozenset({"td", "th", "tr", "thead", "tbody", "dt", "dd"})
"""Elements of tables and lists whose end HTML knows by itself: a fifth of a page of numbers."""


class Markup(str):
    """A text that is markup already."""

    __slots__ = ()


def element(name: str, /, *children: object, **attributes: object) -> Markup:
    """An element; texts among the children and values of attributes are escaped.

    Args:
        name: of the element.
        children: markup, texts, numbers, or lists of them; ``None`` is left out.
        attributes: ``class_`` stands for ``class`` and ``font_size`` for ``font-size``; those of
            ``None`` are left out.
    """
    opened = name
    for key, value in attributes.items():
        if value is not None:
            opened += f' {_NAMES.get(key) or _named(key)}="{_text(value)}"'
    if name in VOID:
        return Markup(f"<{opened}/>")
    end = "" if name in UNCLOSED else f"</{name}>"
    if len(children) == 1 and type(children[0]) is str:
        return Markup(f"<{opened}>{_text(children[0])}{end}")
    return Markup(f"<{opened}>{join(children)}{end}")


def join(children: Iterable[object]) -> Markup:
    """Children one after the other, texts escaped."""
    parts: list[str] = []
    for child in children:
        if type(child) is Markup:
            parts.append(child)
        elif isinstance(child, (list, tuple)):
            parts.append(join(child))
        elif child is not None:
            parts.append(_text(child))
    return Markup("".join(parts))


def _text(value: object) -> str:
    """A text as it reads, for content and for values of attributes; floats keep one place."""
    if type(value) is str:
        if value.isprintable() and not _SPECIAL(value):
            return value
        return escape(clean(value))
    if type(value) is float:
        return f"{value:.1f}".removesuffix(".0")
    return escape(clean(str(value)))


def _named(key: str) -> str:
    name = _NAMES[key] = key.rstrip("_").replace("_", "-")
    return name


_NAMES: dict[str, str] = {}
"""Attributes as they are written, by the argument that stands for them."""
_SPECIAL = re.compile("[&<>\"'\ufffe\uffff]").search
