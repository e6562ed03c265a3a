"""How the document says things: escaped texts, lists, lengths of time, names instead of ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onboardctl.core.playbook import Duration, Playbook, Point

_MARKUP = re.compile(r"([\\`*\[\]<>|]|(?<!\w)[_#]|_(?!\w))")
_AUTOLINK = re.compile(r"https?://\S+")
_UNITS = {
    "m": "minute",
    "h": "hour",
    "bh": "business hour",
    "d": "day",
    "bd": "business day",
    "w": "week",
    "mo": "month",
}
_EDGES = {"start": "the start of", "finish": "the end of", "done": "the completion of"}
_RECIPIENTS = {
    "primary_contact": "the primary contact",
    "executive_sponsor": "the executive sponsor",
    "team": "the team",
    "partners": "all partners",
}


class Names:
    """Titles of what a playbook speaks of by id; what has no title keeps its id."""

    def __init__(self, playbook: Playbook) -> None:
        """Collect the titles of roles, tasks, anchors, metrics, ladders, stages and KPIs."""
        self._titles: dict[str, dict[str, str]] = {
            kind: {one.id: one.title or one.id for one in listed}
            for kind, listed in (
                ("role", playbook.roles),
                ("task", playbook.tasks),
                ("phase", playbook.phases),
                ("anchor", playbook.anchors),
                ("metric", playbook.metrics),
                ("escalation", playbook.escalations),
                ("stage", playbook.stages),
                ("recurring", playbook.recurring),
                ("kpi", playbook.kpis),
            )
        }
        inside = self._titles["item"] = {}
        for task in playbook.tasks:
            inside |= {f"{task.id}/{one.id}": one.text for one in task.gate}
            inside |= {
                f"{task.id}/{one.id}": one.text for one in (*task.preparation, *task.checklist)
            }

    def of(self, kind: str, ident: str) -> str:
        """The title of one thing, escaped."""
        return text(self._titles[kind].get(ident, ident))

    def all(self, kind: str, idents: Iterable[str], joint: str = ", ") -> str:
        """Titles in the order given."""
        return joint.join(self.of(kind, ident) for ident in idents)

    def recipient(self, ident: str) -> str:
        """Who a mail goes to."""
        if ident in self._titles["role"]:
            return self.of("role", ident)
        return text(_RECIPIENTS.get(ident, ident))

    def moment(self, point: Point) -> str:
        """A point in words: ``12 months after Contract signed``."""
        if point.kind == "task":
            told = f"{_EDGES[point.edge or 'finish']} {self.of('task', point.ref)}"
        else:
            told = self.of("anchor", point.ref)
        for offset in point.offsets:
            side = "before" if offset.amount < 0 else "after"
            told = f"{length(offset._replace(amount=abs(offset.amount)))} {side} {told}"
        return told


def text(raw: str) -> str:
    """A text that Markdown shows as it is; addresses stay addresses."""
    done, start = [], 0
    for match in _AUTOLINK.finditer(raw):
        done += [_MARKUP.sub(r"\\\1", raw[start : match.start()]), f"<{match[0]}>"]
        start = match.end()
    done.append(_MARKUP.sub(r"\\\1", raw[start:]))
    return "".join(done).replace("\n", " ")


def section(title: str, lines: Iterable[str], level: int = 2) -> Iterator[str]:
    """A heading and what stands under it; nothing when there is nothing."""
    told = list(lines)
    if told:
        yield f"{'#' * level} {text(title)}"
        yield ""
        yield from told
        yield ""


def bullets(texts: Iterable[str]) -> Iterator[str]:
    """Each text as a line of a list."""
    return (f"- {text(one)}" for one in texts)


def numbered(texts: Iterable[str]) -> Iterator[str]:
    """Each text as a line of a list that counts."""
    return (f"{number}. {text(one)}" for number, one in enumerate(texts, 1))


def listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines under a title in bold; nothing when there are none."""
    told = list(lines)
    if told:
        yield f"**{title}:**"
        yield ""
        yield from told
        yield ""


def joined(parts: Iterable[str], joint: str = "; ") -> str:
    """What is not empty, in one line."""
    return joint.join(part for part in parts if part)


def length(duration: Duration | None) -> str:
    """A duration in words: ``3 business days``."""
    if duration is None:
        return ""
    plural = "" if duration.amount == 1 else "s"
    return f"{duration.amount} {_UNITS[duration.unit]}{plural}"


def value(raw: Any) -> str:
    """A plain value as people write it."""
    return text({True: "yes", False: "no"}[raw] if isinstance(raw, bool) else str(raw))
