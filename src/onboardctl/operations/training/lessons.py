"""Training: lessons scheduled and held, quizzes taken, and who is certified."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.errors import InvalidInput, NotFound, Refused, Usage
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads import training as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.training import certificates
from onboardctl.core.training import events as e
from onboardctl.operations.lines import local_day
from onboardctl.operations.training.lines import session_lines, status_of
from onboardctl.operations.training.programme import (
    Running,
    certification_of,
    find_programme,
    open_programme,
    people_in_scope,
    person_of,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from onboardctl.core.training.state import Programme
    from onboardctl.operations.session import Session


class ScheduleSession(NamedTuple):
    """A lesson, when it is held as typed in the workspace's zone, and by whom."""

    session: str
    at: str
    trainer: str | None = None
    playbook: str | None = None


class TakeQuiz(NamedTuple):
    """A score as typed, or a file of answers."""

    person: str
    score: str | None = None
    answers: Path | None = None
    on: str | None = None
    evidence: str = ""
    playbook: str | None = None


def lessons(session: Session, playbook: str | None) -> Result:
    """The lessons of a programme with the times they are held.

    Raises:
        NotFound: no such playbook, or it has no training.
    """
    running = find_programme(session, playbook)
    training = running.training
    data = p.SessionList(
        running.playbook.id,
        running.playbook.title,
        running.programme.launch_on,
        training.objectives,
        session_lines(running),
        training.materials,
    )
    first = next((line.session for line in data.sessions if line.held is None), None)
    steps = (
        (f"onboardctl training schedule {first} --at WHEN",)
        if first and running.programme.launch_on
        else ("onboardctl training launch DATE",)
    )
    return _result(session, "training list", "training-sessions/1", data, steps)


def status(session: Session, playbook: str | None, team: str | None, person: str | None) -> Result:
    """Who is certified, by team and person.

    Raises:
        NotFound: no such playbook, team or person.
    """
    running = find_programme(session, playbook)
    data = status_of(session, running, team=team, person=person)
    missing = next((one.person for one in data.people if one.standing != "certified"), None)
    steps = (f"onboardctl training quiz {missing} --score PERCENT",) if missing else ()
    return _result(session, "training status", "training-status/1", data, steps)


def launch(session: Session, on: str, playbook: str | None) -> Result:
    """Say on which day the programme began; the deadline of certificates counts from it.

    Raises:
        InvalidInput: not a day.
    """
    with session.change("training launch") as change:
        running = open_programme(session, change, playbook)
        day = _day(session, on, "--on")
        running = record_fact(running, change, e.TrainingLaunched(day))
        change.summary = f"{running.playbook.title}: training launched on {day}"
    return changed(session, "training launch", running, None, (change.summary,))


def schedule(session: Session, request: ScheduleSession) -> Result:
    """Set a lesson for a moment.

    Raises:
        NotFound: no such lesson or trainer.
        InvalidInput: not a moment, or a day without a time.
    """
    with session.change("training schedule") as change:
        running = open_programme(session, change, request.playbook)
        known = [one.id for one in running.training.sessions]
        if request.session not in known:
            raise NotFound(
                "training.session",
                f'"{running.playbook.id}" has no lesson "{request.session}"'
                f"{did_you_mean(request.session, known)}",
                hint=f"it has {listed(known)}",
            )
        at = moment_of(session, request.at, "--at")
        trainer = person_of(session, request.trainer).id if request.trainer else ""
        number = 1 + sum(one.session == request.session for one in running.programme.held.values())
        held = f"{request.session}-{number}"
        running = record_fact(
            running, change, e.SessionScheduled(held, request.session, at, trainer)
        )
        change.summary = f"{held} is set for {local_text(session, at)}"
    done = changed(session, "training schedule", running, held, (change.summary,))
    return announced(session, done, running)


def local_text(session: Session, at: datetime) -> str:
    """An instant as the team's clocks show it."""
    return f"{at.astimezone(ZoneInfo(session.settings.zone or 'UTC')):%Y-%m-%d %H:%M}"


def announced(session: Session, done: Result, running: Running, why: str = "") -> Result:
    """The answer with the command that tells the teams of a lesson that was set or moved."""
    row = session.store.one("review.first_partner", playbook=running.playbook.id)
    if row is None:
        return done
    slug = session.find_partner(row["partner_id"])["slug"]
    again = f" --again {shlex.quote(why)}" if why else ""
    step = f"onboardctl send team_training_invite --partner {slug}{again}"
    return done._replace(next_steps=(step, *done.next_steps))


def attend(session: Session, held: str, people: tuple[str, ...], playbook: str | None) -> Result:
    """Record who was at a lesson; ``all`` means everybody it is for.

    Raises:
        NotFound: no such lesson or person.
        Refused: it was cancelled, or lies ahead.
    """
    with session.change("training attend") as change:
        running = open_programme(session, change, playbook)
        lesson = running.held(held)
        if lesson.cancelled:
            raise Refused("training.cancelled", f'"{held}" was cancelled: {lesson.cancelled}')
        if lesson.at > session.now:
            raise Refused("training.ahead", f'"{held}" is not held before {lesson.at.isoformat()}')
        if people == ("all",):
            audience = running.session(lesson.session).audience
            named = tuple(
                person.id
                for person, teams in people_in_scope(session, running)
                if "all" in audience or set(teams) & set(audience)
            )
        else:
            named = tuple(person_of(session, one).id for one in people)
        if not named:
            raise Usage("training.nobody", "say who was there", hint="name people, or `all`")
        running = record_fact(running, change, e.SessionAttended(held, named))
        change.summary = f"{held}: {listed(named)} attended"
    return changed(session, "training attend", running, held, (change.summary,))


