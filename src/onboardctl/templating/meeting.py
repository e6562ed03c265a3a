"""The meeting of a mail: when it is, what was said of it before, and what the mail may tell.

The variables ``cancelled`` and ``moved`` come from here: whether the meeting is called off, and
whether an invitation to another time went out before.
"""

from datetime import UTC, datetime
from typing import Any

from onboardctl.core.errors import Diagnostic
from onboardctl.core.invitation import Invitation, meeting_uid, numbered
from onboardctl.core.message import MailContext, RenderedMessage, Variable
from onboardctl.core.record import NamedTuple
from onboardctl.templating.source import Template
from onboardctl.templating.values import BadValue, convert, is_empty

CANCELLED = "cancelled"
MOVED = "moved"
LONGEST_MINUTES = 24 * 60


class Told(NamedTuple):
    """What a template says of its meeting. Without a title it takes the subject of the mail."""

    minutes: int | None
    title: str = ""
    place: str = ""

    def problems(self, template: Template) -> list[Diagnostic]:
        """What is wrong with the length; a length that is missing is told as a missing value."""
        if self.minutes is None or 0 < self.minutes <= LONGEST_MINUTES:
            return []
        line = template.invite.line if template.invite else None
        message = f"a meeting of {self.minutes} minutes cannot be; at most a day"
        return [Diagnostic("ML012", message, None, template.file, line)]


def uid_of(template: Template, context: MailContext) -> str:
    """The id of the meeting of this occasion."""
    occasion = context.occasions.get(template.once_per, template.once_per)
    return meeting_uid(context.partner, template.id, occasion, context.brand.domain)


def with_meeting(template: Template, context: MailContext) -> MailContext:
    """The context with what a template may say of its meeting.

    A cancellation speaks of the time that was sent, whatever the store says now.
    """
    spec = template.invite
    if spec is None:
        return context
    before = context.meetings.get(uid_of(template, context))
    starts_at = _start(template, context)
    variables = dict(context.variables)
    moved = before is not None and not before.cancelled and starts_at != before.starts_at
    if context.cancelled and before is not None:
        name = _filled_by(template, spec.start)
        known = variables.get(name)
        local = before.starts_at.astimezone(_zone_of(known.value if known else None))
        origin = "the invitation that was sent"
        variables[name] = Variable(local, origin, "")
        variables[f"{name.removesuffix('_at')}_on"] = Variable(local.date(), origin, "")
    variables[CANCELLED] = Variable(context.cancelled, "--cancel", "")
    variables[MOVED] = Variable(moved and not context.cancelled, "the invitation sent before", "")
    return context._replace(variables=variables)


def invite(
    template: Template, context: MailContext, message: RenderedMessage, told: Told
) -> RenderedMessage:
    """The message with its invitation, when its meeting has a time.

    A meeting that changed since the last mail about it is an occasion of its own, so that the
    change may be sent although the invitation was.

    Args:
        template: as rendered.
        context: the one of :func:`with_meeting`.
        message: with its people and its text.
        told: what the template says of it.
    """
    starts_at = _start(template, context)
    if told.minutes is None or starts_at is None or message.sender is None:
        return message
    uid = uid_of(template, context)
    planned = Invitation(
        uid=uid,
        starts_at=starts_at,
        minutes=told.minutes,
        title=told.title or message.subject,
        organizer=message.sender,
        attendees=(*message.to, *message.cc),
        place=told.place,
        description=message.text,
        cancelled=context.cancelled,
    )
    made = numbered(planned, context.meetings.get(uid))
    occasion = f"{message.occasion}/{made.sequence}" if made.sequence else message.occasion
    return message._replace(invite=made, occasion=occasion)


def cancel_problems(template: Template, context: MailContext) -> list[Diagnostic]:
    """What keeps a meeting from being called off."""
    if not context.cancelled:
        return []
    if template.invite is None:
        return [Diagnostic("ML080", f"{template.id} invites to no meeting", None, template.file)]
    before = context.meetings.get(uid_of(template, context))
    if before is None:
        message = "no invitation to this meeting went out, so there is nothing to call off"
        return [Diagnostic("ML081", message, None, template.file, template.invite.line)]
    return []


def _start(template: Template, context: MailContext) -> datetime | None:
    """The beginning in UTC; what is wrong about its value is told where values are bound."""
    if template.invite is None:
        return None
    variable = context.variables.get(_filled_by(template, template.invite.start))
    if variable is None or is_empty(variable.value):
        return None
    try:
        moment: datetime = convert(variable.value, "moment")
    except BadValue:
        return None
    return moment.astimezone(UTC)


def _filled_by(template: Template, name: str) -> str:
    """The variable of the context that fills a declared one."""
    declared = next((one for one in template.variables if one.name == name), None)
    return declared.source or name if declared is not None else name


def _zone_of(value: Any) -> Any:
    return value.tzinfo if isinstance(value, datetime) and value.tzinfo else UTC
