"""Whether scores and plays are worth anything: what worked, and how contracts ended by band."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.names import counted
from onboardctl.core.report.model import Grid, Head, Prose, Section, Value
from onboardctl.operations.health.scoring import week_of
from onboardctl.operations.lifecycle.intervention import plays_tried

if TYPE_CHECKING:
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.core.payloads.intervention import PlayLine
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

FIRST_DAYS, LAST_DAYS = 90, 60
"""A score tells of the end of a contract when it was frozen so many days before it."""
ENOUGH = 20


def worked_section(session: Session) -> Section:
    """By play: how often it was tried and worked, and the scores frozen before and after."""
    rows = tuple(
        (
            Value(one.play, one.play),
            Value(str(one.tried), one.tried),
            Value(
                f"{100 * one.worked / one.tried:.0f}% ({one.worked}/{one.tried})",
                one.worked / one.tried,
                one.worked,
                one.tried,
            ),
            Value(_change(one)),
            Value(str(one.scored), one.scored),
        )
        for one in plays_tried(session)
    )
    heads = (
        Head("play", "Play"),
        Head("tried", "Tried", "right"),
        Head("worked", "Worked", "right"),
        Head("score", "Score before and after", "right"),
        Head("n", "n", "right"),
    )
    note = "mean of the weeks frozen before it was opened and after it was closed" if rows else ""
    grid = Grid(heads, rows, empty="no intervention was tried to its end", note=note)
    return Section("Which interventions worked", (grid,))


def _change(one: PlayLine) -> str:
    if one.score_before is None or one.score_after is None:
        return "-"
    return f"{one.score_before:.1f} to {one.score_after:.1f}"


def proof_section(session: Session, definition: HealthDefinition) -> Section:
    """How contracts ended, by the band frozen 60 to 90 days before; weights rest on this one day."""
    ended = session.store.rows("health.told", until=instant_text(session.moment))
    counts: dict[str, list[int]] = {band.name: [0, 0] for band in definition.bands}
    untold = 0
    for row in ended:
        band = _band_before(session, row)
        if band is None:
            untold += 1
        else:
            counts.setdefault(band, [0, 0])[row["outcome"] == "renewed"] += 1
    told = sum(sum(pair) for pair in counts.values())
    if not told:
        ended_ones = counted(len(ended), "contract")
        said = f"{ended_ones} ended so far, of none a score was frozen {_WHEN}"
        return Section("Do scores tell", (Prose((said, _PROVISIONAL)),))
    rows = tuple(
        (
            Value(band, band),
            Value(str(renewed), renewed),
            Value(str(lapsed), lapsed),
            Value(_share(lapsed, lapsed + renewed)),
        )
        for band, (lapsed, renewed) in counts.items()
    )
    heads = (
        Head("band", "Band before"),
        Head("renewed", "Renewed", "right"),
        Head("lapsed", "Lapsed", "right"),
        Head("share", "Lapsed of all", "right"),
    )
    note = f"{counted(told, 'contract')} with a score frozen {_WHEN}, {untold} without"
    lines = (_PROVISIONAL,) if told < ENOUGH else ()
    return Section(
        "Do scores tell", (Grid(heads, rows, note=note), *([Prose(lines)] if lines else []))
    )


_WHEN = f"{LAST_DAYS} to {FIRST_DAYS} days before its end"
_PROVISIONAL = f"weights are provisional while fewer than {ENOUGH} contracts can be told from"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}% ({part}/{whole})" if whole else "-"


def _band_before(session: Session, row: Row) -> str | None:
    """The latest band frozen in the stretch of days before a contract's end."""
    ends_on = date.fromisoformat(row["ends_on"])
    first = week_of(ends_on - timedelta(days=FIRST_DAYS))
    last = week_of(ends_on - timedelta(days=LAST_DAYS))
    weeks = session.store.rows(
        "health.weeks_of", partner_id=row["partner_id"], until=instant_text(session.moment)
    )
    within = [one for one in weeks if first <= one["week"] <= last and one["score"] is not None]
    return str(within[-1]["band"]) if within else None
