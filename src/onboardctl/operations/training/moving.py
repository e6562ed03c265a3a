"""Move a lesson that was scheduled to another day or time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused
from onboardctl.core.names import listed
from onboardctl.core.record import NamedTuple
from onboardctl.core.training import events as e
from onboardctl.operations.training.lessons import (
    announced,
    changed,
    local_text,
    moment_of,
    record_fact,
)
from onboardctl.operations.training.programme import open_programme

if TYPE_CHECKING:
    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session


class MoveSession(NamedTuple):
    """Which lesson, to when, and why."""

    held: str
    at: str
    reason: str = ""
    playbook: str | None = None


def move(session: Session, request: MoveSession) -> Result:
    """Set a lesson for another moment; the morning list and the invitation follow.

    Raises:
        NotFound: no such lesson.
        InvalidInput: not a moment, or a day without a time.
        Refused: ``training.past``: the new moment is over; ``training.cancelled``,
            ``training.held``: it does not take place, or people were there.
    """
    with session.change("training move") as change:
        running = open_programme(session, change, request.playbook)
        lesson = running.held(request.held)
        if lesson.cancelled:
            raise Refused(
                "training.cancelled",
                f'"{lesson.id}" was cancelled: {lesson.cancelled}',
                hint=f"set it anew: onboardctl training schedule {lesson.session} --at WHEN",
            )
        if lesson.people:
            raise Refused(
                "training.held", f'"{lesson.id}" was held: {listed(lesson.people)} attended'
            )
        at = moment_of(session, request.at, "--at")
        if at < session.now:
            raise Refused(
                "training.past", f"{local_text(session, at)} is over", hint="name a moment to come"
            )
        if at != lesson.at:
            fact = e.SessionMoved(lesson.id, at, request.reason)
            running = record_fact(running, change, fact)
        why = f": {request.reason}" if request.reason else ""
        change.summary = f"{lesson.id} is moved to {local_text(session, at)}{why}"
    said = change.summary if at != lesson.at else "nothing to do: it is set for then already"
    done = changed(session, "training move", running, lesson.id, (said,))
    return announced(session, done, running, request.reason or "the lesson was moved")
