"""``report training``: who is certified, what was taught to whom, and what the quiz shows (A34)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Definition,
    Figure,
    Figures,
    Grid,
    Head,
    Prose,
    Report,
    Section,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.core.share import percent_text, share_text
from onboardctl.core.target import is_met
from onboardctl.core.training.certificates import VALID_MONTHS
from onboardctl.operations.lines import local_day
from onboardctl.operations.training.lines import session_lines, status_of
from onboardctl.operations.training.programme import certification_of, find_programme

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.core.payloads.training import LearnerLine, SessionLine, TrainingStatus
    from onboardctl.core.playbook import Target
    from onboardctl.core.training.state import Attempt
    from onboardctl.operations.session import Session
    from onboardctl.operations.training.programme import Running

ENDS_WITHIN_DAYS = 60
COVERAGE = Definition(
    "training.coverage",
    "Certified in time",
    "People of the teams who passed by the deadline, of all who are in a team; each person counts "
    f"once. A certificate runs for {VALID_MONTHS} months from the last attempt that passed.",
)
PASSED = Definition(
    "training.passed", "Attempts passed", "Attempts that passed, of all attempts at the quiz."
)
_TONES = {"certified": "good", "renew": "warning", "expired": "bad", "failed": "bad"}
_STATES = {"held": "good", "not recorded": "warning", "cancelled": "muted", "not set": "muted"}


class ReportTraining(NamedTuple):
    """Whose training; ``None`` is that of our teams."""

    playbook: str | None = None


def report_training(session: Session, request: ReportTraining) -> Result:
    """Coverage by team and person, lessons, the quiz by topic, and certificates that end.

    Raises:
        NotFound: no such playbook, or it has no training.
        Refused: it certifies nobody.
    """
    running = find_programme(session, request.playbook)
    status = status_of(session, running, team=None, person=None)
    lessons = session_lines(running)
    asked = {one.person for one in status.people}
    attempts = [
        one
        for person, tried in running.programme.attempts.items()
        if person in asked
        for one in tried
    ]
    today = local_day(session.moment, session.settings.zone)
    rule = certification_of(running)
    sections = (
        Section("Coverage", (Figures(_coverage(status, rule.coverage)), _deadline(status, today))),
        Section("Teams", (_teams(status),)),
        Section("People", (_people(status),)),
        Section("Lessons", (Figures(_taught(lessons)), _lessons(running, status, session))),
        Section("The quiz", (Figures(_tried(attempts)), _topics(attempts, rule.passing))),
        Section(f"Certificates that end within {ENDS_WITHIN_DAYS} days", (_ending(status, today),)),
    )
    report = Report(
        kind="training",
        title="Training",
        subtitle=f"{running.playbook.title}, to {today}",
        as_of=session.moment,
        zone=session.settings.zone,
        sections=sections,
        definitions=(COVERAGE, PASSED),
    )
    return Result(
        "report training",
        "report/1",
        Reported(report),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=("onboardctl training status",),
    )


def _coverage(status: TrainingStatus, target: Target | None) -> tuple[Figure, ...]:
    in_time = _share(
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
        _share("training.certified", "Certified today", status.certified, status.asked),
    )


def _deadline(status: TrainingStatus, today: date) -> Prose:
    if status.launch_on is None:
        return Prose(("nobody said when the programme was launched, so there is no deadline yet",))
    if status.due_on is None:
        return Prose((f"launched on {status.launch_on}; the playbook sets no deadline",))
    left = (status.due_on - today).days
    when = f"in {left} days" if left > 0 else "today" if left == 0 else f"{-left} days ago"
    return Prose((f"launched on {status.launch_on}; the deadline is {status.due_on}, {when}",))


def _share(ident: str, title: str, numerator: int, denominator: int) -> Figure:
    if not denominator:
        return Figure(ident, title, "no data", unit="ratio")
    share = numerator / denominator
    return Figure(
        ident,
        title,
        share_text(numerator, denominator),
        share,
        "ratio",
        denominator,
        numerator,
        denominator,
    )


def _teams(status: TrainingStatus) -> Grid:
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
                _number(one.certified),
                _number(one.asked),
                _percent(one.certified, one.asked),
            )
            for one in status.teams
        ),
        empty="the playbook names no team",
    )


def _people(status: TrainingStatus) -> Grid:
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
                _number(one.attempts),
                _number(one.attended),
                Value(", ".join(one.missed)),
            )
            for one in status.people
        ),
        empty="nobody of onboardctl.yaml plays a role of these teams",
    )


def _taught(lessons: tuple[SessionLine, ...]) -> tuple[Figure, ...]:
    known = {one.session for one in lessons}
    taught = {one.session for one in lessons if one.attended}
    seats = sum(one.attended for one in lessons)
    held = sum(bool(one.attended) for one in lessons)
    return (
        _share("training.taught", "Lessons held at least once", len(taught), len(known)),
        Figure("training.held", "Times a lesson was held", str(held), float(held), n=held),
        Figure("training.attended", "Attendances", str(seats), float(seats), n=seats),
    )


def _lessons(running: Running, status: TrainingStatus, session: Session) -> Grid:
    return Grid(
        (
            Head("session", "Lesson"),
            Head("on", "On"),
            Head("state", "State"),
            Head("attended", "Came", "right"),
            Head("asked", "For", "right"),
            Head("trainer", "Trainer"),
        ),
        tuple(
            (
                Value(one.session, one.session),
                Value(local_day(one.at, session.settings.zone).isoformat() if one.at else ""),
                _state(one, session.moment),
                _number(one.attended),
                _number(_invited(one, status)),
                Value(one.trainer),
            )
            for one in session_lines(running)
        ),
        empty="the playbook has no lesson",
    )


def _invited(lesson: SessionLine, status: TrainingStatus) -> int:
    """How many people of the teams the lesson is for."""
    everybody = "all" in lesson.audience
    return sum(everybody or bool(set(one.teams) & set(lesson.audience)) for one in status.people)


def _state(lesson: SessionLine, moment: datetime) -> Value:
    if lesson.held is None or lesson.at is None:
        word = "not set"
    elif lesson.cancelled:
        word = "cancelled"
    elif lesson.attended:
        word = "held"
    else:
        word = "ahead" if lesson.at > moment else "not recorded"
    return Value(word, word, tone=_STATES.get(word, ""))


def _tried(attempts: list[Attempt]) -> tuple[Figure, ...]:
    passed = sum(one.passed for one in attempts)
    return (
        _share("training.passed", "Attempts passed", passed, len(attempts))._replace(
            definition=PASSED.key
        ),
    )


def _topics(attempts: list[Attempt], passing: Target) -> Grid:
    """How many sheets reached the pass mark in each topic; a score alone says nothing of topics."""
    topics = dict.fromkeys(topic for one in attempts for topic in one.topics)
    rows = []
    for topic in topics:
        scores = [Decimal(one.topics[topic]) for one in attempts if topic in one.topics]
        reached = sum(is_met(passing, score) for score in scores)
        rows.append(
            (
                Value(topic, topic),
                _number(len(scores)),
                _number(reached),
                _percent(reached, len(scores)),
            )
        )
    alone = sum(not one.topics for one in attempts)
    return Grid(
        (
            Head("topic", "Topic"),
            Head("sheets", "Sheets", "right"),
            Head("reached", passing.text, "right"),
            Head("share", "Share", "right"),
        ),
        tuple(rows),
        empty="no sheet of answers was graded; a score alone says nothing of topics",
        note=f"{alone} more recorded by their score alone" if alone and rows else "",
    )


def _ending(status: TrainingStatus, today: date) -> Grid:
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


def _percent(numerator: int, denominator: int) -> Value:
    if not denominator:
        return Value("-")
    share = numerator / denominator
    return Value(percent_text(numerator, denominator), share, numerator, denominator)


def _number(count: int) -> Value:
    return Value(str(count), count)
