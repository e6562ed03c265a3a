"""One piece of feedback as its facts make it, and the rules by which it moves on.

Source: Partner Enablement Playbook, feedback channels and processing (A18 to A24, A30).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.feedback import events as e
from onboardctl.core.names import did_you_mean, is_id, listed, slug
from onboardctl.core.record import NamedTuple
from onboardctl.core.subject import by_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from onboardctl.core.facts import Recorded
    from onboardctl.core.subject import Rows

SOURCES = ("ticket", "survey", "council", "analytics", "call", "review", "other")
"""Where feedback comes from: the four channels of the source (A18 to A20), talks, and the rest."""
DONE, DECLINED = "done", "declined"
OUTCOMES = (DONE, DECLINED)
NEW, ASSIGNED, RESOLVED, ANSWERED = "new", "assigned", "resolved", "answered"

MOVES: dict[str, dict[str, str]] = {
    NEW: {"assign": ASSIGNED, "resolve": RESOLVED},
    ASSIGNED: {"assign": ASSIGNED, "resolve": RESOLVED},
    RESOLVED: {"answer": ANSWERED, "reopen": NEW},
    ANSWERED: {"reopen": NEW},
}
"""What may happen in each state, and the state that follows."""

KEYS: dict[str, tuple[str, ...]] = {"feedback": ("feedback_id",)}
"""The read table with its primary key."""


class Feedback(NamedTuple):
    """A piece of feedback; ``received`` is ``None`` while its receipt is taken back."""

    id: str
    version: int = 0
    received: e.FeedbackReceived | None = None
    received_at: datetime | None = None
    received_by: str = ""
    state: str = NEW
    theme: str = ""
    tags: tuple[str, ...] = ()
    owner: str = ""
    due_on: date | None = None
    kpi: str = ""
    effect: str = ""
    outcome: str = ""
    answer: str = ""
    resolved_at: datetime | None = None
    answered_at: datetime | None = None
    channel: str = ""
    reopened: int = 0


def evolve(feedback: Feedback, recorded: Recorded) -> Feedback:
    """The piece of feedback after one more fact; total, never refusing."""
    after = _CHANGES[type(recorded.event)](feedback, recorded.event, recorded)
    return after._replace(version=recorded.number)


def receive(
    source: str, text: str, *, partner: str, theme: str, tags: tuple[str, ...], ticket: str
) -> e.FeedbackReceived:
    """Take feedback in.

    Raises:
        InvalidInput: ``feedback.source``, ``feedback.text``, ``feedback.tag``.
    """
    if source not in SOURCES:
        raise InvalidInput(
            "feedback.source",
            f'feedback does not come from "{source}"{did_you_mean(source, SOURCES)}',
            hint=f"it comes from {listed(SOURCES)}",
        )
    if not text.strip():
        raise InvalidInput("feedback.text", "the feedback says nothing", hint="write what was said")
    return e.FeedbackReceived(
        source, text.strip(), partner, _named(theme, "theme"), _tags(tags), ticket
    )


def sort(feedback: Feedback, theme: str | None, tags: tuple[str, ...]) -> e.FeedbackSorted:
    """Give it a theme, and tags beside those it has.

    Raises:
        InvalidInput: ``feedback.tag``: a name that is none.
    """
    added = tuple(tag for tag in _tags(tags) if tag not in feedback.tags)
    named = feedback.theme if theme is None else _named(theme, "theme")
    return e.FeedbackSorted(named, (*feedback.tags, *added))


def assign(
    feedback: Feedback, owner: str, due_on: date, today: date, *, kpi: str, effect: str
) -> e.FeedbackAssigned:
    """Give it an owner, a day, and the KPI it is to move.

    Raises:
        InvalidInput: ``feedback.due``: the day is over.
        Refused: ``feedback.move``.
    """
    _allow(feedback, "assign")
    if due_on < today:
        raise InvalidInput("feedback.due", f"{due_on.isoformat()} is over already")
    return e.FeedbackAssigned(owner, due_on, kpi, effect)


def resolve(feedback: Feedback, outcome: str, answer: str) -> e.FeedbackResolved:
    """Say what came of it.

    Raises:
        InvalidInput: ``feedback.answer``: there is none; whoever told us is owed one.
        Refused: ``feedback.move``.
    """
    _allow(feedback, "resolve")
    if not answer.strip():
        raise InvalidInput(
            "feedback.answer",
            f"{feedback.id} needs an answer for whoever told us",
            hint="add `--answer TEXT`",
        )
    return e.FeedbackResolved(outcome, answer.strip())


def tell(feedback: Feedback, channel: str) -> e.FeedbackAnswered:
    """Say that the partner heard the answer.

    Raises:
        Refused: ``feedback.move``: it is not resolved, or they heard it before.
    """
    _allow(feedback, "answer")
    return e.FeedbackAnswered(channel)


def reopen(feedback: Feedback, reason: str) -> e.FeedbackReopened:
    """Take it up again.

    Raises:
        Refused: ``feedback.move``; ``reason.missing``.
    """
    _allow(feedback, "reopen")
    if not reason.strip():
        raise Refused("reason.missing", "reopening needs a reason", hint="add `--reason TEXT`")
    return e.FeedbackReopened(reason)


def project(feedback: Feedback, _: Any) -> Rows:
    """The read row; none while the receipt is taken back."""
    received = feedback.received
    if received is None or feedback.received_at is None:
        return by_key(KEYS, {})
    row = {
        "feedback_id": feedback.id,
        "partner_id": received.partner or None,
        "source": received.source,
        "ticket": received.ticket or None,
        "theme": feedback.theme,
        "tags": json.dumps(feedback.tags, ensure_ascii=False),
        "text": received.text,
        "state": feedback.state,
        "owner": feedback.owner or None,
        "due_on": feedback.due_on.isoformat() if feedback.due_on else None,
        "kpi": feedback.kpi,
        "outcome": feedback.outcome,
        "answer": feedback.answer,
        "received_at": instant_text(feedback.received_at),
        "resolved_at": instant_text(feedback.resolved_at) if feedback.resolved_at else None,
        "answered_at": instant_text(feedback.answered_at) if feedback.answered_at else None,
        "version": feedback.version,
    }
    return by_key(KEYS, {"feedback": [row]})


def _allow(feedback: Feedback, verb: str) -> None:
    legal = MOVES[feedback.state]
    if verb not in legal:
        raise Refused(
            "feedback.move",
            f"{feedback.id} is {feedback.state}; it cannot be {_PAST[verb]}",
            hint=f"now it can be {listed(_PAST[one] for one in legal)}",
        )


def _named(text: str, what: str) -> str:
    if text and not is_id(text):
        raise InvalidInput(
            "feedback.tag",
            f'{what} "{text}" must be lower-case words joined by -',
            hint=f'for example "{slug(text) or "onboarding"}"',
        )
    return text


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_named(tag, "tag") for tag in tags))


def _received(feedback: Feedback, event: e.FeedbackReceived, at: Recorded) -> Feedback:
    return feedback._replace(
        received=event,
        received_at=at.occurred_at,
        received_by=at.actor,
        theme=event.theme,
        tags=event.tags,
    )


def _sorted(feedback: Feedback, event: e.FeedbackSorted, _: Recorded) -> Feedback:
    return feedback._replace(theme=event.theme, tags=event.tags)


def _assigned(feedback: Feedback, event: e.FeedbackAssigned, _: Recorded) -> Feedback:
    return feedback._replace(
        state=ASSIGNED,
        owner=event.owner,
        due_on=event.due_on,
        kpi=event.kpi or feedback.kpi,
        effect=event.effect or feedback.effect,
    )


def _resolved(feedback: Feedback, event: e.FeedbackResolved, at: Recorded) -> Feedback:
    return feedback._replace(
        state=RESOLVED, outcome=event.outcome, answer=event.answer, resolved_at=at.occurred_at
    )


def _answered(feedback: Feedback, event: e.FeedbackAnswered, at: Recorded) -> Feedback:
    return feedback._replace(state=ANSWERED, answered_at=at.occurred_at, channel=event.channel)


def _reopened(feedback: Feedback, _: e.FeedbackReopened, __: Recorded) -> Feedback:
    return feedback._replace(
        state=ASSIGNED if feedback.owner else NEW,
        outcome="",
        answer="",
        resolved_at=None,
        answered_at=None,
        reopened=feedback.reopened + 1,
    )


_PAST = {
    "assign": "assigned",
    "resolve": "resolved",
    "answer": "answered",
    "reopen": "reopened",
}
_CHANGES: dict[type, Callable[[Feedback, Any, Recorded], Feedback]] = {
    e.FeedbackReceived: _received,
    e.FeedbackSorted: _sorted,
    e.FeedbackAssigned: _assigned,
    e.FeedbackResolved: _resolved,
    e.FeedbackAnswered: _answered,
    e.FeedbackReopened: _reopened,
}
