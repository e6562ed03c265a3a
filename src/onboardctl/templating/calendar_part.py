"""An invitation as the calendar text that travels in a mail (RFC 5545, iTIP, iMIP).

Calendars differ in what they forgive, so nothing is left to their patience: one event, times in
UTC, no zone definitions, lines folded at 75 octets, and the method of the text equal to the one of
the part it stands in.
"""

from datetime import UTC, datetime
from typing import Any

from onboardctl.core.address import Address
from onboardctl.core.invitation import Invitation

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
