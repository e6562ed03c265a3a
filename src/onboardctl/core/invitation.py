"""A meeting a mail invites to, moves or calls off.

One meeting keeps one id for as long as anybody speaks of it. A calendar takes a change only when
its number is higher than the one it knows, so what was sent before decides the next number.
"""

from datetime import datetime, timedelta

from onboardctl.core.address import Address
from onboardctl.core.record import NamedTuple


class Invitation(NamedTuple):
    """One meeting as a calendar learns of it.

    Attributes:
        uid: the same for every mail about this meeting; see :func:`meeting_uid`.
        starts_at: aware; calendars get it in UTC.
        place: a room or the link of a call; may be empty.
        description: what the calendar shows below the title.
        sequence: 0 for the first invitation, one more with each change.
        cancelled: the meeting does not take place.
    """

    uid: str
    starts_at: datetime
    minutes: int
    title: str
    organizer: Address
    attendees: tuple[Address, ...]
    place: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False

    @property
    def ends_at(self) -> datetime:
        """The moment it is over, exclusive."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def method(self) -> str:
        """The iTIP method: ``REQUEST`` invites and moves, ``CANCEL`` calls off."""
        return "CANCEL" if self.cancelled else "REQUEST"


def meeting_uid(partner: str, template: str, occasion: str, domain: str) -> str:
    """The id of the meeting that a template's mail of an occasion speaks of.

    >>> meeting_uid("P-1", "kickoff_invite", "C-7", "example.com")
    'f22aa61dec5a93171d0e08e0b1110b00@example.com'
    """
    from hashlib import sha256

    digest = sha256(f"{partner}\n{template}\n{occasion}".encode()).hexdigest()[:32]
    return f"{digest}@{domain or 'onboardctl.invalid'}"


def numbered(invitation: Invitation, before: Invitation | None) -> Invitation:
    """The invitation with the number it needs after the one that was sent before.

    The same meeting sent again keeps its number; the description alone is no change, because it
    repeats the mail.

    Args:
        invitation: as planned now.
        before: the last one sent with the same id, or ``None``.
    """
    if before is None or before.uid != invitation.uid:
        return invitation
    same = _what_counts(invitation) == _what_counts(before)
    return invitation._replace(sequence=before.sequence + (0 if same else 1))


def _what_counts(invitation: Invitation) -> tuple[object, ...]:
    people = sorted(person.addr.lower() for person in invitation.attendees)
    return (
        invitation.starts_at,
        invitation.minutes,
        invitation.title,
        invitation.place,
        invitation.cancelled,
        people,
    )