def cancel(session: Session, held: str, reason: str, playbook: str | None) -> Result:
    """Take a lesson off the calendar.

    Raises:
        NotFound: no such lesson.
        Refused: no reason is given, or people were there.
    """
    with session.change("training cancel") as change:
        running = open_programme(session, change, playbook)
        lesson = running.held(held)
        if lesson.people:
            raise Refused("training.held", f'"{held}" was held: {listed(lesson.people)} attended')
        if not reason.strip():
            raise Refused(
                "reason.missing", "cancelling a lesson needs a reason", hint="add `--reason TEXT`"
            )
        running = record_fact(running, change, e.SessionCancelled(held, reason))
        change.summary = f"{held} cancelled: {reason}"
    return changed(session, "training cancel", running, held, (change.summary,))


def quiz(session: Session, request: TakeQuiz) -> Result:
    """Record an attempt at the quiz, from a score or a file of answers.

    Raises:
        NotFound: no such person or question bank.
        InvalidInput: not a percentage, or a file that is no sheet of answers.
        Refused: the playbook has no certification.
        Usage: neither a score nor a file.
    """
    from onboardctl.core.target import is_met

    with session.change("training quiz") as change:
        running = open_programme(session, change, request.playbook)
        rule = certification_of(running)
        person = person_of(session, request.person)
        wrong: tuple[str, ...] = ()
        topics: dict[str, str] = {}
        if request.answers is not None:
            from onboardctl.operations.training.quiz_sheet import graded

            found = graded(session, running.playbook.id, rule.quiz, request.answers, rule.topics)
            score, topics, wrong = found.score, found.topics, found.wrong
        elif request.score is not None:
            score = _percentage(request.score)
        else:
            raise Usage(
                "quiz.nothing",
                "say how it went",
                hint=f"onboardctl training quiz {person.id} --score 92%, or --answers FILE",
            )
        fact = e.QuizTaken(
            person.id,
            score,
            is_met(rule.passing, score),
            rule.passing.text,
            topics,
            request.evidence,
        )
        at = _taken_at(session, request.on)
        running = running._replace(
            programme=change.append(running.programme, (fact,), occurred_at=at)
        )
        word = "passed" if fact.passed else "did not pass"
        change.summary = f"{person.id} {word} {rule.quiz} with {score}%"
    tried = running.programme.attempts[person.id]
    held = certificates.certificate(
        tried, local_day(session.now, session.settings.zone), session.settings.zone
    )
    data = p.QuizResult(
        running.playbook.id,
        person.id,
        rule.quiz,
        score,
        rule.passing.text,
        fact.passed,
        topics,
        wrong,
        len(tried),
        held.standing,
        held.expires_on,
    )
    steps = ("onboardctl training status",)
    result = _result(session, "training quiz", "training-quiz/1", data, steps)
    return result._replace(messages=(change.summary,), dry_run=session.dry_run)


def _taken_at(session: Session, on: str | None) -> datetime | None:
    """Noon of the day, or now when that day is today; ``None`` when no day was named."""
    if on is None:
        return None
    noon = datetime.combine(_day(session, on, "--on"), time(12), ZoneInfo(session.settings.zone))
    today = local_day(session.now, session.settings.zone)
    if noon.date() > today:
        raise InvalidInput("date.future", f"--on {on} lies in the future")
    return session.now if noon.date() == today else noon.astimezone(UTC)


def record_fact(running: Running, change: object, fact: object) -> Running:
    """The programme after one more fact."""
    programme: Programme = change.append(running.programme, (fact,))  # type: ignore[attr-defined]
    return running._replace(programme=programme)


def changed(
    session: Session, command: str, running: Running, held: str | None, said: tuple[str, ...]
) -> Result:
    """What a change of the programme answers."""
    lesson = running.programme.held[held] if held else None
    data = p.TrainingChanged(
        running.playbook.id,
        held,
        lesson.session if lesson else None,
        lesson.at if lesson else None,
        lesson.people if lesson else (),
        running.programme.launch_on,
    )
    result = _result(session, command, "training/1", data, ("onboardctl training list",))
    return result._replace(messages=said, dry_run=session.dry_run)


def _result(
    session: Session, command: str, schema: str, data: object, steps: tuple[str, ...]
) -> Result:
    return Result(
        command,
        schema,
        data,
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=steps,
    )


def _percentage(written: str) -> str:
    from onboardctl.core.target import read_value

    value = Decimal(read_value(written, unit="%"))
    if not 0 <= value <= 100:  # noqa: PLR2004
        raise InvalidInput(
            "quiz.score",
            f'a score is a percentage from 0 to 100, found "{written}"',
            hint="for example `--score 92%`",
        )
    return format(value, "f")


def _day(session: Session, typed: str, flag: str) -> date:
    from datetime import date

    from onboardctl.operations.moments import when

    return date.fromisoformat(when(typed, session.settings.zone, session.now, flag)[:10])


def moment_of(session: Session, typed: str, flag: str) -> datetime:
    """The instant of a day and a time of ours."""
    from onboardctl.core import codec
    from onboardctl.operations.moments import when

    text = when(typed, session.settings.zone, session.now, flag)
    if "T" not in text:
        raise InvalidInput(
            "date.time", f'{flag} "{typed}" has no time', hint='write it like "2026-03-10 14:00"'
        )
    return codec.parse_instant(text)
