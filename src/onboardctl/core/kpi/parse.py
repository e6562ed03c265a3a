"""From the text of a KPI file to definitions, with every finding at its line and column.

Only the shape and the arithmetic of each definition are judged here; whether a task or a metric
exists is :mod:`onboardctl.core.kpi.references`. Source: docs/reference/kpi.md.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.definition import (
    INTERVALS,
    Band,
    Interval,
    Kind,
    KpiDefinition,
    KpiTarget,
    OnMiss,
    Population,
)
from onboardctl.core.kpi.measure import COMMON, KEYS, REQUIRED, read_measure
from onboardctl.core.kpi.reader import Reader
from onboardctl.core.kpi.soundness import unsound

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

OPERATORS = ("<", "<=", ">", ">=", "==", "range")
STATUSES = ("proposed", "approved", "retired")
ORIGINS = ("seed", "ours", "contract")
METHODS = ("wilson", "mean_t", "nps", "km_loglog", "none")


def parse_kpis(
    root: Node, playbook: str = ""
) -> tuple[tuple[KpiDefinition, ...], list[Diagnostic]]:
    """All definitions of a file that could be read, in file order, and everything found wrong.

    Args:
        root: the mapping under which ``kpis`` stands.
        playbook: the id that every KPI's id must begin with; empty asks nothing.
    """
    reader = Reader()
    listed = root.get("kpis")
    if listed is None or listed.kind != "list":
        reader.add((listed or root).problem("PB004", '"kpis" must be a list of definitions'))
        return (), reader.found
    definitions: list[KpiDefinition] = []
    places: dict[str, Node] = {}
    for node in listed:
        definition = _definition(node, playbook, reader)
        if definition is None:
            continue
        earlier = places.get(definition.id)
        if earlier is not None:
            where = node.get("id") or node
            reader.add(
                where.problem(
                    "PB102", f'id "{definition.id}" is used twice, first at {earlier.place}'
                )
            )
            continue
        places[definition.id] = node.get("id") or node
        definitions.append(definition)
    _check_terms(definitions, places, reader)
    return tuple(definitions), reader.found


def _definition(node: Node, playbook: str, reader: Reader) -> KpiDefinition | None:
    if node.kind != "map":
        reader.add(node.problem("PB004", "a KPI is a mapping with at least id, title and kind"))
        return None
    before = reader.errors
    kind = reader.choice(node, "kind", tuple(Kind), required=True)
    if not kind:
        return None
    reader.known_keys(node, (*COMMON, *KEYS[Kind(kind)]), f"KPI of kind {kind}")
    for key in REQUIRED[Kind(kind)]:
        if not any(node.get(one) for one in key.split("|")):
            written = key.replace("|", '" or "')
            reader.add(node.key_problem("kind", "PB004", f'a KPI of kind {kind} needs "{written}"'))
    definition = _read(node, Kind(kind), playbook, reader)
    if reader.errors > before:
        return None
    for fault in unsound(definition):
        reader.add(
            (node.get(fault.key) or node).problem(
                fault.code, fault.message, severity=fault.severity
            )
        )
    return definition if reader.errors == before else None


def _read(node: Node, kind: Kind, playbook: str, reader: Reader) -> KpiDefinition:
    return KpiDefinition(
        id=_id(node, playbook, reader),
        version=reader.whole(node, "version", 1, least=1),
        title=reader.text(node, "title", required=True),
        kind=kind,
        measure=read_measure(node, reader),
        unit=reader.text(node, "unit", required=kind is not Kind.TREND),
        direction=reader.choice(node, "direction", ("higher", "lower", "range"), required=True),
        definition=reader.text(node, "definition", required=True),
        target=_target(node, reader),
        bands=_bands(node, reader),
        origin=reader.choice(node, "origin", ORIGINS) or "seed",
        source=reader.text(node, "source"),
        question=reader.text(node, "question"),
        group=reader.text(node, "group"),
        entity=reader.text(node, "entity") or "partner",
        where=_where(node, reader),
        segment_by=reader.texts(node, "segment_by") or ("tier", "segment"),
        min_n=reader.whole(node, "min_n", 5, least=0),
        maturity_minutes=reader.minutes(node, "maturity") or 0,
        freshness_minutes=_freshness(node, reader),
        interval=_interval(node, kind, reader),
        owner=reader.text(node, "owner"),
        cadence=tuple((key, item.text) for key, item in (node.get("cadence") or node).items())
        if node.get("cadence")
        else (),
        on_miss=_on_miss(node, reader),
        used_by=reader.texts(node, "used_by"),
        status=reader.choice(node, "status", STATUSES) or "approved",
        notes=reader.texts(node, "notes"),
        line=node.line,
    )


def _id(node: Node, playbook: str, reader: Reader) -> str:
    text = reader.text(node, "id", required=True)
    where = node.get("id")
    if not text or where is None:
        return text
    owner, dot, name = text.partition(".")
    plain = name.replace("_", "").replace("-", "")
    if not dot or not plain.isalnum() or name != name.lower():
        reader.add(
            where.problem("PB101", f'id "{text}" must be <playbook>.<name>, as in beta-28-day.nps')
        )
    elif playbook and owner != playbook:
        reader.add(
            where.problem("PB101", f'id "{text}" must begin with the playbook: "{playbook}.{name}"')
        )
    return text


def _target(node: Node, reader: Reader) -> KpiTarget | None:
    given = node.get("target")
    if given is None:
        return None
    if given.kind != "map":
        reader.add(
            given.problem(
                "PB407",
                f'target "{given.text}" must spell its operator',
                hint='write it as {op: ">=", value: 80}',
            )
        )
        return None
    reader.known_keys(given, ("op", "value", "upper", "origin", "unit"), "target")
    op = reader.choice(given, "op", OPERATORS, required=True)
    value = reader.number(given, "value", required=True)
    upper = reader.number(given, "upper", required=op == "range")
    if op != "range" and upper is not None:
        reader.add(given.key_problem("upper", "PB407", '"upper" belongs to the operator range'))
    if op == "range" and value and upper and Fraction(value) > Fraction(upper):
        reader.add(given.problem("PB407", f"the range ends at {upper} before it starts at {value}"))
    origin = reader.choice(given, "origin", ORIGINS)
    return KpiTarget(op, value or "0", upper, origin or "seed") if op and value else None


def _bands(node: Node, reader: Reader) -> tuple[Band, ...]:
    from onboardctl.core.kpi.bands import parse_when

    given = node.get("bands")
    if given is None:
        return ()
    if given.kind != "list":
        reader.add(given.problem("PB004", '"bands" must be a list of {name, when}'))
        return ()
    bands = []
    for item in given:
        reader.known_keys(item, ("name", "when"), "band")
        name, when = (
            reader.text(item, "name", required=True),
            reader.text(item, "when", required=True),
        )
        if not when:
            continue
        try:
            bands.append(Band(name, when, parse_when(when)))
        except ValueError as error:
            reader.add((item.get("when") or item).problem("PB408", str(error)))
    return tuple(bands)


def _where(node: Node, reader: Reader) -> Population:
    given = node.get("where")
    if given is None:
        return Population()
    reader.known_keys(given, Population._fields, "where")
    return Population(*(reader.texts(given, key) for key in Population._fields))


def _freshness(node: Node, reader: Reader) -> int | None:
    given = node.get("freshness")
    if given is None:
        return None
    reader.known_keys(given, ("max_age", "source"), "freshness")
    return reader.minutes(given, "max_age")


def _interval(node: Node, kind: Kind, reader: Reader) -> Interval:
    usual = INTERVALS.get(kind, "none")
    given = node.get("interval")
    if given is None:
        return Interval(usual)
    reader.known_keys(given, ("method", "level"), "interval")
    method = reader.choice(given, "method", METHODS) or usual
    if method not in (usual, "none") and not (method == "wilson" and kind is Kind.CHECKLIST):
        reader.add(
            given.key_problem(
                "method", "PB425", f"a KPI of kind {kind} has the interval {usual} or none"
            )
        )
    level = reader.number(given, "level") or "0.95"
    if not 0 < Fraction(level) < 1:
        reader.add(given.key_problem("level", "PB425", f"level {level} must lie between 0 and 1"))
        level = "0.95"
    return Interval(method, level)


def _on_miss(node: Node, reader: Reader) -> OnMiss | None:
    given = node.get("on_miss")
    if given is None:
        return None
    reader.known_keys(given, ("open_action", "due", "play"), "on_miss")
    action = given.get("open_action")
    return OnMiss(
        bool(action is not None and action.value is True),
        reader.minutes(given, "due"),
        reader.text(given, "play") or None,
    )


def _check_terms(definitions: list[KpiDefinition], places: dict[str, Node], reader: Reader) -> None:
    """Formulas and trends name KPIs that exist and never lead back to themselves."""
    from onboardctl.core.names import did_you_mean

    terms = {one.id: _terms(one) for one in definitions}
    for definition in definitions:
        for term in terms[definition.id]:
            if term not in terms:
                reader.add(
                    places[definition.id].problem(
                        "PB423", f'no KPI is called "{term}"{did_you_mean(term, terms)}'
                    )
                )
        circle = _circle(definition.id, terms)
        if circle:
            reader.add(
                places[definition.id].problem(
                    "PB424", f"KPIs depend on each other in a circle: {' → '.join(circle)}"
                )
            )


def _terms(definition: KpiDefinition) -> tuple[str, ...]:
    measure = definition.measure
    return (*measure.terms, *((measure.trend_of,) if measure.trend_of else ()))


def _circle(start: str, terms: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    open_paths: list[tuple[str, ...]] = [(start,)]
    while open_paths:
        path = open_paths.pop()
        for term in terms.get(path[-1], ()):
            if term == start:
                return (*path, start)
            if term not in path:
                open_paths.append((*path, term))
    return ()
