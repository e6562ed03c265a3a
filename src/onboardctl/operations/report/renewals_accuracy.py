"""How earlier forecasts of renewals did: ranges beside sums, and calls beside what happened."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.proportions import wilson
from onboardctl.core.lifecycle import forecasting as f
from onboardctl.core.money.amounts import spoken as money
from onboardctl.core.names import counted
from onboardctl.core.report.model import Definition, Figure, Figures, Grid, Head, Prose, Value
from onboardctl.operations.lifecycle.renewal_freeze import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.operations.session import Session

SHOWN = 8
"""So many frozen forecasts are listed, the latest first; `renewal forecasts` has them all."""
ACCURACY = Definition(
    "renewals.accuracy",
    "How forecasts did",
    "A frozen forecast is judged once every contract of its 90 days is decided; what was renewed "
    "counts at the value foreseen. Four in five sums should lie in their range. A call counts as "
    f"foresight when it was frozen {f.LEAD_DAYS} days or more before the end. The Brier score is "
    "the mean squared distance of calls from what happened: 0 is perfect, 0.25 is what 50 % for "
    "everybody gets. Forecasts of one time share their contracts, so they are not as many proofs.",
)
_TONES = {"inside": "good", "below": "warning", "above": "warning"}


def accuracy(session: Session) -> tuple[Prose] | tuple[Grid, Figures, Grid, Grid]:
    """What came of forecasts, how often the range held, and calls of people and of factors."""
    kept = frozen(session)
    if not kept.seen:
        said = (
            "no forecast was frozen yet: `onboardctl renewal freeze` keeps today's, and is best run"
        )
        return (Prose((f"{said} once a week",)),)
    early = f.foreseen(kept.seen)
    decided = [(one, kept.renewed[key]) for key, one in early.items() if key in kept.renewed]
    called = [(one.called, came) for one, came in decided if one.called is not None]
    computed = [(one.computed, came) for one, came in decided if one.computed is not None]
    both = [
        (one.called, one.computed, came)
        for one, came in decided
        if one.called is not None and one.computed is not None
    ]
    figures = (
        _coverage(kept.judged),
        _brier("called", "Calls of people", [(percent, came) for percent, _, came in both]),
        _brier("computed", "The factors", [(percent, came) for _, percent, came in both]),
    )
    return (
        _frozen(kept.judged),
        Figures(figures),
        _calibration("Called by a person", called),
        _calibration("Computed from the factors", computed),
    )


def _frozen(judged: list[f.Judged]) -> Grid:
    latest = sorted(
        judged, key=lambda one: (-one.promise.taken_on.toordinal(), one.promise.currency)
    )
    return Grid(
        (
            Head("frozen", "Frozen"),
            Head("until", "Ends by"),
            Head("n", "n", "right"),
            Head("expected", "Expected", "right"),
            Head("range", "P10 to P90"),
            Head("happened", "Happened", "right"),
            Head("verdict", "Range"),
        ),
        tuple(_forecast(one) for one in latest[:SHOWN]),
        title="Frozen forecasts, the latest first",
        empty="nobody had called a contract of the 90 days",
    )


def _forecast(one: f.Judged) -> tuple[Value, ...]:
    said = one.promise
    word = f"{one.undecided} open" if one.verdict == "open" else one.verdict
    return (
        Value(said.taken_on.isoformat(), said.taken_on.isoformat()),
        Value(said.until.isoformat(), said.until.isoformat()),
        Value(str(said.n), said.n),
        Value(money(said.expected, said.currency), float(said.expected)),
        Value(f"{money(said.low)} to {money(said.high)}"),
        Value(money(one.happened, said.currency), float(one.happened)),
        Value(word, one.verdict, tone=_TONES.get(one.verdict, "muted")),
    )


def _coverage(judged: list[f.Judged]) -> Figure:
    """How often the sum lay in the range; judged only with enough forecasts."""
    over = [one for one in judged if one.verdict != "open"]
    inside = sum(one.verdict == "inside" for one in over)
    open_ones = len(judged) - len(over)
    remarks = [f"{counted(open_ones, 'forecast')} still open"] if open_ones else []
    few = len(over) < f.LEAST_RANGES
    remarks.append(
        f"too few to judge: {len(over)} of {f.LEAST_RANGES}"
        if few
        else f"{float(f.PROMISED):.0%} was promised"
    )
    if not over:
        text, share = "no data", None
    else:
        share = inside / len(over)
        text = f"{inside} of {len(over)}" if few else f"{share:.0%} ({inside}/{len(over)})"
    return Figure(
        "renewals.coverage",
        "Sums that lay in their range",
        text,
        share,
        "ratio",
        len(over),
        inside if over else None,
        len(over) or None,
        target_value=float(f.PROMISED),
        verdict="too few" if few else "",
        remarks=tuple(remarks),
        definition=ACCURACY.key,
    )


def _brier(key: str, title: str, calls: Sequence[tuple[int, bool]]) -> Figure:
    """The Brier score over contracts that both a person and the factors judged."""
    found = f.brier(calls)
    few = len(calls) < f.LEAST_CALLS
    remark = f"too few to judge: {len(calls)} of {f.LEAST_CALLS}" if few else "0.25 is a coin"
    return Figure(
        f"renewals.brier.{key}",
        f"{title}, Brier score",
        "no data" if found is None else f"{float(found):.3f} (n {len(calls)})",
        None if found is None else float(found),
        n=len(calls),
        direction="lower",
        verdict="too few" if few else "",
        remarks=(remark,),
        definition=ACCURACY.key,
        indent=1,
    )


def _calibration(title: str, calls: list[tuple[int, bool]]) -> Grid:
    heads = (
        Head("band", "Said"),
        Head("n", "Decided", "right"),
        Head("mean", "Mean said", "right"),
        Head("renewed", "Renewed", "right"),
        Head("share", "Share", "right"),
        Head("interval", "95% between"),
        Head("word", "Calibrated"),
    )
    rows = tuple(_band(one) for one in f.calibration(calls) if one.n)
    return Grid(
        heads,
        rows,
        title=f"{title}, {f.LEAD_DAYS} days or more before the end",
        empty=f"no contract is decided that was judged so {f.LEAD_DAYS} days before its end",
        note=f"judged from {f.LEAST_CALLS} decided contracts in a band on",
    )


def _band(one: f.Kind) -> tuple[Value, ...]:
    low, high = _interval(one)
    assert one.mean is not None
    few = one.n < f.LEAST_CALLS
    said = float(one.mean) / 100
    word = (
        "too few"
        if few
        else "too hopeful"
        if said > high
        else "too careful"
        if said < low
        else "as said"
    )
    share = Fraction(one.renewed, one.n)
    return (
        Value(f"{one.low}-{one.high}%", f"{one.low}-{one.high}"),
        Value(str(one.n), one.n),
        Value(f"{said:.0%}", said),
        Value(str(one.renewed), one.renewed),
        Value("-", None, one.renewed, one.n)
        if few
        else Value(f"{float(share):.0%}", float(share), one.renewed, one.n),
        Value(f"{low:.0%} to {high:.0%}"),
        Value(word, word, tone="muted" if few else "good" if word == "as said" else "warning"),
    )


def _interval(one: f.Kind) -> tuple[float, float]:
    """Between what the share of all such contracts lies, 95 times of a hundred."""
    found = wilson(one.renewed, one.n)
    if found is None or found.low is None or found.high is None:
        return 0.0, 1.0
    return found.low, found.high
