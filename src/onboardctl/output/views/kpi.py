"""KPI definitions, explanations and checks for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.kpi import (
    KpiCheck,
    KpiDiff,
    KpiExplained,
    KpiHistory,
    KpiList,
    KpiRebuilt,
    KpiRecorded,
)
from onboardctl.output.document import Cell, Column, Document, Fields, Heading, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.payloads.kpi import KpiCard, KpiLine, KpiMember, KpiQuery
    from onboardctl.output.document import Block
    from onboardctl.output.look import Look

_DAY = 1440


def kpi_list(payload: KpiList, look: Look) -> Document:
    """Ids with title, target and kind, or with what feeds them."""
    if payload.show_sources:
        return _sources(payload)
    columns = (
        Column("id", "KPI", keep=True),
        Column("title", "Title", drop=1),
        Column("target", "Target"),
        Column("kind", "Kind", drop=2),
        Column("owner", "Owner", wide=True),
        Column("source", "Source", wide=True),
    )
    rows = tuple(
        (card.id, card.title, card.target, card.kind, card.owner, card.source)
        for card in payload.kpis
    )
    return Document((Table(columns, rows, empty="no KPI is defined"),))


def _sources(payload: KpiList) -> Document:
    columns = (
        Column("id", "KPI", keep=True),
        Column("facts", "Rests on"),
        Column("commands", "Recorded by"),
        Column("by_hand", "By hand", drop=1),
    )
    rows = tuple(
        (
            card.id,
            ", ".join(dict.fromkeys(one.facts for one in card.sources)),
            ", ".join(dict.fromkeys(name for one in card.sources for name in one.commands)),
            by_hand(card),
        )
        for card in payload.kpis
    )
    return Document((Table(columns, rows, empty="no KPI is defined"),))


def by_hand(card: KpiCard) -> str:
    """``yes`` when people write the number down, ``partly`` when some of it; empty when facts do."""
    manual = [one.manual for one in card.sources]
    return "" if not any(manual) else "yes" if all(manual) else "partly"


def kpi_explained(payload: KpiExplained, look: Look) -> Document:
    """The definition, then the value, then everyone behind it."""
    card = payload.kpi
    blocks: list[Block] = [
        Heading(f"{card.title} ({card.id}, version {card.version})"),
        Fields(tuple(_definition(card))),
    ]
    if payload.line is not None:
        blocks.append(Fields(tuple(_value(payload.line)), title="Value"))
        if payload.line.excluded:
            blocks.append(_left_out(payload.line))
    if payload.rows is not None:
        blocks.append(_members(payload.rows, look))
    if payload.queries:
        blocks.append(_asked(payload.queries))
        if payload.show_sql:
            sql = {one.name: one.sql for one in payload.queries}
            blocks += [Lines(tuple(text.splitlines()), title=name) for name, text in sql.items()]
    if card.notes:
        blocks.append(Lines(card.notes, title="Notes"))
    return Document(tuple(blocks), ids=(card.id,))


def _definition(card: KpiCard) -> list[tuple[str, Cell | str]]:
    pairs = [
        ("question", card.question),
        ("definition", card.definition),
        ("kind", card.kind),
        *[(part.partition(": ")[0], part.partition(": ")[2]) for part in card.measure],
        ("unit", card.unit),
        ("direction", f"{card.direction} is better" if card.direction != "range" else "in range"),
        ("target", f"{card.target} (origin: {card.origin})" if card.target else "none"),
        ("bands", ", ".join(card.bands)),
        ("judged from", f"n {card.min_n}"),
        ("maturity", _age(card.maturity_minutes)),
        ("interval", "" if card.interval == "none" else card.interval),
        ("rests on", _rests_on(card)),
        ("parts by tier", _TIER_RULES[card.tier_rule]),
        ("owner", card.owner),
        ("cadence", ", ".join(f"{name} {rhythm}" for name, rhythm in card.cadence.items())),
        ("source", card.source),
        ("status", card.status),
    ]
    return [(name, text) for name, text in pairs if text]


def _rests_on(card: KpiCard) -> str:
    """Each kind of fact with the commands that record it, in the order of the measure."""
    commands: dict[str, dict[str, None]] = {}
    for one in card.sources:
        commands.setdefault(one.facts, {}).update(dict.fromkeys(one.commands))
    return "; ".join(f"{facts} ({', '.join(names)})" for facts, names in commands.items())


_TIER_RULES = {
    "at_event": "by the tier of the moment; a later upgrade does not rewrite it",
    "current": "",
}


def _value(line: KpiLine) -> list[tuple[str, Cell | str]]:
    met = {True: "yes", False: "no", None: "not known"}[line.target_met]
    pairs: list[tuple[str, Cell | str]] = [
        ("period", line.period if line.complete else f"{line.period}, to date"),
        ("value", line.text),
    ]
    if line.target is not None:
        pairs += [("target", line.target.text), ("target met", met)]
        pairs.append(("evidence", line.verdict.replace("_", " ")))
    if line.band is not None:
        pairs.append(("band", line.band))
    pairs += [("note", remark) for remark in line.remarks]
    return pairs


def _left_out(line: KpiLine) -> Table:
    columns = (Column("cases", "Left out", align="right"), Column("reason", "Because"))
    return Table(columns, tuple((str(one.cases), one.reason) for one in line.excluded))


def _asked(queries: tuple[KpiQuery, ...]) -> Table:
    columns = (Column("name", "Asked of the store"), Column("values", "With"))
    rows = tuple(
        (one.name, ", ".join(f"{name}={value}" for name, value in one.values.items()))
        for one in queries
    )
    return Table(columns, rows)


def kpi_history(payload: KpiHistory, look: Look) -> Document:
    """Each period with value, verdict and band; the running one says so."""
    columns = (
        Column("period", "Period"),
        Column("text", "Value"),
        Column("target_met", "Met"),
        Column("band", "Band", drop=2),
        Column("verdict", "Evidence"),
        Column("interval", "Interval", drop=3),
        Column("remarks", "Notes", drop=1),
    )
    met = {True: "yes", False: "no", None: ""}
    rows = tuple(
        (
            line.period if line.complete else f"{line.period}, to date",
            line.text,
            met[line.target_met],
            line.band or "",
            line.verdict.replace("_", " ") if line.target else "",
            _ends(line),
            "; ".join(line.remarks),
        )
        for line in payload.lines
    )
    card = payload.kpi
    heading = f"{card.title} ({card.id}, version {card.version})"
    target = f", target {card.target}" if card.target else ""
    return Document((Heading(heading + target), Table(columns, rows)), ids=(card.id,))


def _ends(line: KpiLine) -> str:
    if line.interval is None:
        return ""
    scale = 100 if line.unit == "ratio" else 1
    ends = [
        "not reached" if end is None else f"{end * scale:.0f}"
        for end in (line.interval.low, line.interval.high)
    ]
    return " to ".join(ends)


def kpi_diff(payload: KpiDiff, look: Look) -> Document:
    """Field by field, with what each change touches."""
    columns = (
        Column("field", "Field"),
        Column("before", f"{payload.before} (version {payload.before_version})"),
        Column("after", f"{payload.after} (version {payload.after_version})"),
        Column("effect", "Changes"),
    )
    rows = tuple((one.field, one.before, one.after, one.effect) for one in payload.changes)
    return Document(
        (Heading(payload.id), Table(columns, rows, empty="nothing changed")), ids=(payload.id,)
    )


def _members(rows: tuple[KpiMember, ...], look: Look) -> Table:
    columns = (
        Column("name", "Partner"),
        Column("state", "Counts as"),
        Column("detail", "Detail"),
        Column("at", "When", drop=1),
    )
    return Table(
        columns,
        tuple(
            (row.name or "our team", row.state, row.detail, look.instant(row.at)) for row in rows
        ),
        title="Behind the number",
        empty="nobody stands behind this number",
    )


def kpi_check(payload: KpiCheck, look: Look) -> Document:
    """What was read; findings are printed with their source lines beside the result."""
    files = "1 file" if len(payload.files) == 1 else f"{len(payload.files)} files"
    errors = sum(finding.severity == "error" for finding in payload.findings)
    return Document(
        (
            Fields(
                (
                    ("read", f"{payload.kpi_count} KPIs in {files}"),
                    ("errors", str(errors)),
                    ("warnings", str(len(payload.findings) - errors)),
                )
            ),
        )
    )


def kpi_recorded(payload: KpiRecorded, look: Look) -> Document:
    """Nothing beyond the sentence: what was recorded is in the message."""
    return Document((), ids=(payload.partner,))


def kpi_rebuilt(payload: KpiRebuilt, look: Look) -> Document:
    """What is wrong; nothing beyond the sentence when all is right."""
    if not payload.wrong:
        return Document(())
    columns = (
        Column("source", "Of"),
        Column("period", "Period"),
        Column("segment", "Part or partner"),
        Column("kpi", "KPI", keep=True),
    )
    rows = tuple((one.source, one.period, one.segment, one.kpi) for one in payload.wrong)
    return Document((Table(columns, rows, title="Not what the rows say"),))


def _age(minutes: int) -> str:
    if not minutes:
        return ""
    return f"{minutes // _DAY} days" if minutes % _DAY == 0 else f"{minutes // 60} hours"


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    KpiList: kpi_list,
    KpiExplained: kpi_explained,
    KpiCheck: kpi_check,
    KpiRecorded: kpi_recorded,
    KpiRebuilt: kpi_rebuilt,
    KpiHistory: kpi_history,
    KpiDiff: kpi_diff,
}
