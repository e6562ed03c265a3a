"""What mails say of our own work: actions taken up, and the next lesson of a training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import NotFound
from onboardctl.core.locale_text import date_text
from onboardctl.core.message import Variable
from onboardctl.operations.mail.asked import MOST_LINES, Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.payloads.action import ActionLine
    from onboardctl.core.payloads.training import SessionLine

_ACTIONS = "open actions"


def _open_actions(asked: Asked) -> Variable:
    """Open actions with owner and date: of everybody in an internal mail, else of the partner."""
    told = tuple(_owned(asked, one) for one in _actions(asked)[:MOST_LINES])
    return Variable(told, _ACTIONS, "onboardctl action add TITLE")


def _improvements(asked: Asked) -> Variable:
    """What is under way that they are told of, without names; unknown while nobody notes actions."""
    fill = f"onboardctl action add TITLE --partner {asked.partner.slug} --tell"
    told = tuple(
        f"{one.title}, by {date_text(one.due_on, asked.template.locale)}"
        for one in _actions(asked, told=True)[:MOST_LINES]
    )
    known = bool(told) or _any_action(asked)
    return Variable(told if known else None, f"{_ACTIONS} of the partner", fill)


def _actions(asked: Asked, *, told: bool = False) -> tuple[ActionLine, ...]:
    from onboardctl.operations.measured.action import ListActions, list_actions

    mine = None if asked.everybody else asked.partner.slug
    found: tuple[ActionLine, ...] = list_actions(
        asked.session, ListActions(partner=mine, told=told)
    ).data.actions
    return found


def _any_action(asked: Asked) -> bool:
    from onboardctl.operations.measured.action import ListActions, list_actions

    return bool(list_actions(asked.session, ListActions(closed=True)).data.actions)


def _owned(asked: Asked, one: ActionLine) -> str:
    late = ", late" if one.overdue_days > 0 else ""
    who = asked.session.settings.person(one.owner)
    return f"{one.title}: {who.name if who else one.owner}, {date_text(one.due_on, asked.template.locale)}{late}"


def next_lesson(asked: Asked) -> SessionLine | None:
    """The next lesson that is set and takes place; ``None`` without one, or without a training."""
    from onboardctl.operations.training.lessons import lessons

    try:
        found = lessons(asked.session, asked.playbook.id).data.sessions
    except NotFound:
        return None
    ahead = [
        (one.at, number, one)
        for number, one in enumerate(found)
        if one.at is not None and not one.cancelled and one.at >= asked.session.moment
    ]
    return min(ahead)[2] if ahead else None


def _of_lesson(read: Callable[[SessionLine], Any]) -> Callable[[Asked], Variable]:
    def told(asked: Asked) -> Variable:
        lesson = next_lesson(asked)
        value = read(lesson) if lesson is not None else None
        return Variable(value or None, "training: the next lesson", "onboardctl training schedule")

    return told


SOURCES: dict[str, Callable[[Asked], Variable]] = {
    "improvements": _open_actions,
    "open_actions": _open_actions,
    "session_at": _of_lesson(lambda lesson: lesson.at),
    "session_format": _of_lesson(lambda lesson: lesson.format),
    "session_minutes": _of_lesson(lambda lesson: lesson.minutes),
    "session_outcomes": _of_lesson(lambda lesson: lesson.outcomes),
    "session_title": _of_lesson(lambda lesson: lesson.title),
    "upcoming_improvements": _improvements,
}
"""By the variable a template declares."""
