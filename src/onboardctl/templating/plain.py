"""The text part: the same source without its marks, readable as it is in any mail client.

Works on the skeleton, before values are put in, so that a star or a bracket in a value stays what
it is. Understands the Markdown that templates use: headings, paragraphs, bullet and numbered lists
nested by indentation, rules, bold, emphasis, code and links. A paragraph stays one line: clients
wrap it to their own width, and it survives copying.
"""

import re
from functools import lru_cache

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})\s*")
_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[-*+]|\d{1,9}[.)])\s+(?P<text>.*)")
_LINK = re.compile(r"\[([^\]\[]+)\]\(\s*<?((?:[^()\s>]|\([^()\s]*\))+)>?\s*\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"(`+)(.+?)\1")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG_HEADING = 2
_UNDERLINE = "\ue002"
_LONGEST_LINE = 60


@lru_cache(maxsize=256)
def plain_text(skeleton: str) -> str:
    """The skeleton's text without Markdown marks.

    The characters that stand for values stay; :func:`underlined` follows when they are filled in.

    Numbered lists are counted anew, so that an entry left out by a condition leaves no hole.
    """
    return _Writer().write(skeleton)


def underlined(text: str) -> str:
    """The text with headings underlined to their length, once the values are in their places."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line == _UNDERLINE:
            lines[number] = "-" * max(3, min(_LONGEST_LINE, len(lines[number - 1])))
    return "\n".join(lines)


class _Writer:
    """One pass over the lines, with the open lists as a stack of (indent, next number)."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.lists: list[list[int]] = []
        self.open = False
        """A paragraph or an item is open: the next plain line continues it."""
        self.broken = False
        """The last line ended in a hard break."""

    def write(self, skeleton: str) -> str:
        for line in skeleton.split("\n"):
            self._line(line)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.out)).strip("\n")

    def _line(self, line: str) -> None:
        if not line.strip():
            self.open = False
            self.out.append("")
            return
        indent = len(line) - len(line.lstrip(" "))
        item = _ITEM.fullmatch(line.rstrip())
        heading = _HEADING.fullmatch(line.strip())
        if item and not _RULE.fullmatch(line.strip()):
            self._item(indent, item["mark"], item["text"])
        elif heading:
            self._heading(len(heading[1]), _inline(heading[2]))
        elif _RULE.fullmatch(line.strip()):
            self.lists.clear()
            self.out.append("-" * 40)
            self.open = False
        elif self.open:
            self._continue(line)
        else:
            self._paragraph(indent, line)

    def _item(self, indent: int, mark: str, text: str) -> None:
        while self.lists and self.lists[-1][0] > indent:
            self.lists.pop()
        numbered = mark[-1] in ".)"
        if not self.lists or self.lists[-1][0] < indent or bool(self.lists[-1][1]) != numbered:
            while self.lists and self.lists[-1][0] >= indent:
                self.lists.pop()
            self.lists.append([indent, 1 if numbered else 0])
        shown = mark
        if numbered:
            shown = f"{self.lists[-1][1]}."
            self.lists[-1][1] += 1
        self.out.append(f"{' ' * indent}{'-' if not numbered else shown} ")
        self._append(text)

    def _heading(self, level: int, text: str) -> None:
        self.lists.clear()
        self.out.append(text)
        if level <= _STRONG_HEADING:
            self.out.append(_UNDERLINE)
        self.open = False

    def _paragraph(self, indent: int, line: str) -> None:
        if not indent:
            self.lists.clear()
        self.out.append(" " * indent if self.lists else "")
        self._append(line.strip())

    def _continue(self, line: str) -> None:
        if self.broken:
            last = self.out[-1]
            hanging = re.match(r" *(?:- |\d+\. )?", last)
            self.out.append(" " * len(hanging.group()) if hanging else "")
        else:
            self.out[-1] += " "
        self._append(line.strip())

    def _append(self, text: str) -> None:
        self.broken = text.endswith("\\")
        self.out[-1] += _inline(text.removesuffix("\\").rstrip())
        self.open = True


def _inline(text: str) -> str:
    text = _LINK.sub(_link, text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _BOLD.sub(r"\2", text)
    text = _EMPHASIS.sub(r"\2", text)
    text = _CODE.sub(r"\2", text)
    return _ESCAPED.sub(r"\1", text)


def _link(match: re.Match[str]) -> str:
    """``label: url`` where the line ends with it, ``label (url)`` within a sentence."""
    label, target = match[1], match[2]
    shown = target.removeprefix("mailto:")
    if label in {target, shown}:
        return shown
    # A full stop glued to an address would become a part of it in many programs.
    behind = match.string[match.end() :].strip("*_ ")
    return f"{label} ({shown})" if behind else f"{label}: {shown}"
