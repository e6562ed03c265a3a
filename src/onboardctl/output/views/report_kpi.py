"""The KPI report as tables that read well at 80 columns and paste well into a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.report_kpi import KpiReport, Remedy
from onboardctl.output.document import Cell, Column, Document, Heading, Lines, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onboardctl.core.payloads.kpi import KpiCard, KpiLine
    from onboardctl.output.document import Block
    from onboardctl.output.look import Look

NO_DATA = "no data"
ROOMY = 100
"""Columns from which the evidence's verdict has a column; below it stands in the notes."""
MET = {True: ("yes", "good"), False: ("no", "bad"), None: ("-", "muted")}
TONES = {
    "met": "good",
    "missed": "bad",
    "undecided": "warning",
    "too_few": "warning",
    "maturing": "muted",
    "stale": "warning",
    "not_measured": "muted",
}

FIELDS = (
    "playbook",
    "id",
    "version",
    "title",
    "group",
    "segment",
    "period",
    "period_start",
    "period_end",
    "complete",
    "value",
    "numerator",
    "denominator",
    "n",
    "unit",
    "text",
    "target",
    "target_met",
    "band",
    "verdict",
    "interval_low",
    "interval_high",
    "interval_level",
    "open",
    "maturing",
    "excluded",
    "needed",
    "direction",
    "owner",
    "kind",
    "remarks",
    "definition",
)


def kpi_report(payload: KpiReport, look: Look) -> Document:
    """One table for each group; what has neither value nor target is named in one line."""
    blocks: list[Block] = [Heading(_title(payload))]
    blocks.append(Lines(tuple(_setting(payload, look))))
    speaking = {line.id for line in payload.kpis if _speaks(line)}
    shown = [line for line in payload.kpis if payload.show_all or line.id in speaking]
    blocks.extend(_table(payload, group, lines, look) for group, lines in _groups(shown).items())
    notes = tuple(_notes(payload, shown))
    if notes:
        blocks.append(Lines(notes, title="Notes"))
    blocks += [_remedy(remedy) for remedy in payload.remedies]
    silent = [one.title for one in payload.kpis if not one.segment and one not in shown]
    if silent:
        names = (f"{', '.join(silent)} (see them with --all)",)
        blocks.append(Lines(names, title="Neither data nor target"))
    if payload.show_definitions:
        blocks.append(Lines(tuple(_definitions(payload.definitions)), title="Definitions"))
    everything = (*payload.kpis, *payload.to_date, *payload.previous)
    records = Records(FIELDS, tuple(_record(line) for line in everything))
    ids = tuple(dict.fromkeys(line.id for line in payload.kpis))
    return Document(tuple(blocks), records, ids)


def _remedy(remedy: Remedy) -> Lines:
    """The steps a playbook advises where KPIs fall short."""
    steps = (f"{number}. {step}" for number, step in enumerate(remedy.steps, start=1))
    return Lines(tuple(steps), title=f"{remedy.symptom} ({', '.join(remedy.kpis)}): try")


def _title(payload: KpiReport) -> str:
    names = ", ".join(f"{use.playbook} {use.version}" for use in payload.playbooks)
    return f"KPIs of {names}" if names else "KPIs: no partner yet"


def _setting(payload: KpiReport, look: Look) -> Iterable[str]:
    """Period, moment and choice of partners, before any number."""
    if payload.period == "all":
        period = payload.progress
    else:
        period = f"{payload.label}, complete; beside it {payload.progress}"
    judged = [line for line in payload.kpis if line.target is not None and not line.segment]
    partners = sum(use.partner_count for use in payload.playbooks)
    yield f"Period: {period}. As of {look.local(payload.as_of):%Y-%m-%d %H:%M}."
    chosen = ", ".join(f"{name} {value}" for name, value in payload.filters.items())
    counted = "1 partner" if partners == 1 else f"{partners} partners"
    yield f"Only: {chosen}." if chosen else f"{counted} in all."
    met, missed = (sum(one.target_met is side for one in judged) for side in (True, False))
    if judged:
        rest = len(judged) - met - missed
        yield f"Targets: {met} met, {missed} not met, {rest} without an answer yet."


