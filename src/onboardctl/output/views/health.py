"""How health is laid out: a list by score, one score with its reasons, what an update did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import health as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Records, Table
from onboardctl.output.findings import findings_text
from onboardctl.output.views.health_brief import BAND_TONES

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_TREND_TONES = {"falling": "bad", "rising": "good", "new": "muted"}
WEEKS_SHOWN = 12
_BARS, _PLAIN_BARS = "▁▂▃▄▅▆▇█", "_.-=+*#@"


def list_view(payload: p.HealthList, look: Look) -> Document:
    """Partners under columns, then how many there are in each band."""
    table = Table(
        (
            Column("partner", "Partner", keep=True),
            Column("score", "Score", "right"),
            Column("band", "Band"),
            Column("trend", "Trend"),
            Column("change", "Week", "right", drop=3),
            Column("worst", "Held down most by", drop=2),
            Column("signs", "Signs", drop=1),
            Column("coverage_pct", "Known", "right", drop=4),
            Column("profile", "Stage of life", drop=5),
            Column("lead", "Lead", drop=6),
        ),
        tuple(_row(line) for line in payload.lines),
        empty="no partner is in force",
    )
    counts = [f"{name} {count}" for name, count in payload.bands.items()]
    counts += [f"not scored {payload.unscored}"] * bool(payload.unscored)
    counts += [f"left out {payload.left_out}"] * bool(payload.left_out)
    told = [f"{payload.total} partners: {', '.join(counts)}"]
    if payload.scored_at is not None:
        anew = f", {payload.fresh} worked out anew since" if payload.fresh else ""
        told.append(f"kept scores of {look.instant(payload.scored_at)}{anew}")
    fields = p.HealthLine._fields
    records = Records(
        fields,
        tuple(
            (
                *line[: fields.index("signs")],
                ", ".join(line.signs),
                *line[fields.index("signs") + 1 :],
            )
            for line in payload.lines
        ),
    )
    ids = tuple(line.partner for line in payload.lines)
    return Document((table, Lines(tuple(told))), records, ids=ids)


def _row(line: p.HealthLine) -> tuple[Cell | str, ...]:
    return (
        line.partner,
        _points(line.score),
        Cell(line.left_out, "muted") if line.left_out else _band(line.score, line.band),
        Cell(line.trend, _TREND_TONES.get(line.trend)),
        _signed(line.change),
        line.worst,
        ", ".join(line.signs),
        f"{line.coverage_pct}%",
        line.profile,
        line.lead or "",
    )


def _band(score: float | None, band: str) -> Cell:
    return Cell(band, BAND_TONES.get(band)) if score is not None else Cell("not scored", "muted")


def _points(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _signed(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:+.1f}" if value else "0.0"


def shown_view(payload: p.HealthShown, look: Look) -> Document:
    """The score, its groups and signs; with ``why`` every measure; then the frozen weeks."""
    blocks: list[Block] = [_summary(payload, look)]
    if payload.why:
        blocks += [_drivers(payload), *_missing(payload)]
    else:
        blocks.append(_groups(payload))
    if payload.signs:
        blocks.append(_signs(payload, look))
    if payload.lifts and not payload.left_out:
        blocks.append(Lines(payload.lifts, "What would lift it most"))
    if payload.history:
        blocks.append(_history(payload, look))
    return Document(tuple(blocks), _driver_records(payload), ids=(payload.partner,))


def _summary(payload: p.HealthShown, look: Look) -> Fields:
    known = f"{payload.coverage_pct}% of the weight"
    if payload.score is None and not payload.left_out:
        known += f", {payload.needed_pct}% is needed for a score"
    pairs: list[tuple[str, Cell | str]] = [("Score", _score(payload))]
    if payload.override is not None:
        one = payload.override
        pairs += [
            ("Set by", f"{one.by} until {look.day(one.until_on)}: {one.reason}, {one.evidence}"),
            ("Computed", _points(payload.computed)),
        ]
    pairs += [("Trend", _trend(payload))] if payload.trend else []
    pairs += [
        ("Stage of life", payload.profile_title),
        ("Known", known),
        ("Last active", look.day(payload.active_on)),
    ]
    return Fields(tuple(pairs), payload.name)


def _score(payload: p.HealthShown) -> Cell | str:
    if payload.left_out:
        return Cell(f"left out: {payload.left_out}", "muted")
    if payload.score is None:
        return Cell("not scored", "muted")
    return Cell(f"{payload.score:.1f} {payload.band}", BAND_TONES.get(payload.band))


def _trend(payload: p.HealthShown) -> Cell | str:
    change = "" if payload.change is None else f" ({_signed(payload.change)} since {payload.since})"
    return Cell(f"{payload.trend}{change}", _TREND_TONES.get(payload.trend))


def _groups(payload: p.HealthShown) -> Table:
    return Table(
        (
            Column("title", "Group", keep=True),
            Column("points", "Points", "right"),
            Column("weight_pct", "Weight", "right"),
            Column("contribution", "Gives", "right"),
        ),
        (
            *(
                (
                    one.title,
                    "no data" if one.points is None else f"{one.points:.1f}",
                    f"{one.weight_pct:.1f}%",
                    f"{one.contribution:.1f}" if payload.raw is not None else "",
                )
                for one in payload.groups
            ),
            *_cap_rows(payload, 4),
        ),
    )


def _cap_rows(payload: p.HealthShown, width: int) -> list[tuple[Cell | str, ...]]:
    """What holds the score down, and the sum: what stands above adds up to it."""
    if payload.raw is None:
        return []
    blank = [""] * (width - 2)
    rows: list[tuple[Cell | str, ...]] = [
        (Cell(f"{cap.title}: {cap.max} at most", "bad"), *blank, f"{cap.takes:.1f}")
        for cap in payload.caps
    ]
    total = "Computed score" if payload.override is not None else "Score"
    return [*rows, (total, *blank, _points(payload.computed))]


def _drivers(payload: p.HealthShown) -> Table:
    return Table(
        (
            Column("title", "Measure", keep=True),
            Column("value", "Value", "right"),
            Column("n", "n", "right", drop=5),
            Column("age_days", "Age", "right", drop=4),
            Column("points", "Points", "right"),
            Column("weight_pct", "Weight", "right", drop=2),
            Column("lift", "Could give", "right", drop=1),
            Column("change", "Week", "right", drop=3),
            Column("contribution", "Gives", "right"),
        ),
        (
            *(
                (
                    f"{one.title} *" if one.held_back else one.title,
                    one.value,
                    "" if one.n is None else str(one.n),
                    f"{one.age_days} d" if one.half_life_days else "",
                    f"{one.points:.1f}",
                    f"{one.weight_pct:.1f}%",
                    f"+{one.lift:.1f}" if one.lift else "",
                    _signed(one.change),
                    f"{one.contribution:.1f}" if payload.raw is not None else "",
                )
                for one in payload.drivers
            ),
            *_cap_rows(payload, 9),
        ),
        empty="nothing is known",
    )


def _missing(payload: p.HealthShown) -> list[Block]:
    blocks: list[Block] = []
    if any(one.held_back for one in payload.drivers):
        blocks.append(Lines(("* counts for no more than one band; the rest of it as neutral",)))
    if payload.missing:
        rows = tuple((one.title, f"{one.weight_pct:.1f}%", one.why) for one in payload.missing)
        columns = (
            Column("title", "Not known", keep=True),
            Column("weight_pct", "Of all weight", "right"),
            Column("why", "Why"),
        )
        blocks.append(Table(columns, rows))
    return blocks


def _signs(payload: p.HealthShown, look: Look) -> Table:
    return Table(
        (
            Column("sign", "Sign", keep=True),
            Column("because", "Because"),
            Column("since", "Since", drop=1),
            Column("intervention", "Intervention"),
        ),
        tuple(
            (
                Cell(one.sign, "warning"),
                one.because,
                look.day(look.local(one.since).date()) if one.since else "",
                one.intervention,
            )
            for one in payload.signs
        ),
        title="Warning signs",
    )


def _history(payload: p.HealthShown, look: Look) -> Table:
    weeks = payload.history[-WEEKS_SHOWN:]
    bars = _BARS if look.unicode else _PLAIN_BARS
    line = "".join(_bar(one.score, bars) for one in weeks)
    return Table(
        (
            Column("week", "Week", keep=True),
            Column("score", "Score", "right"),
            Column("band", "Band"),
            Column("coverage_pct", "Known", "right"),
            Column("profile", "Stage of life"),
            Column("note", ""),
        ),
        tuple(
            (
                one.week,
                _points(one.score),
                _band(one.score, one.band),
                f"{one.coverage_pct}%",
                one.profile,
                "set by hand" if one.overridden else "",
            )
            for one in weeks
        ),
        title=f"Frozen weeks {line}",
    )


def _bar(score: float | None, bars: str) -> str:
    return " " if score is None else bars[min(len(bars) - 1, int(score * len(bars) / 100))]


def _driver_records(payload: p.HealthShown) -> Records:
    """Measures, caps and what is missing as flat rows; contributions add up to the score."""
    rows = [
        (payload.partner, "measure", one.measure, one.group, one.value, one.age_days, one.points,
         one.weight_pct, one.contribution, one.lift)
        for one in payload.drivers
    ]  # fmt: skip
    rows += [
        (payload.partner, "cap", one.cap, "", "", 0, float(one.max), 0.0, one.takes, -one.takes)
        for one in payload.caps
    ]
    found: list[tuple[Any, ...]] = [*rows]
    found += [
        (payload.partner, "missing", one.measure, one.group, "", None, None, one.weight_pct,
         None, None)
        for one in payload.missing
    ]  # fmt: skip
    fields = (
        *("partner", "kind", "id", "group", "value", "age_days", "points", "weight_pct"),
        *("contribution", "lift"),
    )
    return Records(fields, tuple(found))


def update_view(payload: p.HealthUpdate, look: Look) -> Document:
    """How many were worked out, and what was taken up."""
    pairs: list[tuple[str, Cell | str]] = [("Worked out", counted(payload.fresh, "partner"))]
    if payload.fresh:
        pairs += [
            ("Scored", str(payload.scored)),
            ("Not scored", str(payload.unscored)),
            ("Left out", str(payload.left_out)),
        ]
    if payload.week:
        pairs.append(("Frozen", f"{payload.week}, {counted(payload.frozen, 'partner')}"))
    blocks: list[Block] = [Fields(tuple(pairs))]
    for title, lines in (("Taken up", payload.opened), ("Gone", payload.gone)):
        if lines:
            more = (f"and {len(lines) - WEEKS_SHOWN} more",) * (len(lines) > WEEKS_SHOWN)
            blocks.append(Lines((*lines[:WEEKS_SHOWN], *more), title))
    return Document(tuple(blocks))


def check_view(payload: p.HealthCheck, look: Look) -> Document:
    """The findings, and what the file measures when it can be used."""
    blocks: list[Block] = []
    if payload.findings:
        blocks.append(Lines(tuple(findings_text(payload.findings).splitlines())))
    if payload.version is not None:
        said = (
            f"version {payload.version}: {payload.measures} measures in {payload.groups} groups, "
            f"{payload.signs} warning signs"
        )
        blocks.append(Lines((said,)))
    records = Records(
        ("severity", "code", "file", "line", "column", "message"),
        tuple(
            (one.severity, one.code, one.file, one.line, one.column, one.message)
            for one in payload.findings
        ),
    )
    return Document(tuple(blocks), records, ids=tuple(one.code for one in payload.findings))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.HealthList: list_view,
    p.HealthShown: shown_view,
    p.HealthUpdate: update_view,
    p.HealthCheck: check_view,
}
