"""The KPI report as the model that every format draws."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.kpi.change import against_all_parts
from onboardctl.core.report.kpi_figure import NO_DATA, definition_of, figure_of, point_of
from onboardctl.core.report.model import (
    Action,
    Actions,
    Chart,
    Figure,
    Figures,
    Prose,
    Report,
    Section,
    Series,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.payloads.action import ActionLine
    from onboardctl.core.payloads.kpi import KpiLine
    from onboardctl.core.payloads.report_kpi import KpiReport, Remedy

CHARTS_AT_MOST = 12
LEFT_OUT = "left out: "
MANY = 5
"""What is left out of so many numbers of a playbook is told once, before them."""
POINTS_AT_LEAST = 2
"""A line needs two points that are known."""


def kpi_report(payload: KpiReport, zone: str = "UTC") -> Report:
    """One section for each group; what has neither value nor target is named in one line."""
    shown = _shown(payload)
    made = _Made(payload)
    sections = [
        Section(group, (Figures(tuple(map(made.figure, lines))),))
        for group, lines in _groups(shown).items()
    ]
    charts = tuple(made.charts(shown))
    if charts:
        sections.append(Section("Trends", charts))
    if payload.actions:
        now = {line.id: line for line in payload.kpis if not line.segment}
        sections.append(
            Section("Actions", (Actions(tuple(_action(one, now) for one in payload.actions)),))
        )
    sections += map(_remedy, payload.remedies)
    silent = Counter(one.playbook for one in payload.kpis if not one.segment and one not in shown)
    if silent:
        counted = ", ".join(f"{count} of {name}" for name, count in silent.items())
        said = f"{counted}; see them with --all."
        sections.append(Section("Neither data nor target", (Prose((said,)),)))
    wanted = {line.id for line in shown}
    return Report(
        kind="kpi",
        title=_title(payload),
        subtitle=_subtitle(payload, zone),
        as_of=payload.as_of,
        zone=zone,
        sections=tuple(sections),
        definitions=tuple(definition_of(one) for one in payload.definitions if one.id in wanted),
        intro=(*_intro(payload), *_left_out(made.often)),
    )


def _action(line: ActionLine, now: dict[str, KpiLine]) -> Action:
    """What was taken up, with the number it answers, what that is now, and what came of it."""
    state = "late" if line.overdue_days else line.state
    then = f"{line.kpi} was {line.value} in {line.period}" if line.period else line.kpi
    known = now.get(line.kpi)
    if known is not None and line.period and known.period != line.period:
        then += f", and is {known.text}"
    note = f"{then}; {line.result}" if line.result else then
    return Action(f"{line.id}: {line.title}", line.owner, line.due_on, state, note=note)


class _Made:
    """Figures and charts of one payload, with what lies beside each line in time."""

    def __init__(self, payload: KpiReport) -> None:
        self.cards = {card.id: card for card in payload.definitions}
        self.to_date = {line.id: line.text for line in payload.to_date}
        self.before = payload.previous
        self.previous = {line.id: line.text for line in payload.previous if not line.segment}
        self.year_before = {line.id: line.text for line in payload.year_before}
        self.history: dict[tuple[str, str], list[KpiLine]] = {}
        for line in payload.history:
            self.history.setdefault(_key(line), []).append(line)
        self.parts: dict[str, list[KpiLine]] = {}
        for line in payload.kpis:
            if line.segment:
                self.parts.setdefault(line.id, []).append(line)
        self.often = _often(payload.kpis)
        self.actions: dict[str, str] = {}
        for action in payload.actions:
            if action.state == "open":
                late = f", {action.overdue_days} days late" if action.overdue_days else ""
                told = f"{action.id} is open: {action.owner}, due {action.due_on}{late}"
                self.actions.setdefault(action.kpi, told)

    def figure(self, line: KpiLine) -> Figure:
        """A line with the periods beside it; parts of a total have their history alone."""
        made = figure_of(line, self.cards.get(line.id))
        made = made._replace(history=tuple(map(point_of, self.history.get(_key(line), ()))))
        if line.segment:
            return made
        action = self.actions.get(line.id, "")
        kept = (one for one in made.remarks if (line.playbook, one) not in self.often)
        said = (*kept, *self._mixed(line), *((action,) if action else ()))
        return made._replace(
            remarks=said,
            action=action,
            to_date=self.to_date.get(line.id, ""),
            previous=self.previous.get(line.id, ""),
            year_before=self.year_before.get(line.id, ""),
        )

    def _mixed(self, line: KpiLine) -> tuple[str, ...]:
        """A total that moved against each of its parts: their sizes moved it, and are told."""
        parts = self.parts.get(line.id, ())
        moves = [part.change.value for part in parts if part.change is not None]
        if line.change is None or len(moves) < len(parts):
            return ()
        if not against_all_parts(line.change.value, moves):
            return ()
        before = {_key(one): one.n for one in self.before}
        sizes = ", ".join(
            f"{' '.join(part.segment.values())} n {before.get(_key(part), 0)} to {part.n}"
            for part in parts
        )
        way = (
            "rose while every part fell" if line.change.value > 0 else "fell while every part rose"
        )
        return (f"the total {way}: the mix changed ({sizes})",)

    def charts(self, lines: list[KpiLine]) -> Iterable[Chart]:
        """Charts of the figures that have a history; those with a target come first."""
        figures = [self.figure(line) for line in lines]
        parts: dict[str, list[Figure]] = {}
        for one in figures:
            if one.segment:
                parts.setdefault(one.id, []).append(one)
        drawn = [one for one in figures if not one.segment and _has_line(one)]
        drawn.sort(key=lambda one: not one.target)
        return [chart_of(one, *parts.get(one.id, ())) for one in drawn[:CHARTS_AT_MOST]]


def _key(line: KpiLine) -> tuple[str, str]:
    return line.id, ", ".join(f"{key} {value}" for key, value in line.segment.items())


def _has_line(figure: Figure) -> bool:
    known = [point for point in figure.history if point.value is not None]
    return len(known) >= POINTS_AT_LEAST


def chart_of(figure: Figure, *parts: Figure) -> Chart:
    """The history of a figure with its target and bands, beside those of its parts that have one."""
    points = figure.history
    first = next((at for at, point in enumerate(points) if point.value is not None), 0)
    first = max(0, min(first, len(points) - POINTS_AT_LEAST))
    whole = Series("all" if parts else figure.title, points[first:])
    return Chart(
        title=figure.title,
        kind="line",
        unit=figure.unit,
        labels=tuple(point.label for point in points[first:]),
        series=(
            whole,
            *(
                Series(part.title, part.history[first:])
                for part in parts
                if len(part.history) == len(points)
            ),
        ),
        target=figure.target_value,
        target_text=figure.target,
        bands=figure.bands,
        note=_trend_note(figure),
        definition=figure.definition,
    )


def _trend_note(figure: Figure) -> str:
    """The last whole period in words, and how it stands to the target."""
    whole = [point for point in figure.history if point.complete and point.value is not None]
    if not whole:
        return "No whole period is known yet."
    return f"{whole[-1].label}: {whole[-1].text}."


def _title(payload: KpiReport) -> str:
    names = ", ".join(f"{use.playbook} {use.version}" for use in payload.playbooks)
    return f"KPIs of {names}" if names else "KPIs: no partner yet"


def _subtitle(payload: KpiReport, zone: str) -> str:
    if payload.period == "all":
        period = payload.progress
    else:
        period = f"{payload.label}, complete; beside it {payload.progress}"
    moment = payload.as_of.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))
    return f"Period: {period}. As of {moment:%Y-%m-%d %H:%M}."


def _intro(payload: KpiReport) -> Iterable[str]:
    """The choice of partners and the count of targets, before any number."""
    judged = [line for line in payload.kpis if line.target is not None and not line.segment]
    partners = sum(use.partner_count for use in payload.playbooks)
    chosen = ", ".join(f"{name} {value}" for name, value in payload.filters.items())
    counted = "1 partner" if partners == 1 else f"{partners} partners"
    yield f"Only: {chosen}." if chosen else f"{counted} in all."
    met, missed = (sum(one.target_met is side for one in judged) for side in (True, False))
    if judged:
        rest = len(judged) - met - missed
        open_ones = f", {rest} without an answer yet" if rest else ""
        yield f"Targets: {met} met, {missed} not met{open_ones}."


def _often(lines: Iterable[KpiLine]) -> dict[tuple[str, str], int]:
    """What is left out of many numbers of a playbook, with of how many: it is told once."""
    told = Counter(
        (line.playbook, one)
        for line in lines
        if not line.segment
        for one in line.remarks
        if one.startswith(LEFT_OUT)
    )
    return {key: count for key, count in told.items() if count >= MANY}


def _left_out(often: dict[tuple[str, str], int]) -> Iterable[str]:
    for (playbook, remark), count in often.items():
        yield f"Left out of {count} numbers of {playbook}: {remark.removeprefix(LEFT_OUT)}."


def _shown(payload: KpiReport) -> list[KpiLine]:
    """The lines worth a row: where a whole has no data, its parts have none to add."""
    if payload.show_all:
        return list(payload.kpis)
    speaking = _speaking(payload)
    silent = {one.id for one in payload.kpis if not one.segment and one.text == NO_DATA}
    return [
        line
        for line in payload.kpis
        if line.id in speaking and not (line.segment and line.text == NO_DATA and line.id in silent)
    ]


def _speaking(payload: KpiReport) -> set[str]:
    return {line.id for line in payload.kpis if line.text != NO_DATA or line.target is not None}


def _groups(lines: list[KpiLine]) -> dict[str, list[KpiLine]]:
    several = len({line.playbook for line in lines}) > 1
    groups: dict[str, list[KpiLine]] = {}
    for line in lines:
        name = f"{line.playbook}: {line.group}" if several else line.group
        groups.setdefault(name.rstrip(": "), []).append(line)
    return groups


def _remedy(remedy: Remedy) -> Section:
    """The steps a playbook advises where KPIs fall short."""
    steps = tuple(f"{number}. {step}" for number, step in enumerate(remedy.steps, start=1))
    return Section(f"{remedy.symptom} ({', '.join(remedy.kpis)}): try", (Prose(steps),))
