"""Values put in last: the template's own text is the structure, values are filled into its places.

Jinja2 prints a single private-use character for each value and the value is kept aside. Markup is
made of the text around these characters only, once for each distinct text; the values then replace
their characters in one pass, escaped for where they stand. So no value can open a tag, end a
paragraph, start a list or add a header.
"""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from onboardctl.core.record import NamedTuple
from onboardctl.templating.contract import Gap
from onboardctl.templating.program import Code, WrongUse, run
from onboardctl.templating.values import BadValue, Shown, show

FIRST = 0xF0000
MOST_VALUES = 4_000
LARGEST = 400_000
"""Most characters a rendered text may have."""
TOKEN = re.compile(f"[{chr(FIRST)}-{chr(FIRST + MOST_VALUES)}]")
_TARGET = re.compile(r"\]\(\s*<?((?:[^()\s>]|\([^()\s]*\))*)>?\s*\)")
_WRITTEN = re.compile(r"https?://[^\s/?#]+|mailto:", re.IGNORECASE)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")


_NOTHING = Shown("", "gap")
"""Stands where a missing value would be, until the mail is refused for it."""


class TooLarge(Exception):
    """The template makes more text than a mail may hold."""


class Skeleton(NamedTuple):
    """The text around the values, and the values in the order of their characters.

    ``bad`` lists what was printed but cannot be, as sentences about the value.
    """

    text: str
    values: tuple[Shown, ...]
    bad: tuple[str, ...]


def make(code: Code, values: Mapping[str, Any], locale: str) -> Skeleton:
    """Run the template once.

    Raises:
        TooLarge: before the text grows beyond what a mail holds.
    """
    sink = _Sink(locale)
    pieces: list[str] = []
    size = 0
    try:
        for piece in run(code, values, sink.keep, locale):
            size += len(piece)
            if size > LARGEST:
                raise TooLarge
            pieces.append(piece)
    except WrongUse as error:
        sink.bad.append(str(error))
    if size + sum(len(shown.text) for shown in sink.kept) > LARGEST:
        raise TooLarge
    return Skeleton("".join(pieces).strip("\n"), tuple(sink.kept), tuple(sink.bad))


class _Sink:
    """Takes the values of one rendering and hands out the characters that stand for them."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.kept: list[Shown] = []
        self.bad: list[str] = []

    def keep(self, value: Any) -> str:
        if isinstance(value, Gap):
            value.need()
            return self._place(_NOTHING)
        try:
            return self._place(show(value, self.locale))
        except BadValue as reason:
            self.bad.append(f"a printed value {reason}")
            return ""

    def _place(self, shown: Shown) -> str:
        if len(self.kept) >= MOST_VALUES:
            raise TooLarge
        self.kept.append(shown)
        return chr(FIRST + len(self.kept) - 1)


def link_problems(skeleton: Skeleton) -> list[str]:
    """What is wrong with link targets, one sentence each: values that are no links, other schemes."""
    found = []
    for match in _TARGET.finditer(skeleton.text):
        target = match[1]
        whole = TOKEN.fullmatch(target)
        if whole:
            shown = skeleton.values[ord(target) - FIRST]
            if shown.kind not in {"url", "gap"}:
                found.append(f"a link leads to a {shown.kind}; its variable must be of type url")
            continue
        written = _WRITTEN.match(target)
        if written is None or TOKEN.search(written.group()):
            shown_target = TOKEN.sub("…", target)
            found.append(f'a link leads to "{shown_target}"; write https:// or mailto: and a host')
    return found


def fill_text(text: str, values: tuple[Shown, ...]) -> str:
    """The values as they are; a line break in one keeps the indentation it stands in."""

    def put(match: re.Match[str]) -> str:
        shown = values[ord(match.group()) - FIRST]
        if shown.kind != "block" or "\n" not in shown.text:
            return shown.text
        line = text.rfind("\n", 0, match.start()) + 1
        indent = re.match(r" *(?:[-*] |\d+\. )?", text[line:])
        width = len(indent.group()) if indent else 0
        return shown.text.replace("\n", "\n" + " " * width)

    return TOKEN.sub(put, text)


def fill_html(
    parts: tuple[str | tuple[str, int], ...], values: tuple[Shown, ...], style: str
) -> str:
    """The values escaped for their places; ``parts`` alternate markup and ``(place, index)``."""
    filled = []
    for part in parts:
        if isinstance(part, str):
            filled.append(part)
        else:
            place, index = part
            filled.append(_IN_HTML[place](values[index], style))
    return "".join(filled)


def _as_content(shown: Shown, style: str) -> str:
    text = _as_label(shown, style)
    if shown.kind == "url":
        return f'<a href="{html.escape(shown.text)}" style="{style}">{text}</a>'
    if shown.kind == "email":
        return f'<a href="mailto:{html.escape(_quoted_address(shown.text))}" style="{style}">{text}</a>'
    return text


def _as_label(shown: Shown, style: str) -> str:
    text = html.escape(shown.text)
    if shown.kind == "block":
        text = text.replace("\n", "<br>\n")
    return f"<bdi>{text}</bdi>" if _RIGHT_TO_LEFT.search(text) else text


def _as_link(shown: Shown, style: str) -> str:
    return html.escape(shown.text)


def _as_part(shown: Shown, style: str) -> str:
    return html.escape(quote(shown.text, safe=""))


def _as_address(shown: Shown, style: str) -> str:
    return html.escape(_quoted_address(shown.text))


def _quoted_address(address: str) -> str:
    return quote(address, safe="@+")


def _as_attribute(shown: Shown, style: str) -> str:
    return html.escape(shown.text.replace("\n", " "))


_IN_HTML: dict[str, Callable[[Shown, str], str]] = {
    "content": _as_content,
    "label": _as_label,
    "link": _as_link,
    "part": _as_part,
    "address": _as_address,
    "attribute": _as_attribute,
}
