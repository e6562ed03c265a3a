"""What is reached and measured: outcomes, checklists over all partners, KPIs, metrics, SLA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.output.playbook_document.words import (
    Names,
    joined,
    length,
    section,
    text,
    value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.playbook import MetricSpec, Outcome, OutcomeCriterion, Playbook

_BOUNDS = {
    ">=": "at least {}",
    ">": "above {}",
    "<=": "at most {}",
    "<": "under {}",
    "==": "exactly {}",
}
_SOURCES = {"task": "task {}", "recurring": "scheduled: {}", "metric": "measured: {}"}


def outcomes(playbook: Playbook, names: Names) -> Iterator[str]:
    """States of success of one partner, then the checklists over all of them."""
    for title, listed in (
        ("Outcomes", playbook.outcomes),
        ("Checklists over all partners", playbook.cohort),
    ):
        yield from section(title, [line for one in listed for line in _outcome(one, names)])


def _outcome(outcome: Outcome, names: Names) -> Iterator[str]:
    within = f" ({text(outcome.within.text)})" if outcome.within else ""
    yield f"**{text(outcome.title)}**{within}"
    yield ""
    for one in outcome.criteria:
        target = f", {text(one.target.text)}" if one.target else ""
        lasting = f", for {length(one.after)}" if one.after else ""
        source = f" ({_source(one, names)})" if one.ref else ""
        yield f"- [ ] {text(one.text)}{target}{lasting}{source}"
    yield ""


def _source(one: OutcomeCriterion, names: Names) -> str:
    """Where the truth of a criterion is found."""
    if one.kind == "attest":
        return f"confirmed by {names.of('role', one.ref)}"
    if one.kind in {"item", "gate"}:
        task, _, part = one.ref.partition("/")
        where = f"{'gate' if one.kind == 'gate' else 'item'} of {names.of('task', task)}"
        return f"{where}: {names.of('item', one.ref)}" if part else where
    return _SOURCES[one.kind].format(names.of(one.kind, one.ref))


def figures(playbook: Playbook, names: Names) -> Iterator[str]:
    """KPIs by group, the metrics that are recorded, and the SLA."""
    lines: list[str] = []
    groups = dict.fromkeys(kpi.group or "" for kpi in playbook.kpis)
    for group in groups:
        if len(groups) > 1:
            lines += [f"### {text(group or 'Other')}", ""]
        lines += [_kpi(kpi) for kpi in playbook.kpis if (kpi.group or "") == group]
        lines.append("")
    yield from section("KPIs", lines)
    yield from section("Metrics", [_metric(one) for one in playbook.metrics])
    yield from section("SLA", _plain(playbook.sla) if playbook.sla else ())


def _kpi(kpi: KpiDefinition) -> str:
    target = ""
    if kpi.target is not None:
        unit = f" {kpi.unit}" if kpi.unit and kpi.unit[0].isalpha() else kpi.unit
        upper = kpi.target.upper
        bound = (
            f"{kpi.target.value} to {upper}"
            if upper
            else _BOUNDS[kpi.target.op].format(kpi.target.value)
        )
        target = f"target {bound}{unit}"
    bands = joined((f"{band.name} {_band(band.when)}" for band in kpi.bands), ", ")
    told = joined((kpi.definition.removesuffix("."), target, bands))
    return f"- **{text(kpi.title)}**: {text(told)}"


def _band(when: str) -> str:
    """A range of a band in words; what is no single bound stays as written."""
    op, _, bound = when.partition(" ")
    return _BOUNDS[op].format(bound) if op in _BOUNDS and bound.count(" ") == 0 else when


def _metric(one: MetricSpec) -> str:
    unit = f" in {text(one.unit)}" if one.unit else ""
    question = f': "{text(one.question)}"' if one.question else ""
    target = f", target {text(one.target.text)}" if one.target else ""
    return f"- {text(one.title)} (`{one.id}`){unit}{question}{target}"


def _plain(data: dict[str, Any], indent: str = "") -> Iterator[str]:
    """Data of another format as nested lists; what is small stands in one line."""
    for key, inner in data.items():
        name = f"{indent}- {_label(key)}"
        if isinstance(inner, dict) and any(isinstance(one, dict) for one in inner.values()):
            yield f"{name}:"
            yield from _plain(inner, indent + "  ")
        elif isinstance(inner, list) and any(isinstance(one, dict) for one in inner):
            yield f"{name}:"
            yield from (f"{indent}  - {_inline(one)}" for one in inner)
        elif isinstance(inner, dict) and any(isinstance(one, list) for one in inner.values()):
            yield f"{name}:"
            yield from _plain(inner, indent + "  ")
        else:
            yield f"{name}: {_inline(inner)}"


def _inline(data: Any) -> str:
    if isinstance(data, dict):
        return ", ".join(f"{_label(key)} {_inline(one)}" for key, one in data.items())
    if isinstance(data, list):
        return "; ".join(_inline(one) for one in data)
    return value(data)


def _label(key: Any) -> str:
    return text(str(key).replace("_", " "))
