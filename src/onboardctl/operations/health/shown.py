"""Everything behind the score of one partner: measures, caps, what is missing, signs, weeks."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text, parse_instant
from onboardctl.core.health.definition import THOUSAND, weights_of
from onboardctl.core.health.sources import source_of
from onboardctl.core.health.words import number_text, value_text
from onboardctl.core.lifecycle.subject import SUBJECT as LIFECYCLE
from onboardctl.core.lifecycle.subject import lifecycle_id
from onboardctl.core.payloads import health as p
from onboardctl.operations.health.lines import points, signs_of
from onboardctl.operations.health.scoring import week_of
from onboardctl.operations.lines import local_day
from onboardctl.store import read_tables

if TYPE_CHECKING:
    from onboardctl.core.health.definition import Group, HealthDefinition, Measure
    from onboardctl.core.health.score import Part
    from onboardctl.core.health.signs import Showing
    from onboardctl.operations.health.scoring import Scored
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

LIFTS = 3


def shown_of(
    session: Session, definition: HealthDefinition, one: Scored, *, why: bool
) -> p.HealthShown:
    """Everything behind one score."""
    score = one.score
    shown, band = one.shown(definition)
    weeks = session.store.rows(
        "health.weeks_of",
        partner_id=one.card["partner_id"],
        until=instant_text(session.moment),
    )
    this = week_of(local_day(session.moment, session.settings.zone))
    last = next((row for row in reversed(weeks) if row["week"] < this), None)
    drivers = _drivers(definition, one, last)
    caps = _caps(definition, one)
    return p.HealthShown(
        partner=one.card["slug"],
        name=one.card["name"],
        score=points(shown),
        band=band,
        trend=one.trend,
        change=points(one.change),
        since=last["week"] if last is not None and one.change is not None else "",
        computed=points(score.score),
        raw=points(score.raw),
        coverage_pct=score.coverage_pct,
        needed_pct=definition.min_coverage,
        profile=score.profile,
        profile_title=definition.profile(score.profile).title,
        left_out=one.left_out,
        version=definition.version,
        override=_override(definition, one.override),
        groups=_groups(definition, one),
        drivers=drivers,
        caps=caps,
        missing=_missing(definition, one),
        lifts=_lifts(drivers, caps),
        signs=_signs(session, definition, one),
        history=tuple(week_line(row) for row in weeks),
        active_on=date.fromisoformat(one.active_on),
        silent_days=one.silent_days,
        why=why,
    )


def week_line(row: Row) -> p.WeekLine:
    """A frozen week."""
    return p.WeekLine(
        week=row["week"],
        score=points(row["score"]),
        band=row["band"],
        coverage_pct=row["coverage"],
        profile=row["profile"],
        version=row["version"],
        overridden=row["score"] != row["computed"],
        taken_at=parse_instant(row["taken_at"]),
    )


def _placed(definition: HealthDefinition) -> dict[str, tuple[Group, Measure]]:
    return {
        measure.id: (group, measure) for group in definition.groups for measure in group.measures
    }


def _drivers(definition: HealthDefinition, one: Scored, last: Row | None) -> tuple[p.Driver, ...]:
    """What each known measure gives, the one that would lift most in front."""
    placed = _placed(definition)
    before = None
    if last is not None and last["computed"] is not None:
        before = dict(json.loads(last["body"])["given"])
    lines = [_driver(placed[part.measure], part, before) for part in one.score.parts]
    return tuple(sorted(lines, key=lambda line: (-line.lift, line.measure)))


def _driver(placed: tuple[Group, Measure], part: Part, before: dict[str, int] | None) -> p.Driver:
    group, measure = placed
    had = None if before is None else before.get(part.measure)
    return p.Driver(
        measure=measure.id,
        title=measure.title,
        group=group.id,
        source=part.source,
        value=value_text(part.source, part.value),
        number=float(number_text(part.value)),
        age_days=part.age_days,
        n=part.n,
        points=round(part.points / THOUSAND, 1),
        weight_pct=part.share_pct / 100,
        contribution=part.given / 10,
        change=None if had is None else (part.given - had) / 10,
        lift=part.lift / 10,
        advice=measure.lift,
        held_back=part.held_back,
        half_life_days=measure.half_life,
    )


def _caps(definition: HealthDefinition, one: Scored) -> tuple[p.CapLine, ...]:
    """Caps that hold, the lowest first; only that one takes something away."""
    found = sorted(
        (cap for cap in definition.caps if cap.id in one.score.caps), key=lambda cap: cap.max
    )
    return tuple(
        p.CapLine(
            cap.id, cap.title, cap.max, one.score.capped / 10 if place == 0 else 0.0, cap.lift
        )
        for place, cap in enumerate(found)
    )


def _groups(definition: HealthDefinition, one: Scored) -> tuple[p.GroupLine, ...]:
    lines = []
    whole = sum(group.weights.get(one.score.profile, 0) for group in definition.groups)
    for group in definition.groups:
        weight = group.weights.get(one.score.profile, 0)
        if not weight:
            continue
        known = one.score.groups.get(group.id)
        given = sum(part.given for part in one.score.parts if part.group == group.id)
        lines.append(
            p.GroupLine(
                group.id,
                group.title,
                None if known is None else round(known / THOUSAND, 1),
                round(100 * weight / whole, 1),
                given / 10,
            )
        )
    return tuple(lines)


def _missing(definition: HealthDefinition, one: Scored) -> tuple[p.MissingMeasure, ...]:
    """What is not known, the heaviest first."""
    weights = dict(
        zip(
            (measure.id for measure in definition.measures),
            weights_of(definition, one.score.profile),
            strict=True,
        )
    )
    total = sum(weights.values())
    placed = _placed(definition)
    lines = []
    for ident in one.score.missing:
        group, measure = placed[ident]
        source = source_of(measure.sources[0])
        lines.append(
            p.MissingMeasure(
                ident,
                measure.title,
                group.id,
                measure.sources[0],
                round(100 * weights[ident] / total, 1),
                _why_missing(one, measure, source.unknown if source else ""),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.weight_pct, line.measure)))


def _why_missing(one: Scored, measure: Measure, unknown: str) -> str:
    found = [one.readings[name] for name in measure.sources if name in one.readings]
    return f"n = {found[0].n}, {measure.min_n} are needed" if found else unknown


def _lifts(drivers: tuple[p.Driver, ...], caps: tuple[p.CapLine, ...]) -> tuple[str, ...]:
    """What would lift the score most, in sentences, first things first."""
    found = [f"{cap.advice or cap.title}: +{-cap.takes:.1f}" for cap in caps if cap.takes < 0]
    found += [
        f"{driver.advice or driver.title}: up to +{driver.lift:.1f}"
        for driver in drivers[:LIFTS]
        if driver.lift > 0
    ]
    return tuple(found)


def _signs(session: Session, definition: HealthDefinition, one: Scored) -> tuple[p.SignLine, ...]:
    """Signs that show, each with the intervention that is open about it."""
    ident = one.card["partner_id"]
    showing = signs_of(one, definition)
    if not showing:
        return ()
    seen = {
        row["sign"]: row
        for row in read_tables.rows(session.store, LIFECYCLE, "health_sign", lifecycle_id(ident))
    }
    rows = session.store.rows("intervention.list", partner_id=ident, owner=None, every=0)
    opened = {row["sign"]: row["intervention"] for row in rows}
    return tuple(
        p.SignLine(
            found.sign.sign,
            because_of(found, one),
            parse_instant(seen[found.sign.sign]["since_at"]) if found.sign.sign in seen else None,
            opened.get(found.sign.sign, ""),
        )
        for found in showing
    )


def because_of(found: Showing, one: Scored) -> str:
    """Why a sign shows: the condition and what was measured."""
    if found.because is None:
        return f"no activity for {one.silent_days} days"
    name = found.because.source
    if name.startswith("group."):
        value = number_text(round(one.score.groups[name.removeprefix("group.")] / 100) * 100)
    else:
        value = value_text(name, one.readings[name].value)
    return f"{found.because.text} ({value})"


def _override(definition: HealthDefinition, row: Any) -> p.OverrideLine | None:
    if row is None:
        return None
    return p.OverrideLine(
        score=float(row["score"]),
        band=definition.band(row["score"] * 10),
        reason=row["reason"],
        reason_title=definition.override.reasons.get(row["reason"], ""),
        evidence=row["evidence"],
        until_on=date.fromisoformat(row["until_on"]),
        by=row["set_by"],
        at=parse_instant(row["set_at"]),
    )
