"""The health report: how scores are spread and moved, who is at risk, and whether scores tell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.health.words import signed_text
from onboardctl.core.names import counted
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Chart,
    Definition,
    Figure,
    Figures,
    Grid,
    Head,
    Point,
    Prose,
    Report,
    Section,
    Series,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.core.share import share_text
from onboardctl.operations.health.kept import basis
from onboardctl.operations.health.listing import Lines, lines_of
from onboardctl.operations.health.scoring import week_of
from onboardctl.operations.lines import local_day
from onboardctl.operations.report.health_proof import proof_section, worked_section

if TYPE_CHECKING:
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.core.payloads.health import HealthLine
    from onboardctl.core.report.model import Part
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

EVERY = 1_000_000
AT_RISK, MOVED, NOT_SCORED = 25, 20, 25
WEEKS = 12
_TONES = {"red": "bad", "yellow": "warning", "green": "good"}
_TREND_TONES = {"falling": "bad", "rising": "good"}


class ReportHealth(NamedTuple):
    """Whose health; all partners in force unless a tier or a lead is named."""

    tier: str | None = None
    lead: str | None = None


class _Picture(NamedTuple):
    """What the sections are made of: lines in force, and the latest frozen week before this one."""

    session: Session
    definition: HealthDefinition
    lines: tuple[HealthLine, ...]
    found: Lines
    week: str
    last_week: str | None
    before: dict[str, Row]
    weeks: list[Row]
    open: set[tuple[str, str]]
    running: dict[str, list[str]]


def report_health(session: Session, request: ReportHealth) -> Result:
    """How scores are spread and moved, who is at risk, and what became of what was done.

    Raises:
        InvalidInput: the health file cannot be used.
        NotFound: ``person.unknown``.
    """
    seen = _picture(session, request)
    sections = (
        Section("How they do", _spread(seen)),
        Section("Movement", _movement(seen)),
        Section("At risk", (_at_risk(seen),)),
        Section("Warning signs", (_signs(seen),)),
        worked_section(session),
        Section("Set by hand", (_overrides(seen),)),
        Section("Not scored", (_not_scored(seen),)),
        _proof(seen),
    )
    limits = [f"tier {request.tier}"] * bool(request.tier)
    limits += [f"led by {request.lead}"] * bool(request.lead)
    on = local_day(session.moment, session.settings.zone)
    report = Report(
        kind="health",
        title="Health of partnerships",
        subtitle=", ".join(
            [f"to {on}", f"{counted(len(seen.lines), 'partner')} in force", *limits]
        ),
        as_of=session.moment,
        zone=session.settings.zone,
        sections=sections,
        definitions=_definitions(seen.definition),
    )
    return Result(
        "report health",
        "report/1",
        Reported(report),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=("onboardctl health list",),
    )


def _picture(session: Session, request: ReportHealth) -> _Picture:
    found = basis(session)
    lines = lines_of(session, found, EVERY)
    lead = session.owner(request.lead)
    wanted = tuple(
        line
        for line in lines.lines
        if not line.left_out
        and (request.tier is None or line.tier == request.tier)
        and (lead is None or line.lead == lead)
    )
    on = local_day(session.moment, session.settings.zone)
    week, until = week_of(on), instant_text(session.moment)
    row = session.store.one("health.last_week", week=week, until=until)
    last = row["week"] if row is not None else None
    slugs = {line.partner for line in wanted}
    rows = session.store.rows("health.week", week=last) if last else []
    running = session.store.rows("intervention.running")
    by_partner: dict[str, list[str]] = {}
    for one in running:
        by_partner.setdefault(one["slug"], []).append(one["intervention"])
    return _Picture(
        session,
        found.definition,
        wanted,
        lines,
        week,
        last,
        {row["slug"]: row for row in rows if row["slug"] in slugs},
        session.store.rows(
            "health.week_bands", week=week_of(on - timedelta(weeks=WEEKS)), until=until
        ),
        {(one["slug"], one["sign"]) for one in running},
        by_partner,
    )


def _definitions(definition: HealthDefinition) -> tuple[Definition, ...]:
    bands = [f"{band.name} from {band.start}" for band in definition.bands]
    return (
        Definition(
            f"health v{definition.version}",
            "Health score",
            f"{len(definition.measures)} measures in {len(definition.groups)} groups, weighed by "
            f"the stage of life; what is not known has no weight, and with less than "
            f"{definition.min_coverage}% of the weight known there is no score.",
            bands=tuple(bands),
            origin="ours, provisional",
        ),
    )


def _spread(seen: _Picture) -> tuple[Part, ...]:
    """The share of partners in each band, beside the frozen week before, and over the weeks."""
    scored = [line for line in seen.lines if line.score is not None]
    names = [band.name for band in reversed(seen.definition.bands)]
    figures = [_share(seen, "health.scored", "Scored", len(scored), len(seen.lines), "")]
    figures += [
        _share(
            seen,
            f"health.{name}",
            name.capitalize(),
            sum(line.band == name for line in scored),
            len(scored),
            name,
        )
        for name in names
    ]
    parts: list[Part] = [Figures(tuple(figures)), *_over_weeks(seen, names)]
    return tuple(parts)


def _share(seen: _Picture, ident: str, title: str, count: int, whole: int, band: str) -> Figure:
    figure = Figure(
        ident,
        title,
        share_text(count, whole),
        count / whole if whole else None,
        "ratio",
        whole,
        count,
        whole,
        definition=f"health v{seen.definition.version}",
    )
    if seen.last_week is None:
        return figure
    rows = seen.before.values()
    known = [row for row in rows if row["score"] is not None]
    had, of = (len(known), len(rows)) if not band else (
        sum(row["band"] == band for row in known), len(known)
    )  # fmt: skip
    return figure._replace(previous=f"{share_text(had, of)} in {seen.last_week}" if of else "")


def _over_weeks(seen: _Picture, names: list[str]) -> list[Part]:
    """How many partners were in each band in the frozen weeks; of everybody, not of a part."""
    weeks = sorted({row["week"] for row in seen.weeks})
    if not weeks:
        return [Prose(("no week is frozen yet; `onboardctl health freeze` keeps this one",))]
    counts = {(row["week"], row["band"]): row["partners"] for row in seen.weeks}
    series = tuple(
        Series(
            name,
            tuple(
                Point(week, float(counts.get((week, name), 0)), str(counts.get((week, name), 0)))
                for week in weeks
            ),
            _TONES.get(name, ""),
        )
        for name in names
    )
    return [
        Chart("Partners in each band, by frozen week", "column", "partners", tuple(weeks), series)
    ]


def _movement(seen: _Picture) -> tuple[Part, ...]:
    """Who changed band or moved by more than counts as steady, the greatest fall first."""
    if seen.last_week is None:
        return (Prose(("there is no frozen week to compare with",)),)
    steady = seen.definition.trend.steady / 10
    moved = []
    for line in seen.lines:
        row = seen.before.get(line.partner)
        if row is None or row["score"] is None or line.score is None:
            continue
        change = line.score - row["score"] / 10
        if abs(change) >= steady or row["band"] != line.band:
            moved.append((change, line, row))
    moved.sort(key=lambda one: (one[0], one[1].partner))
    rows = tuple(
        (
            Value(line.partner, line.partner),
            Value(f"{row['score'] / 10:.1f} {row['band']}", row["score"] / 10),
            Value(f"{line.score:.1f} {line.band}", line.score, tone=_TONES.get(line.band, "")),
            Value(signed_text(round(change * 10)), round(change, 1)),
            Value(line.worst),
        )
        for change, line, row in moved[:MOVED]
    )
    both = sum(
        row["score"] is not None and line.score is not None
        for line in seen.lines
        for row in (seen.before.get(line.partner),)
        if row is not None
    )
    heads = (
        Head("partner", "Partner"),
        Head("before", f"In {seen.last_week}", "right"),
        Head("now", "Now", "right"),
        Head("change", "Change", "right"),
        Head("worst", "Held down most by"),
    )
    note = f"{len(moved)} of {both} partners that were scored both times moved"
    return (Grid(heads, rows, empty=f"nobody moved since {seen.last_week}", note=note),)


def _at_risk(seen: _Picture) -> Grid:
    """The lowest band, and whoever falls, with what is done about it."""
    lowest = seen.definition.bands[0].name
    risky = [
        line
        for line in seen.lines
        if line.score is not None and (line.band == lowest or line.trend == "falling")
    ]
    rows = tuple(
        (
            Value(line.partner, line.partner),
            Value(f"{line.score:.1f}", line.score),
            Value(line.band, line.band, tone=_TONES.get(line.band, "")),
            Value(line.trend, line.trend, tone=_TREND_TONES.get(line.trend, "")),
            Value(line.worst),
            Value(", ".join(line.signs)),
            Value(", ".join(_running(seen, line))),
            Value(line.lead or ""),
        )
        for line in risky[:AT_RISK]
    )
    heads = (
        Head("partner", "Partner"),
        Head("score", "Score", "right"),
        Head("band", "Band"),
        Head("trend", "Trend"),
        Head("worst", "Held down most by"),
        Head("signs", "Signs"),
        Head("intervention", "Intervention"),
        Head("lead", "Lead"),
    )
    note = f"the first {AT_RISK} of {len(risky)}" if len(risky) > AT_RISK else ""
    return Grid(heads, rows, empty=f"nobody is {lowest} and nobody falls", note=note)


def _running(seen: _Picture, line: HealthLine) -> list[str]:
    return seen.running.get(line.partner, [])


def _signs(seen: _Picture) -> Grid:
    """How often each sign shows, and about how many an intervention is open."""
    rows = []
    for sign in seen.definition.signs:
        showing = [line for line in seen.lines if sign.sign in line.signs]
        helped = sum((line.partner, sign.sign) in seen.open for line in showing)
        rows.append(
            (
                Value(sign.sign, sign.sign),
                Value(str(len(showing)), len(showing)),
                Value(f"{helped}/{len(showing)}" if showing else "-", helped),
                Value(" or ".join(one.text for one in sign.any)),
            )
        )
    heads = (
        Head("sign", "Sign"),
        Head("partners", "Partners", "right"),
        Head("taken_up", "Taken up", "right"),
        Head("shows", "Shows when"),
    )
    return Grid(heads, tuple(rows), empty="the file defines no sign")


def _overrides(seen: _Picture) -> Grid:
    names = {line.partner: line for line in seen.lines if line.computed is not None or line.band}
    today = local_day(seen.session.moment, seen.session.settings.zone)
    rows = []
    for row in seen.session.store.rows("health.overrides_named", today=today.isoformat()):
        line = names.get(row["slug"])
        if line is None:
            continue
        until = date.fromisoformat(row["until_on"])
        rows.append(
            (
                Value(row["slug"], row["slug"]),
                Value(str(row["score"]), row["score"]),
                Value("-" if line.computed is None else f"{line.computed:.1f}", line.computed),
                Value(row["reason"]),
                Value(row["evidence"]),
                Value(until.isoformat(), until.isoformat()),
                Value(row["set_by"]),
            )
        )
    heads = (
        Head("partner", "Partner"),
        Head("score", "Set", "right"),
        Head("computed", "Computed", "right"),
        Head("reason", "Reason"),
        Head("evidence", "Evidence"),
        Head("until_on", "Until"),
        Head("by", "By"),
    )
    return Grid(heads, tuple(rows), empty="every score counts as computed")


def _proof(seen: _Picture) -> Section:
    best = seen.definition.bands[-1].name
    scored = [line for line in seen.lines if line.score is not None]
    in_best = sum(line.band == best for line in scored)
    return proof_section(seen.session, seen.definition, in_best, len(scored))


def _not_scored(seen: _Picture) -> Grid:
    """Partners of whom too little is known, those nearest to a score first."""
    unknown = [line for line in seen.lines if line.score is None]
    unknown.sort(key=lambda line: (-line.coverage_pct, line.partner))
    rows = tuple(
        (
            Value(line.partner, line.partner),
            Value(f"{line.coverage_pct}%", line.coverage_pct / 100),
            Value(line.profile),
            Value(line.lead or ""),
        )
        for line in unknown[:NOT_SCORED]
    )
    heads = (
        Head("partner", "Partner"),
        Head("coverage", "Known", "right"),
        Head("profile", "Stage of life"),
        Head("lead", "Lead"),
    )
    left = f"{seen.found.left_out} more are on hold or not in force" if seen.found.left_out else ""
    return Grid(heads, rows, empty="every partner in force is scored", note=left)
