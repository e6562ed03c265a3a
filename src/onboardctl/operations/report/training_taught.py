"""What was taught to whom, and what the quiz shows by topic."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.report.model import Definition, Figure, Grid, Head, Value
from onboardctl.core.target import is_met
from onboardctl.operations.lines import local_day
from onboardctl.operations.report.training_counts import count_cell, share_cell, share_figure
from onboardctl.operations.training.lines import session_lines

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.payloads.training import SessionLine, TrainingStatus
    from onboardctl.core.playbook import Target
    from onboardctl.core.training.state import Attempt
    from onboardctl.operations.session import Session
    from onboardctl.operations.training.programme import Running

PASSED = Definition(
    "training.passed", "Attempts passed", "Attempts that passed, of all attempts at the quiz."
)
_STATES = {"held": "good", "not recorded": "warning", "cancelled": "muted", "not set": "muted"}


def taught_figures(lessons: tuple[SessionLine, ...]) -> tuple[Figure, ...]:
    """How much was taught, and to how many."""
    known = {one.session for one in lessons}
    taught = {one.session for one in lessons if one.attended}
    seats = sum(one.attended for one in lessons)
    held = sum(bool(one.attended) for one in lessons)
    return (
        share_figure("training.taught", "Lessons held at least once", len(taught), len(known)),
        Figure("training.held", "Times a lesson was held", str(held), float(held), n=held),
        Figure("training.attended", "Attendances", str(seats), float(seats), n=seats),
    )


def lessons_grid(running: Running, status: TrainingStatus, session: Session) -> Grid:
    """Each lesson with its day, its state, who came and whom it is for."""
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
                count_cell(one.attended),
                count_cell(_invited(one, status)),
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


def tried_figures(attempts: list[Attempt]) -> tuple[Figure, ...]:
    """How many attempts passed."""
    passed = sum(one.passed for one in attempts)
    return (
        share_figure("training.passed", "Attempts passed", passed, len(attempts))._replace(
            definition=PASSED.key
        ),
    )


def topics_grid(attempts: list[Attempt], passing: Target) -> Grid:
    """How many sheets reached the pass mark in each topic; a score alone says nothing of topics."""
    topics = dict.fromkeys(topic for one in attempts for topic in one.topics)
    rows = []
    for topic in topics:
        scores = [Decimal(one.topics[topic]) for one in attempts if topic in one.topics]
        reached = sum(is_met(passing, score) for score in scores)
        rows.append(
            (
                Value(topic, topic),
                count_cell(len(scores)),
                count_cell(reached),
                share_cell(reached, len(scores)),
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