def _speaks(line: KpiLine) -> bool:
    return line.text != NO_DATA or line.target is not None


def _groups(lines: list[KpiLine]) -> dict[str, list[KpiLine]]:
    several = len({line.playbook for line in lines}) > 1
    groups: dict[str, list[KpiLine]] = {}
    for line in lines:
        name = f"{line.playbook}: {line.group}" if several else line.group
        groups.setdefault(name.rstrip(": "), []).append(line)
    return groups


def _table(payload: KpiReport, group: str, lines: list[KpiLine], look: Look) -> Table:
    judged = any(line.target is not None for line in lines)
    banded = any(line.band is not None for line in lines)
    roomy = judged and (look.wide or look.width is None or look.width >= ROOMY)
    parts: list[tuple[Column, Callable[[KpiLine], Cell | str]]] = [
        (Column("title", "KPI"), _name),
        (Column("value", "Value"), _text),
    ]
    if judged:
        parts += [(Column("target", "Target", drop=1), _target), (Column("met", "Met"), _met)]
    if banded:
        parts.append((Column("band", "Band"), lambda line: line.band or ""))
    if roomy:
        parts.append((Column("verdict", "Evidence"), _verdict))
    if payload.period != "all":
        beside = {line.id: line.text for line in payload.to_date}
        before = {line.id: line.text for line in payload.previous}
        parts += [
            (Column("to_date", "To date", drop=2), lambda line: _beside(line, beside)),
            (Column("previous", "Before", drop=3), lambda line: _beside(line, before)),
        ]
    columns = tuple(column for column, _ in parts)
    rows = tuple(tuple(cell(line) for _, cell in parts) for line in lines)
    return Table(columns, rows, title=group or None, empty="no KPI")


def _text(line: KpiLine) -> Cell:
    return Cell(line.text, None if line.text != NO_DATA else "muted")


def _target(line: KpiLine) -> str:
    return line.target.text if line.target else ""


def _beside(line: KpiLine, texts: dict[str, str]) -> str:
    """The other period's value, for totals only."""
    return "" if line.segment else texts.get(line.id, "")


def _name(line: KpiLine) -> str:
    if line.segment:
        return "  " + ", ".join(line.segment.values())
    return line.title


def _met(line: KpiLine) -> Cell:
    return Cell("", None) if line.target is None else Cell(*MET[line.target_met])


def _verdict(line: KpiLine) -> Cell:
    if line.verdict == "no_target":
        return Cell("")
    return Cell(line.verdict.replace("_", " "), TONES.get(line.verdict))


def _notes(payload: KpiReport, lines: list[KpiLine]) -> Iterable[str]:
    """What qualifies a number, one line for each KPI of the total."""
    several = len({line.playbook for line in lines}) > 1
    for line in lines:
        if line.text == NO_DATA and line.verdict != "maturing":
            continue
        if line.remarks and not line.segment:
            name = f"{line.playbook}: {line.title}" if several else line.title
            yield f"{name}: {'; '.join(line.remarks)}"


def _definitions(cards: tuple[KpiCard, ...]) -> Iterable[str]:
    for card in cards:
        bands = f" Bands: {', '.join(card.bands)}." if card.bands else ""
        target = f" Target: {card.target} ({card.origin})." if card.target else ""
        yield f"{card.title} [{card.id} v{card.version}]: {card.definition}{target}{bands}"


def _record(line: KpiLine) -> tuple[Any, ...]:
    interval = line.interval
    flat: dict[str, Any] = {
        **line._asdict(),
        "segment": ", ".join(f"{key}={value}" for key, value in line.segment.items()),
        "target": line.target.text if line.target else None,
        "interval_low": interval.low if interval else None,
        "interval_high": interval.high if interval else None,
        "interval_level": interval.level if interval else None,
        "excluded": "; ".join(f"{one.cases} {one.reason}" for one in line.excluded),
        "remarks": "; ".join(line.remarks),
    }
    return tuple(flat[field] for field in FIELDS)


VIEWS: dict[type, Callable[[Any, Look], Document]] = {KpiReport: kpi_report}
