"""Whether scores and plays are worth anything: what worked, and how contracts ended by band."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.health.proof import HOLDS, Ended, advice, by_hand, rules
from onboardctl.core.health.words import signed_text
from onboardctl.core.names import counted
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import Grid, Head, Prose, Section, Value
from onboardctl.core.share import share_text
from onboardctl.operations.health.scoring import week_of
from onboardctl.operations.lifecycle.intervention_effects import plays_tried

if TYPE_CHECKING:
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.core.payloads.intervention import PlayLine
    from onboardctl.core.report.model import Part
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

FIRST_DAYS, LAST_DAYS = 90, 60
"""A score tells of the end of a contract when it was frozen so many days before it."""
ENOUGH = 20


def worked_section(session: Session) -> Section:
    """By play: how often it worked, what scores did, and what those of others as low did."""
    rows = tuple(
        (
            Value(one.play, one.play),
            Value(
                share_text(one.worked, one.tried),
                one.worked / one.tried,
                one.worked,
                one.tried,
            ),
            Value(_scores(one)),
            Value(str(one.scored), one.scored),
            Value(_points(one.change), one.change),
            Value(_others(one), one.others_change),
            Value(one.says),
        )
        for one in plays_tried(session, compare=True)
    )
    heads = (
        Head("play", "Play"),
        Head("worked", "Worked", "right"),
        Head("score", "Score before and after", "right"),
        Head("n", "n", "right"),
        Head("change", "Change", "right"),
        Head("others", "Others as low", "right"),
        Head("says", "What may be said"),
    )
    note = _CAUTION if rows else ""
    grid = Grid(heads, rows, empty="no intervention was tried to its end", note=note)
    return Section("Which interventions worked", (grid,))


_CAUTION = (
    "mean of the weeks frozen before it was opened and after it was closed. Help begins when scores "
    "are low, and low scores rise by themselves: others as low are partners within 5 points that "
    "had no help in the same weeks"
)


def _scores(one: PlayLine) -> str:
    if one.score_before is None or one.score_after is None:
        return "-"
    return f"{one.score_before:.1f} to {one.score_after:.1f}"


def _others(one: PlayLine) -> str:
    if one.others_change is None:
        return "-"
    return f"{_points(one.others_change)} (n {one.others})"


def _points(change: float | None) -> str:
    return "-" if change is None else signed_text(round(change * 10))


class _Told(NamedTuple):
    """A contract that ended, with the week that was frozen before."""

    lapsed: bool
    week: Row
    partner_id: str


def proof_section(
    session: Session, definition: HealthDefinition, best: int, scored: int
) -> Section:
    """How contracts ended, by the band frozen 60 to 90 days before, and whether that is enough.

    Args:
        session: an open session.
        definition: with the bands.
        best: partners in the best band now.
        scored: partners with a score now.
    """
    ended = session.store.rows("health.told", until=instant_text(session.moment))
    told = []
    for row in ended:
        week = _week_before(session, row)
        if week is not None:
            told.append(_Told(row["outcome"] != "renewed", week, row["partner_id"]))
    title = "Do scores tell"
    if not told:
        said = f"{counted(len(ended), 'contract')} ended so far, of none a score was frozen {_WHEN}"
        return Section(title, (Prose((said, _PROVISIONAL)),))
    bands = [band.name for band in definition.bands]
    counts = {band: Ended() for band in bands}
    for one in told:
        had = counts.get(one.week["band"], Ended())
        counts[one.week["band"]] = (
            had._replace(lapsed=had.lapsed + 1)
            if one.lapsed
            else had._replace(renewed=had.renewed + 1)
        )
    parts: list[Part] = [
        _confusion(counts, len(told), len(ended) - len(told)),
        *_rules(counts, bands, best, scored),
        *_set_by_hand(session, definition, told),
    ]
    versions = sorted({one.week["version"] for one in told})
    lines = [_PROVISIONAL] if len(told) < ENOUGH else []
    if versions[:-1] or versions[-1] != definition.version:
        listed = ", ".join(f"v{one}" for one in versions)
        lines.append(f"scores were frozen by {listed} of the file, and stay as they were")
    return Section(title, (*parts, *([Prose(tuple(lines))] if lines else [])))


def _confusion(counts: dict[str, Ended], told: int, untold: int) -> Grid:
    rows = tuple(
        (
            Value(band, band),
            Value(str(one.renewed), one.renewed),
            Value(str(one.lapsed), one.lapsed),
            Value(share_text(one.lapsed, one.contracts) if one.contracts else "-"),
        )
        for band, one in counts.items()
    )
    heads = (
        Head("band", "Band before"),
        Head("renewed", "Renewed", "right"),
        Head("lapsed", "Lapsed", "right"),
        Head("share", "Lapsed of all", "right"),
    )
    note = f"{counted(told, 'contract')} with a score frozen {_WHEN}, {untold} without"
    return Grid(heads, rows, note=note)


def _rules(counts: dict[str, Ended], bands: list[str], best: int, scored: int) -> tuple[Part, ...]:
    """What a score must show before anybody relies on it."""
    rows = tuple(
        (
            Value(one.asks),
            Value(one.found),
            Value(str(one.n), one.n),
            Value(one.verdict, one.verdict, tone=_TONES.get(one.verdict, "")),
        )
        for one in rules(counts, bands, best, scored)
    )
    heads = (
        Head("asks", "A score is worth something when"),
        Head("found", "Found", "right"),
        Head("n", "n", "right"),
        Head("verdict", "Verdict"),
    )
    return (Grid(heads, rows),)


_TONES = {HOLDS: "good", "does not hold": "bad"}


def _set_by_hand(
    session: Session, definition: HealthDefinition, told: list[_Told]
) -> tuple[Part, ...]:
    """What became of scores that were set by hand: whether the hand knew better, by reason."""
    cases = []
    best = definition.bands[-1].start * 10
    for one in told:
        hand, numbers = one.week["score"], one.week["computed"]
        if numbers is None or hand == numbers:
            continue
        reason = _reason(session, one)
        cases.append((reason, one.lapsed, hand < best, numbers < best))
    if not cases:
        return ()
    rows = tuple(
        (
            Value(one.reason, one.reason),
            Value(str(one.contracts), one.contracts),
            Value(str(one.nearer), one.nearer),
            Value(str(one.farther), one.farther),
            Value(advice(one)),
        )
        for one in by_hand(cases)
    )
    heads = (
        Head("reason", "Set by hand because"),
        Head("contracts", "Contracts", "right"),
        Head("nearer", "Hand right", "right"),
        Head("farther", "Numbers right", "right"),
        Head("says", "For the next version of the file"),
    )
    return (Grid(heads, rows),)


def _reason(session: Session, told: _Told) -> str:
    """The reason that was given for the score of a frozen week."""
    reason = ""
    for row in session.store.rows("health.overrides_said", subject=f"L-{told.partner_id[2:]}"):
        if row["occurred_at"] <= told.week["taken_at"]:
            reason = json.loads(row["payload"]).get("reason", "")
    return reason or "not said"


_WHEN = f"{LAST_DAYS} to {FIRST_DAYS} days before its end"
_PROVISIONAL = f"weights are provisional while fewer than {ENOUGH} contracts can be told from"


def _week_before(session: Session, row: Row) -> Row | None:
    """The latest week with a score frozen in the stretch of days before a contract's end."""
    ends_on = date.fromisoformat(row["ends_on"])
    first = week_of(ends_on - timedelta(days=FIRST_DAYS))
    last = week_of(ends_on - timedelta(days=LAST_DAYS))
    weeks = session.store.rows(
        "health.weeks_of", partner_id=row["partner_id"], until=instant_text(session.moment)
    )
    within = [one for one in weeks if first <= one["week"] <= last and one["score"] is not None]
    return within[-1] if within else None
