"""What is told of a training programme: its lessons, and how everybody stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads import training as p
from onboardctl.core.training import certificates
from onboardctl.operations.lines import local_day
from onboardctl.operations.training.programme import certification_of, people_in_scope, person_of

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.playbook import TrainingSession
    from onboardctl.core.training.state import Held
    from onboardctl.operations.session import Session
    from onboardctl.operations.training.programme import Running
    from onboardctl.settings.values import Person


def session_lines(running: Running) -> tuple[p.SessionLine, ...]:
    """Every lesson with each time it is held, in the playbook's order and that of time."""
    lines: list[p.SessionLine] = []
    for lesson in running.training.sessions:
        times = sorted(
            (one for one in running.programme.held.values() if one.session == lesson.id),
            key=lambda one: one.at,
        )
        lines += [_session_line(lesson, held) for held in times] or [_session_line(lesson, None)]
    return tuple(lines)


def _session_line(lesson: TrainingSession, held: Held | None) -> p.SessionLine:
    return p.SessionLine(
        session=lesson.id,
        title=lesson.title,
        week=lesson.week or f"every {lesson.every}",
        minutes=lesson.minutes,
        format=lesson.format or "",
        audience=lesson.audience,
        outcomes=lesson.outcomes or lesson.topics,
        held=held.id if held else None,
        at=held.at if held else None,
        trainer=held.trainer if held else "",
        attended=len(held.people) if held else 0,
        cancelled=held.cancelled if held else "",
    )


def status_of(
    session: Session, running: Running, *, team: str | None, person: str | None
) -> p.TrainingStatus:
    """How the teams and their people stand; one team or person when named.

    Raises:
        NotFound: no such team or person, or one that is in no team.
    """
    rule = certification_of(running)
    today = local_day(session.moment, session.settings.zone)
    members = _asked(session, running, team, person)
    found = certificates.coverage(
        running.programme,
        rule,
        [one.id for one, _ in members],
        today,
        session.settings.zone,
    )
    names = [name for name, _ in running.training.teams if team in (None, name)]
    return p.TrainingStatus(
        playbook=running.playbook.id,
        quiz=rule.quiz,
        pass_target=rule.passing.text,
        coverage_target=rule.coverage.text if rule.coverage else "",
        launch_on=running.programme.launch_on,
        due_on=found.due_on,
        certified=found.certified,
        certified_in_time=found.certified_in_time,
        asked=found.asked,
        met=found.met,
        teams=tuple(_team(session, running, members, name, today) for name in names),
        people=tuple(_learner(session, running, one, teams, today) for one, teams in members),
    )


def _asked(
    session: Session, running: Running, team: str | None, person: str | None
) -> list[tuple[Person, tuple[str, ...]]]:
    known = [name for name, _ in running.training.teams]
    if team is not None and team not in known:
        raise NotFound(
            "training.team",
            f'"{running.playbook.id}" trains no team "{team}"{did_you_mean(team, known)}',
            hint=f"it trains {listed(known)}" if known else None,
        )
    members = people_in_scope(session, running)
    if team is not None:
        members = [(one, teams) for one, teams in members if team in teams]
    if person is not None:
        wanted = person_of(session, person).id
        members = [(one, teams) for one, teams in members if one.id == wanted]
        if not members:
            raise NotFound(
                "training.team",
                f"{wanted} belongs to no team that is trained",
                hint=f"the teams are {listed(known)}",
            )
    return members


def _team(
    session: Session,
    running: Running,
    members: list[tuple[Person, tuple[str, ...]]],
    name: str,
    today: date,
) -> p.TeamLine:
    own = [one.id for one, teams in members if name in teams]
    zone = session.settings.zone
    held = sum(
        certificates.certificate(running.programme.attempts.get(one, ()), today, zone).holds
        for one in own
    )
    return p.TeamLine(name, held, len(own))


def _learner(
    session: Session, running: Running, person: Person, teams: tuple[str, ...], today: date
) -> p.LearnerLine:
    attempts = running.programme.attempts.get(person.id, ())
    found = certificates.certificate(attempts, today, session.settings.zone)
    there, missed = set(), []
    for held in sorted(running.programme.held.values(), key=lambda one: one.at):
        if person.id in held.people:
            there.add(held.session)
    for lesson in running.training.sessions:
        asked = "all" in lesson.audience or bool(set(teams) & set(lesson.audience))
        was_held = any(
            one.session == lesson.id and one.people for one in running.programme.held.values()
        )
        if asked and was_held and lesson.every is None and lesson.id not in there:
            missed.append(lesson.id)
    return p.LearnerLine(
        person.id,
        person.name,
        teams,
        len(there),
        tuple(missed),
        found.attempts,
        None if found.best is None else format(found.best, "f"),
        found.standing,
        found.first_on,
        found.expires_on,
    )
