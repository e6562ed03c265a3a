"""The KPI report of a sandbox: the same report, its numbers read from the tenant's own rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound, Usage
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.kpi import KpiCard, KpiLine
from onboardctl.core.payloads.report_kpi import KpiReport, PlaybookUse
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox.care import held_target, held_targets
from onboardctl.sandbox.dashboards import Preset, Reading, active_weeks, presets, readings

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.targets import Target

ALL = "all"
_PERSONAS = ("student", "career_changer", "advisor")


class ReportSandbox(NamedTuple):
    """Which sandbox, and whom in it.

    Attributes:
        sandbox: a partner, or ``all`` for every sandbox of the workspace.
        persona: only these people; ``None`` shows everybody and each persona.
        preset: a filter of the sandbox by name, or part of one.
        segment: only sandboxes of this segment.
        target: URL of the database in which it lies.
        definitions: print what each number means.
    """

    sandbox: str
    persona: str | None = None
    preset: str | None = None
    segment: str | None = None
    target: str | None = None
    definitions: bool = False


def report_sandbox(session: Session, asked: ReportSandbox) -> Result:
    """The dashboards' figures of one sandbox or of all.

    Raises:
        NotFound: there is no such sandbox, or no preset of that name.
        Usage: a persona and a preset exclude each other.
    """
    if asked.persona and asked.preset:
        raise Usage("usage.filter", "--filter is a choice of persona already; leave --persona out")
    lines: list[KpiLine] = []
    history: list[KpiLine] = []
    used: list[PlaybookUse] = []
    filters = {"sandbox": asked.sandbox, "segment": asked.segment}
    newest = ""
    for target, held in _chosen(session, asked):
        newest = max(newest, held.as_of)
        with target.reading() as database:
            persona, filters["filter"] = _persona(database, asked)
            lines += _lines(database, held, persona)
            used.append(PlaybookUse("sandbox", held.schema_name, held.segment, 1))
            history += _history(database, held, persona)
    as_of = datetime.fromisoformat(f"{newest}T00:00:00+00:00") if newest else session.now
    data = KpiReport(
        as_of=as_of,
        period="all",
        label=f"up to {newest}",
        progress=f"the story up to {newest}",
        filters={name: value for name, value in filters.items() if value},
        playbooks=tuple(used),
        kpis=tuple(lines),
        definitions=tuple(_CARDS.values()),
        show_definitions=asked.definitions,
        history=tuple(history) if len(used) == 1 else (),
    )
    return Result("report kpi", "kpi-report/1", data, as_of=as_of, zone="UTC")


def _chosen(session: Session, asked: ReportSandbox) -> list[tuple[Target, Manifest]]:
    if asked.sandbox != ALL:
        return [held_target(session, asked.sandbox, asked.target)]
    found = [
        (target, held)
        for target, held in held_targets(session.settings.folder, asked.target)
        if not asked.segment or held.segment == asked.segment
    ]
    if not found:
        raise NotFound(
            "sandbox.missing",
            f"there is no sandbox{f' of an {asked.segment}' if asked.segment else ''} here",
            hint="build one with `onboardctl seed-sandbox <partner>`",
        )
    return found


def _persona(database: Database, asked: ReportSandbox) -> tuple[str | None, str | None]:
    """The persona meant, straight or by a filter of the sandbox, and how the choice is called."""
    if asked.preset is None:
        return asked.persona, asked.persona
    offered = presets(database)
    wanted = asked.preset.casefold()
    found = [one for one in offered if one.name.casefold() == wanted] or [
        one for one in offered if wanted in one.name.casefold()
    ]
    if len(found) != 1:
        raise _no_preset(asked.preset, offered, found)
    return found[0].persona, found[0].name


def _no_preset(name: str, offered: list[Preset], found: list[Preset]) -> NotFound:
    names = [one.name for one in offered]
    if found:
        return NotFound(
            "sandbox.preset",
            f'"{name}" could be {listed(one.name for one in found)}',
            hint="write more of the name",
        )
    return NotFound(
        "sandbox.preset",
        f'no filter of the sandbox is called "{name}"{did_you_mean(name, names)}',
        hint=f"filters are {listed(names)}",
    )


def _lines(database: Database, held: Manifest, persona: str | None) -> list[KpiLine]:
    """Each figure, and under it the same of each persona unless one was chosen."""
    total = [_line(one, held, {}) for one in readings(database, persona)]
    if persona:
        return total
    parts = [
        _line(one, held, {"persona": who}) for who in _PERSONAS for one in readings(database, who)
    ]
    return [
        line
        for whole in total
        for line in (whole, *(part for part in parts if part.id == whole.id and part.n))
    ]


def _history(database: Database, held: Manifest, persona: str | None) -> list[KpiLine]:
    """Active people week by week, for everybody and beside it for each persona."""
    whole = active_weeks(database, persona)
    lines = [_line(one, held, {}) for one in whole]
    for part in _PERSONAS if persona is None else ():
        known = {one.period: one for one in active_weeks(database, part)}
        segment = {"persona": part}
        lines += [
            _line(known.get(one.period) or one._replace(numerator=0.0), held, segment)
            for one in whole
        ]
    return lines


def _line(one: Reading, held: Manifest, segment: dict[str, str]) -> KpiLine:
    card = _CARDS[one.kpi]
    value = one.numerator if one.denominator is None else None
    if one.denominator:
        value = one.numerator / one.denominator
    start = (
        datetime.combine(date.fromisoformat(one.period), datetime.min.time(), UTC)
        if one.period
        else None
    )
    end = (
        start + timedelta(weeks=1)
        if start
        else datetime.fromisoformat(f"{held.as_of}T00:00:00+00:00")
    )
    label = f"week of {one.period}" if one.period else f"up to {held.as_of}"
    return KpiLine(
        id=card.id,
        version=card.version,
        title=card.title,
        group=held.schema_name,
        playbook="sandbox",
        kind=card.kind,
        segment=segment,
        period=label,
        period_start=start,
        period_end=end,
        complete=True,
        value=None if value is None else round(value, 4),
        numerator=round(one.numerator, 4),
        denominator=one.denominator,
        n=int(one.denominator if one.denominator is not None else one.numerator),
        unit=card.unit,
        text=_text(one, value),
        target=None,
        target_met=None,
        band=None,
        verdict="no_target",
        interval=None,
        open=0,
        maturing=0,
        needed=None,
        direction=card.direction,
        owner="",
        definition=card.definition,
    )


def _text(one: Reading, value: float | None) -> str:
    if value is None:
        return "no data"
    if one.kpi == "readiness_delta":
        return f"{value:+.1f} points (n {one.denominator:.0f})"
    if one.kpi == "weekly_active_users":
        return f"{value:.0f} users"
    return f"{value:.0%} ({one.numerator:.0f}/{one.denominator:.0f})"


def _card(kpi: str, title: str, kind: str, unit: str, means: tuple[str, str]) -> KpiCard:
    question, definition = means
    return KpiCard(
        id=f"sandbox.{kpi}",
        version=1,
        title=title,
        playbook="sandbox",
        group="Sandbox",
        kind=kind,
        unit=unit,
        direction="lower" if kpi == "api_headroom" else "higher",
        target="",
        bands=(),
        definition=definition,
        question=question,
        origin="ours",
        source="Partner Enablement Playbook, environment preparation (A11, A13)",
        owner="",
        cadence={},
        min_n=1,
        maturity_minutes=0,
        interval="",
        segment_by=("persona", "segment"),
        measure=(),
        status="active",
        notes=(),
    )


_CARDS: dict[str, KpiCard] = {
    "onboarding_completion": _card(
        "onboarding_completion",
        "Onboarding completion",
        "ratio",
        "ratio",
        (
            "How many of the invited finish onboarding?",
            "Invited people who finished all steps of onboarding, over all invited; advisors aside.",
        ),
    ),
    "readiness_delta": _card(
        "readiness_delta",
        "Readiness delta",
        "delta",
        "points",
        (
            "Do people become readier?",
            "Mean of last minus first readiness, 0 to 100, over people assessed at least twice.",
        ),
    ),
    "weekly_active_users": _card(
        "weekly_active_users",
        "Weekly active users",
        "sum",
        "users",
        (
            "Do people come back?",
            "Distinct people with an event of their own in the last complete ISO week.",
        ),
    ),
    "data_freshness": _card(
        "data_freshness",
        "Data freshness",
        "ratio",
        "ratio",
        (
            "Can the dashboards be trusted today?",
            "Sources whose newest load is no older than it may be, over all sources.",
        ),
    ),
    "api_headroom": _card(
        "api_headroom",
        "Busiest hour of the API",
        "ratio",
        "ratio",
        (
            "How near do calls come to the hourly limit?",
            "Calls of the busiest hour of any key, over its limit of 200 an hour.",
        ),
    ),
}
