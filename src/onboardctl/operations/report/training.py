"""``report training``: who is certified, what was taught to whom, and what the quiz shows (A34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import Figures, Report, Section
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day
from onboardctl.operations.report.training_people import (
    COVERAGE,
    ENDS_WITHIN_DAYS,
    coverage_figures,
    deadline_line,
    ending_grid,
    people_grid,
    teams_grid,
)
from onboardctl.operations.report.training_taught import (
    PASSED,
    lessons_grid,
    taught_figures,
    topics_grid,
    tried_figures,
)
from onboardctl.operations.training.lines import session_lines, status_of
from onboardctl.operations.training.programme import certification_of, find_programme

if TYPE_CHECKING:
    from onboardctl.operations.session import Session


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
        Section(
            "Coverage",
            (Figures(coverage_figures(status, rule.coverage)), deadline_line(status, today)),
        ),
        Section("Teams", (teams_grid(status),)),
        Section("People", (people_grid(status),)),
        Section(
            "Lessons", (Figures(taught_figures(lessons)), lessons_grid(running, status, session))
        ),
        Section(
            "The quiz", (Figures(tried_figures(attempts)), topics_grid(attempts, rule.passing))
        ),
        Section(
            f"Certificates that end within {ENDS_WITHIN_DAYS} days", (ending_grid(status, today),)
        ),
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
