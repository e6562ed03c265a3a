"""What changed between two definitions, in ids and fields, and the version bump that it requires.

Texts, links and agendas are a patch. Added tasks, items and facts with a default, looser targets,
moved windows and changed owners are minor. What is removed without a migration, tightened gates,
changed anchors, units and identities are major (PB501).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import playbook as p
from onboardctl.core import points
from onboardctl.core.record import NamedTuple
from onboardctl.core.target import is_tighter

if TYPE_CHECKING:
    from collections.abc import Iterator

BUMPS = ("none", "patch", "minor", "major")

_IGNORED = frozenset({"digest", "source", "line", "version", "id", "layers"})
_PATCH = frozenset({
    "auto",
    "title", "text", "notes", "agenda", "summary", "goal", "resources", "history", "review", "symptom",
    "principles", "points", "duties", "daily", "skills", "support", "topics", "celebration", "question",
    "description", "training", "segments", "workflows", "benefits", "what", "note", "ask", "url", "place",
    "participants", "requirements", "deliverables", "does", "steps", "troubleshooting",
})  # fmt: skip
_MAJOR = frozenset(
    {
        "origin",
        "anchors",
        "calendar",
        "type",
        "choices",
        "unit",
        "derived",
        "given",
        "gate",
        "applies_to",
    }
)
_NAMES: dict[type, str] = {
    p.Task: "task", p.Phase: "phase", p.Item: "item", p.Criterion: "criterion", p.Message: "message",
    p.Recurring: "recurring work", p.Anchor: "anchor", p.Fact: "fact", p.Role: "role", p.MetricSpec: "metric",
    p.Outcome: "outcome", p.OutcomeCriterion: "outcome criterion", p.Escalation: "escalation",
    p.KnownIssue: "known issue", p.Adjustment: "adjustment", p.Stage: "stage", p.ScoredFactor: "factor",
    p.Workflow: "workflow", p.HealthIndicator: "health indicator", p.Resource: "resource",
    p.TrainingSession: "training session", p.PreparedStep: "prepared step", p.SegmentProfile: "segment",
}  # fmt: skip
_PASSING = frozenset({"text", "words"})


class Change(NamedTuple):
    """One difference.

    Attributes:
        path: where, as kinds and ids: ``task kickoff-call / item own-channel``; empty for the playbook.
        field: the key that differs; empty when the whole thing was added or removed.
        kind: ``added``, ``removed``, ``changed`` or ``renamed``.
        before: the old value as a person writes it; empty when there was none.
        after: the new value; empty when there is none.
        bump: what it requires: ``patch``, ``minor`` or ``major``.
    """

    path: str
    field: str
    kind: str
    before: str
    after: str
    bump: str


def changes(old: p.Playbook, new: p.Playbook) -> tuple[Change, ...]:
    """Every difference, in the order of the fields of a playbook."""
    mapped = _mapped(new)
    return tuple(_records(old, new, "", mapped))


def required_bump(found: tuple[Change, ...]) -> str:
    """The gravest of all changes; ``none`` when nothing differs."""
    return max((change.bump for change in found), key=BUMPS.index, default="none")


def actual_bump(old: str, new: str) -> str:
    """What two version numbers say; ``none`` when the new one is not higher."""
    before, after = _numbers(old), _numbers(new)
    if after <= before:
        return "none"
    for number, name in enumerate(("major", "minor", "patch")):
        if before[number] != after[number]:
            return name
    return "none"


def edition_bump(old: p.Playbook, new: p.Playbook) -> str:
    """The most that is said by the version numbers of a playbook and of those below it."""
    was = {one.id: one.version for one in old.layers}
    pairs = [(was[one.id], one.version) for one in new.layers if one.id in was]
    said = [actual_bump(*pair) for pair in ((old.version, new.version), *pairs)]
    return max(said, key=BUMPS.index)


def next_version(old: str, bump: str) -> str:
    """The smallest version that says so.

    >>> next_version("1.2.1", "minor")
    '1.3.0'
    """
    major, minor, patch = _numbers(old)
    if bump == "major":
        return f"{major + 1}.0.0"
    if bump == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if bump == "patch" else old


class _Mapped(NamedTuple):
    """What migrations say: old ids that live on, and how."""

    renamed: dict[str, str]
    gone: frozenset[str]


def _mapped(new: p.Playbook) -> _Mapped:
    renamed = {old: now for one in new.migrations for old, now in one.rename}
    gone = {old for one in new.migrations for old, _ in (*one.split, *one.drop)}
    gone |= {old for one in new.migrations for _, olds in one.merge for old in olds}
    return _Mapped(renamed, frozenset(gone))


def _records(old: Any, new: Any, path: str, mapped: _Mapped) -> Iterator[Change]:
    for name, before, after in zip(old._fields, old, new, strict=True):
        if (name in _IGNORED and not (name == "id" and not path)) or before == after:
            continue
        if _has_ids(before) or _has_ids(after):
            yield from _lists(name, before or (), after or (), path, mapped)
        else:
            yield _field(name, before, after, path, type(old))


def _lists(name: str, before: Any, after: Any, path: str, mapped: _Mapped) -> Iterator[Change]:
    olds = {one.id: one for one in before}
    news = {one.id: one for one in after}
    for ident, one in olds.items():
        now = mapped.renamed.get(ident, ident)
        if now in news:
            if now != ident:
                yield Change(_path(path, one), "", "renamed", ident, now, "minor")
            yield from _records(one, news[now], _path(path, news[now]), mapped)
        else:
            bump = "minor" if ident in mapped.gone else _bump_of(name, "patch", "major")
            yield Change(_path(path, one), "", "removed", _label(one), "", bump)
    kept = {mapped.renamed.get(ident, ident) for ident in olds}
    for ident, one in news.items():
        if ident not in kept:
            yield Change(_path(path, one), "", "added", "", _label(one), _added_bump(name, one))
    if [mapped.renamed.get(i, i) for i in olds if i in news] != [i for i in news if i in olds]:
        yield Change(path, name, "changed", ", ".join(olds), ", ".join(news), "patch")


def _field(name: str, before: Any, after: Any, path: str, kind: type) -> Change:
    bump = "patch" if name in _PATCH else "major" if name in _MAJOR or name == "id" else "minor"
    if name == "origin" and path:
        bump = "patch"
    if kind is p.Anchor and name != "title":
        bump = "major"
    if isinstance(before, p.Target) and isinstance(after, p.Target):
        tighter = is_tighter(after, before)
        bump = (
            "minor"
            if tighter is False
            else "major"
            if kind is p.Criterion or tighter is None
            else "minor"
        )
    if name == "optional" and before is True and kind is p.Task:
        bump = "major"
    if isinstance(before, dict) or isinstance(after, dict):
        return Change(path, name, "changed", "", "", bump)
    return Change(path, name, "changed", *_difference(before, after), bump)


def _difference(before: Any, after: Any) -> tuple[str, str]:
    """Both values as written; of two lists only the entries that the other does not have."""
    lists = isinstance(before, tuple) and isinstance(after, tuple)
    if lists and not hasattr(before, "_fields") and set(map(repr, before)) != set(map(repr, after)):
        gone = tuple(one for one in before if one not in after)
        come = tuple(one for one in after if one not in before)
        return shown(gone), shown(come)
    return shown(before), shown(after)


def _bump_of(name: str, light: str, heavy: str) -> str:
    return light if name in _PATCH or name == "roles" else heavy


def _added_bump(name: str, one: Any) -> str:
    if name in _PATCH:
        return "patch"
    if isinstance(one, p.Criterion) and name == "gate":
        return "major"
    if isinstance(one, p.Fact) and one.default is None:
        return "major"
    if isinstance(one, p.Anchor) and one.given == "required":
        return "major"
    return "minor"


def shown(value: Any) -> str:
    """A value as a playbook writes it."""
    if value is None or value == ():
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, p.Duration):
        return points.format_duration(value)
    if isinstance(value, p.Point):
        return points.format_point(value)
    if isinstance(value, p.Link):
        return value.task + (f" + {points.format_duration(value.lag)}" if value.lag else "")
    if isinstance(value, (p.Window, p.Deadline, p.Condition, p.Target)):
        return value.text
    if isinstance(value, p.Agenda):
        return f"{value.minutes or '?'} minutes, {len(value.items)} blocks"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ", ".join(shown(one) for one in value)
    if hasattr(value, "_fields"):
        told = (
            f"{name} {shown(one)}"
            for name, one in zip(value._fields, value, strict=True)
            if one not in {None, ()}
        )
        return "; ".join(told)
    return str(value)


def _has_ids(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and bool(value)
        and hasattr(value[0], "id")
        and hasattr(value[0], "_fields")
    )


def _path(path: str, one: Any) -> str:
    here = f"{_NAMES.get(type(one), 'KPI')} {one.id}"
    return f"{path} / {here}" if path else here


def _label(one: Any) -> str:
    return str(getattr(one, "title", None) or getattr(one, "text", None) or one.id)


def _numbers(version: str) -> tuple[int, int, int]:
    parts = [int(part) if part.isdigit() else 0 for part in version.split(".")[:3]]
    major, minor, patch = (*parts, 0, 0, 0)[:3]
    return major, minor, patch
