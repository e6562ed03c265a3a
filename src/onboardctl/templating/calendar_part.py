"""An invitation as the calendar text that travels in a mail (RFC 5545, iTIP, iMIP).

Calendars differ in what they forgive, so nothing is left to their patience: one event, times in
UTC, no zone definitions, lines folded at 75 octets, and the method of the text equal to the one of
the part it stands in.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onboardctl.core.address import Address
from onboardctl.core.invitation import Invitation

if TYPE_CHECKING:
    from collections.abc import Iterable

PRODUCT = "-//onboardctl//invitation//EN"
FILE_NAME = "invite.ics"


def calendar_text(invitation: Invitation, stamp: datetime) -> str:
    """The calendar with LF line ends.

    Args:
        invitation: of one meeting.
        stamp: when it is sent; aware.
    """
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", invitation.uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("sequence", invitation.sequence)
    event.add("dtstart", invitation.starts_at.astimezone(UTC))
    event.add("dtend", invitation.ends_at.astimezone(UTC))
    event.add("summary", invitation.title)
    if invitation.place:
        event.add("location", invitation.place)
    if invitation.description:
        event.add("description", invitation.description)
    event.add("organizer", _person(invitation.organizer))
    for person in invitation.attendees:
        event.add("attendee", _person(person, asked=not invitation.cancelled))
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", invitation.method)
    made.add_component(event)
    text: str = made.to_ical(sorted=False).decode("utf-8")
    return text.replace("\r\n", "\n")


def _person(person: Address, *, asked: bool = False) -> Any:
    from icalendar import vCalAddress, vText

    made = vCalAddress(f"mailto:{person.addr}")
    if person.name:
        # A quote cannot stand in a parameter, not even escaped.
        made.params["CN"] = vText(person.name.replace('"', "'"))
    if asked:
        made.params["ROLE"] = vText("REQ-PARTICIPANT")
        made.params["PARTSTAT"] = vText("NEEDS-ACTION")
        made.params["RSVP"] = vText("TRUE")
    return made


def invitations_of(mails: "Iterable[bytes]") -> dict[str, Invitation]:
    """The last invitation of each meeting in mails that were sent, the latest mail first.

    What is no mail of ours, or holds no calendar, is passed over: a changed number is better than
    a mail that cannot be made.
    """
    found: dict[str, Invitation] = {}
    for raw in mails:
        text = _calendar_in(raw)
        invitation = _read(text) if text else None
        if invitation is not None:
            found.setdefault(invitation.uid, invitation)
    return found


def _calendar_in(raw: bytes) -> bytes | None:
    if b"text/calendar" not in raw:
        return None
    from email import message_from_bytes

    for part in message_from_bytes(raw).walk():
        if part.get_content_type() == "text/calendar":
            data = part.get_payload(decode=True)
            return data if isinstance(data, bytes) else None
    return None


def _read(text: bytes) -> Invitation | None:
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(text)
        event = calendar.walk("VEVENT")[0]
        starts_at = event.decoded("dtstart")
        ends_at = event.decoded("dtend")
        return Invitation(
            uid=str(event["uid"]),
            starts_at=starts_at,
            minutes=int((ends_at - starts_at).total_seconds()) // 60,
            title=str(event.get("summary", "")),
            organizer=_address(event["organizer"]),
            attendees=tuple(_address(one) for one in _several(event.get("attendee"))),
            place=str(event.get("location", "")),
            description=str(event.get("description", "")),
            sequence=int(event.get("sequence", 0)),
            cancelled=str(calendar.get("method", "")) == "CANCEL",
        )
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def _several(found: Any) -> list[Any]:
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _address(found: Any) -> Address:
    return Address(str(found.params.get("CN", "")), str(found).removeprefix("mailto:"))
