"""From the keys of a record to its value, where the two differ."""

from __future__ import annotations

from typing import Any

from onboardctl.core import playbook as p
from onboardctl.core.names import slug
from onboardctl.core.record import NamedTuple


class Stated(NamedTuple):
    """A task as the file states it: its value, and the steps and recurring work inside it."""

    id: str
    task: p.Task
    steps: tuple[Any, ...] = ()
    recurring: tuple[p.Recurring, ...] = ()


class StatedPhase(NamedTuple):
    """A phase as the file states it, with its tasks."""

    id: str
    phase: p.Phase
    tasks: tuple[Stated, ...] = ()


class Entry(NamedTuple):
    """A task whose gate opens a phase."""

    gate: str


def titled(ident: str) -> str:
    """An id as a title: ``first_value`` is ``First value``."""
    words = ident.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def task(
    *, steps: tuple[Any, ...] = (), recurring: tuple[p.Recurring, ...] = (), **values: Any
) -> Stated:
    """A task; its phase is set when the playbook is put together."""
    values.setdefault("owners", ())
    values.setdefault("title", "")
    return Stated(values.get("id", ""), p.Task(phase="", **values), steps, recurring)


def phase(
    *, tasks: tuple[Stated, ...] = (), entry: tuple[Entry, ...] = (), **values: Any
) -> StatedPhase:
    """A phase with its tasks inside."""
    values["entry"] = tuple(one.gate for one in entry)
    return StatedPhase(values["id"], p.Phase(**values), tasks)


def item(**values: Any) -> p.Item:
    """A line of a checklist; its id is made from the text when the file gives none."""
    return p.Item(**{"id": "", **values})


def line(**values: Any) -> p.Line | str:
    """An entry of a list; its text alone when the file says no more."""
    return p.Line(**values) if len(values) > 1 else str(values["text"])


def message(**values: Any) -> p.Message:
    """A mail; its id is its template when the file gives none."""
    values.setdefault("id", str(values.get("template", "")).replace("_", "-"))
    return p.Message(**values)


def criterion(**values: Any) -> p.Criterion:
    """A condition of a gate or a measure of a task."""
    target, metric = values.get("target"), values.get("metric")
    text = values.get("text")
    if not text and metric:
        text = f"{titled(metric)} {target.text}" if target else titled(metric)
    return p.Criterion(**{**values, "id": values.get("id") or "", "text": text or ""})


_KINDS = ("item", "task", "gate", "recurring", "metric", "factors", "attest")


def outcome_criterion(**values: Any) -> p.OutcomeCriterion:
    """One line of an outcome; a lone text is attested by a person."""
    kind, ref = "attest", ""
    for name in _KINDS:
        found = values.pop(name, None)
        if found:
            kind, ref = name, found
    return p.OutcomeCriterion(**{"id": "", **values, "kind": kind, "ref": ref})


def stage_criterion(**values: Any) -> p.OutcomeCriterion:
    """One line of a stage, named by its text when it has no id."""
    values.setdefault("id", slug(values["text"]))
    return outcome_criterion(**values)


def outcome(**values: Any) -> p.Outcome:
    """A state of success."""
    values.setdefault("title", titled(values["id"]))
    return p.Outcome(**values)


def anchor(**values: Any) -> p.Anchor:
    """A date others hang on."""
    return p.Anchor(**values)


def fact(**values: Any) -> p.Fact:
    """A typed fact; ``one_of`` makes it a choice."""
    if values.get("choices"):
        values["type"] = "choice"
    values.setdefault("type", "text")
    return p.Fact(**values)


def adjustment(**values: Any) -> p.Adjustment:
    """A stretch: the range and the value assumed within it."""
    nothing = p.Duration(0, "d")
    by = values.pop("by") or (nothing, nothing)
    least, most = by
    values["assume"] = values.get("assume") or least
    values["when"] = values.get("when") or p.Condition("", ["and"])
    return p.Adjustment(**values, least=least, most=most)


def watch(**values: Any) -> p.Watch:
    """What to keep an eye on, and for how long."""
    values["duration"] = values.get("duration") or p.Duration(0, "h")
    return p.Watch(**values)


def prepared(**values: Any) -> p.PreparedStep:
    """Something due before an occurrence."""
    values["due"] = values.get("due") or p.Duration(0, "d")
    return p.PreparedStep(**{"id": "", **values})


def recurring(**values: Any) -> p.Recurring:
    """Work that comes back."""
    return p.Recurring(**values)


def escalation(**values: Any) -> p.Escalation:
    """A ladder; its title is its id when the file gives none."""
    values.setdefault("title", titled(values["id"]))
    return p.Escalation(**values)


def metric(**values: Any) -> p.MetricSpec:
    """A number; its title is its id when the file gives none."""
    values.setdefault("title", titled(values["id"]))
    return p.MetricSpec(**values)


def certification(**values: Any) -> p.Certification:
    """A quiz with its pass mark."""
    values["passing"] = values.get("passing") or p.Target("", ">=", "0")
    return p.Certification(**values)


def health(
    *, warning: Any = (), positive: Any = (), indicators: Any = ()
) -> tuple[p.HealthIndicator, ...]:
    """Indicators as one list, or as the two lists of warning signs and good signs."""
    bad = tuple(one if one.bad else one._replace(bad=one.title) for one in warning)
    good = tuple(one if one.good else one._replace(good=one.title) for one in positive)
    return (*indicators, *good, *bad)


def indicator(**values: Any) -> p.HealthIndicator:
    """A sign of health."""
    values.setdefault("title", titled(values.get("id") or ""))
    return p.HealthIndicator(**{"id": "", **values})


def factor(**values: Any) -> p.ScoredFactor:
    """A factor of a score."""
    return p.ScoredFactor(**values)


def resource(**values: Any) -> p.Resource:
    """A named link."""
    values.setdefault("title", titled(values.get("id") or ""))
    return p.Resource(**{"id": "", **values})


def link(**values: Any) -> p.Link:
    """An order between two tasks."""
    return p.Link(**values)
