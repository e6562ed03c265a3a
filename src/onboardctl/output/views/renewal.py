"""How renewals are laid out: the radar, and one contract with its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.lifecycle.forecasting import WINDOW_DAYS
from onboardctl.core.money.amounts import spoken
from onboardctl.core.payloads import renewal as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from onboardctl.output.look import Look

_STANDINGS = {
    "done": ("done", "good"),
    "late": ("LATE", "bad"),
    "due": ("due", "warning"),
    "ahead": ("ahead", None),
    "left": ("left out", "muted"),
}

_NOTICES = {
    "": ("", None),
    "ahead": ("", None),
    "due": ("due", "warning"),
    "past": ("PAST", "bad"),
    "done": ("decided", "good"),
}
"""How the clock of the notice stands, and its colour."""


def radar_view(payload: p.RenewalRadar, look: Look) -> Document:
    """Contracts under columns, the first to end first."""
    noticed = any(line.notice_on for line in payload.renewals)
    table = Table(
        (
            Column("partner", "Partner", keep=True),
            Column("ends_on", "Ends"),
            Column("days_left", "Days", align="right"),
            Column("step", "Next step"),
            Column("step_due_on", "By", drop=1),
            Column("standing", "State"),
            Column("called_percent", "Called", align="right", drop=2),
            Column("computed_percent", "Computed", align="right", drop=3),
            Column("value", "A year", align="right", drop=4),
            *((Column("notice", "Notice by", drop=1),) if noticed else ()),
            Column("owner", "Owner", drop=5),
            Column("tier", "Tier", wide=True),
        ),
        tuple(
            (
                line.partner,
                line.ends_on.isoformat(),
                str(line.days_left),
                line.step or "",
                _iso(line.step_due_on),
                Cell(*_STANDINGS[line.standing]),
                _called(line.called_percent, line.disagreement),
                _percent(line.computed_percent),
                _money(line.value, line.currency),
                *((_notice(line),) if noticed else ()),
                line.owner or "",
                line.tier,
            )
            for line in payload.renewals
        ),
        title=f"Contracts that end within {payload.within_days} days",
        empty=f"no contract is known to end within {payload.within_days} days",
    )
    return Document((table,), ids=tuple(line.partner for line in payload.renewals))


def renewal_view(payload: p.RenewalShown, look: Look) -> Document:
    """The contract, its steps, what it is judged by, who called it how, and earlier terms."""
    blocks: list[Block] = [_head(payload, look)]
    if payload.steps:
        blocks.append(_steps(payload, look))
    if payload.factors:
        blocks.append(_factors(payload))
    if payload.calls:
        said = tuple(
            f"{line.percent}% by {line.by}, {look.ago(line.at)}: {line.reason}"
            for line in payload.calls
        )
        blocks.append(Lines(said, "Calls, the latest first"))
    if payload.changes:
        worth = tuple(
            f"{_money(line.value, payload.currency)} from {line.from_on} on, said {line.by}: "
            f"{line.reason}"
            for line in payload.changes
        )
        blocks.append(Lines(worth, "What a year is worth"))
    if payload.past:
        told = tuple(_past(line, payload.currency) for line in payload.past)
        blocks.append(Lines(told, "Terms that ended"))
    return Document(tuple(blocks), _records(payload), ids=(payload.partner,))


def _head(payload: p.RenewalShown, look: Look) -> Fields:
    if payload.ends_on is None:
        return Fields((("Contract", "nobody said when it ends"),), payload.name)
    left = payload.days_left or 0
    when = f"in {left} days" if left > 0 else ("today" if left == 0 else f"{-left} days ago")
    pairs: list[tuple[str, Cell | str]] = [("Ends", f"{look.day(payload.ends_on)} ({when})")]
    if payload.starts_on:
        pairs.append(("Began", look.day(payload.starts_on)))
    if payload.notice_on:
        word, tone = _NOTICES[payload.notice]
        told = f"{look.day(payload.notice_on)} {word}".rstrip()
        pairs.append(("Notice by", Cell(told, tone)))
    if payload.value is not None:
        pairs.append(("A year", _money(payload.value, payload.currency)))
    if payload.changes:
        pairs.append(("At the start", _money(payload.start_value, payload.currency)))
    called = payload.calls[0].percent if payload.calls else None
    said = f"called {_percent(called)}, computed {_percent(payload.computed_percent)}"
    if payload.disagreement is None:
        pairs.append(("Likelihood", said))
    else:
        apart = f"{said}: {abs(payload.disagreement)} points apart, talk it over"
        pairs.append(("Likelihood", Cell(apart, "warning")))
    if payload.outcome:
        pairs.append(("Outcome", payload.outcome))
    return Fields(tuple(pairs), payload.name)


def _steps(payload: p.RenewalShown, look: Look) -> Table:
    return Table(
        (
            Column("step", "Step", keep=True),
            Column("title", "What", drop=1),
            Column("due_on", "By"),
            Column("standing", "State"),
            Column("done_on", "Done"),
            Column("by", "Who", drop=2),
            Column("evidence", "Evidence", wide=True),
        ),
        tuple(
            (
                line.step,
                line.title,
                look.day(line.due_on),
                Cell(*_STANDINGS[line.standing]),
                _iso(line.done_on),
                line.by,
                line.evidence,
            )
            for line in payload.steps
        ),
        title="Steps",
    )


def _factors(payload: p.RenewalShown) -> Table:
    return Table(
        (
            Column("factor", "Factor", keep=True),
            Column("score", "Score", align="right"),
            Column("by", "By", drop=1),
            Column("evidence", "Evidence"),
        ),
        tuple(
            (
                line.factor,
                "-" if line.score is None else f"{line.score}/5",
                line.by,
                line.evidence,
            )
            for line in payload.factors
        ),
        title="Judged by",
    )


def _past(line: p.PastTermLine, currency: str) -> str:
    worth = f", {_money(line.value, currency)} a year" if line.value else ""
    renewed = line.renewed_value if line.outcome == "renewed" else None
    then = f", then {_money(renewed, currency)}" if renewed else ""
    why = f": {line.reason}" if line.reason else ""
    return f"{line.ends_on} {line.outcome}{worth}{then}{why}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def forecasts_view(payload: p.ForecastList, look: Look) -> Document:
    """Frozen forecasts under columns, with what came of them."""
    empty = "no forecast was frozen yet; `onboardctl renewal freeze` keeps today's"
    return Document(
        (_forecasts(payload.forecasts, "Frozen forecasts", empty),),
        ids=tuple(line.taken_on.isoformat() for line in payload.forecasts),
    )


def frozen_view(payload: p.ForecastFrozen, look: Look) -> Document:
    """What was frozen."""
    title = f"Contracts that end within {WINDOW_DAYS} days, as seen on {payload.taken_on}"
    table = _forecasts(payload.forecasts, title, "nobody called a contract that ends so soon")
    return Document((table,), ids=(payload.taken_on.isoformat(),))


def _forecasts(lines: tuple[p.ForecastLine, ...], title: str, empty: str) -> Table:
    return Table(
        (
            Column("taken_on", "Frozen", keep=True),
            Column("until", "Ends by"),
            Column("n", "n", align="right"),
            Column("expected", "Expected", align="right"),
            Column("range", "P10 to P90"),
            Column("happened", "Happened", align="right"),
            Column("verdict", "Range"),
            Column("total", "Of", align="right", drop=1),
            Column("how", "How", drop=2),
        ),
        tuple(
            (
                line.taken_on.isoformat(),
                line.until.isoformat(),
                str(line.n),
                _money(line.expected, line.currency),
                f"{_money(line.low, '')} to {_money(line.high, '')}",
                _money(line.happened, ""),
                Cell(f"{line.undecided} open", "muted")
                if line.verdict == "open"
                else Cell(line.verdict, "good" if line.verdict == "inside" else "warning"),
                _money(line.total, ""),
                "exact" if line.exact else f"drawn, seed {line.seed}",
            )
            for line in lines
        ),
        title=title,
        empty=empty,
    )


def _notice(line: p.RenewalLine) -> Cell:
    word, tone = _NOTICES[line.notice]
    return Cell(f"{_iso(line.notice_on)} {word}".rstrip(), tone)


def _called(value: int | None, disagreement: int | None) -> Cell:
    """A call, with how far it is from what the factors say where that is far."""
    if disagreement is None:
        return Cell(_percent(value))
    return Cell(f"{value}% ({disagreement:+d})", "warning")


def _percent(value: int | None) -> str:
    return "-" if value is None else f"{value}%"


def _money(value: str | None, currency: str) -> str:
    return "" if value is None else spoken(value, currency)


def _records(payload: p.RenewalShown) -> Records:
    return Records(
        ("partner", "ends_on", "step", "due_on", "standing", "done_on", "by", "evidence"),
        tuple(
            (
                payload.partner,
                payload.ends_on,
                line.step,
                line.due_on,
                line.standing,
                line.done_on,
                line.by,
                line.evidence,
            )
            for line in payload.steps
        ),
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.RenewalRadar: radar_view,
    p.RenewalShown: renewal_view,
    p.ForecastList: forecasts_view,
    p.ForecastFrozen: frozen_view,
}
