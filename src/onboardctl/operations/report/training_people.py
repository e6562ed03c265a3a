"""Who is certified: coverage against its target, teams, people, and certificates that end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.report.model import Definition, Figure, Grid, Head, Prose, Value
from onboardctl.core.training.certificates import VALID_MONTHS
from onboardctl.operations.report.training_counts import count_cell, share_cell, share_figure

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.payloads.training import LearnerLine, TrainingStatus
    from onboardctl.core.playbook import Target

ENDS_WITHIN_DAYS = 60
COVERAGE = Definition(
    "training.coverage",
    "Certified in time",
    "People of the teams who passed by the deadline, of all who are in a team; each person counts "
    f"once. A certificate runs for {VALID_MONTHS} months from the last attempt that passed.",
)
_TONES = {"certified": "good", "renew": "warning", "expired": "bad", "failed": "bad"}


def coverage_figures(status: TrainingStatus, target: Target | None) -> tuple[Figure, ...]:
    """Who is certified in time, beside the target, and who is today."""
    in_time = share_figure(
        "training.coverage", "Certified in time", status.certified_in_time, status.asked
    )._replace(definition=COVERAGE.key)
    if target is not None and status.asked:
        open_yet = "open until the deadline" if status.due_on else "open"
        in_time = in_time._replace(
            target=target.text,
            target_value=float(target.value) / 100,
            direction="higher",
            met=status.met,
            verdict=open_yet if status.met is None else "met" if status.met else "missed",
        )
    return (
        in_time,
        share_figure("training.certified", "Certified today", status.certified, status.asked),
    )


def deadline_line(status: TrainingStatus, today: date) -> Prose:
    """When the programme was launched, and by when everybody is to be certified."""
    if status.launch_on is None:
        return Prose(("nobody said when the programme was launched, so there is no deadline yet",))
    if status.due_on is None:
        return Prose((f"launched on {status.launch_on}; the playbook sets no deadline",))
    left = (status.due_on - today).days
    when = f"in {left} days" if left > 0 else "today" if left == 0 else f"{-left} days ago"
    return Prose((f"launched on {status.launch_on}; the deadline is {status.due_on}, {when}",))


def teams_grid(status: TrainingStatus) -> Grid:
    """Each team with its share."""
    return Grid(
        (
            Head("team", "Team"),
            Head("certified", "Certified", "right"),
            Head("asked", "People", "right"),
            Head("share", "Share", "right"),
        ),
        tuple(
            (
                Value(one.team, one.team),
                count_cell(one.certified),
                count_cell(one.asked),
                share_cell(one.certified, one.asked),
            )
            for one in status.teams
        ),
        empty="the playbook names no team",
    )


def people_grid(status: TrainingStatus) -> Grid:
    """Each person of the teams: certificate, attempts, lessons."""
    return Grid(
        (
            Head("person", "Person"),
            Head("teams", "Teams"),
            Head("standing", "Standing"),
            Head("certified_on", "Since"),
            Head("best", "Best", "right"),
            Head("attempts", "Attempts", "right"),
            Head("attended", "Lessons", "right"),
            Head("missed", "Missed"),
        ),
        tuple(
            (
                Value(one.person, one.person),
                Value(", ".join(one.teams)),
                Value(one.standing, one.standing, tone=_TONES.get(one.standing, "")),
                Value(one.certified_on.isoformat() if one.certified_on else ""),
                Value("-") if one.best is None else Value(f"{one.best}%", float(one.best) / 100),
                count_cell(one.attempts),
                count_cell(one.attended),
                Value(", ".join(one.missed)),
            )
            for one in status.people
        ),
        empty="nobody of onboardctl.yaml plays a role of these teams",
    )


def ending_grid(status: TrainingStatus, today: date) -> Grid:
    """Certificates to renew, those that have ended first."""
    ending = sorted(
        (
            (one.expires_on, one)
            for one in status.people
            if one.expires_on and (one.expires_on - today).days <= ENDS_WITHIN_DAYS
        ),
        key=lambda pair: (pair[0], pair[1].person),
    )
    return Grid(
        (
            Head("person", "Person"),
            Head("expires_on", "Ends"),
            Head("days_left", "Days", "right"),
            Head("standing", "Standing"),
        ),
        tuple(_ends(one, ends_on, today) for ends_on, one in ending),
        empty="none ends in these days",
    )


def _ends(line: LearnerLine, ends_on: date, today: date) -> tuple[Value, ...]:
    left = (ends_on - today).days
    return (
        Value(line.person, line.person),
        Value(ends_on.isoformat(), ends_on.isoformat()),
        Value(str(left), left),
        Value(line.standing, line.standing, tone=_TONES.get(line.standing, "")),
    )
