"""A meeting keeps its id and counts its changes, in the form that calendars accept."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mail_samples import NOW, context, facts, template
from onboardctl.core.address import Address
from onboardctl.core.errors import InvalidInput
from onboardctl.core.invitation import Invitation, meeting_uid, numbered
from onboardctl.templating.calendar_part import calendar_text
from onboardctl.templating.catalogue import Library, read_text
from onboardctl.templating.mime import message_id, to_bytes
from onboardctl.templating.rendering import render

AT = "2026-03-10T10:00+01:00"
LATER = "2026-03-11T15:00+01:00"
PEOPLE = (Address("Zoë Ångström", "zoe@acme.example"), Address("Dee Fox", "dee@credlink.example"))
MEETING = Invitation(
    uid="abc@example.com",
    starts_at=datetime(2026, 3, 10, 9, tzinfo=UTC),
    minutes=60,
    title="Kickoff",
    organizer=Address("Cy Park", "cy@credlink.example"),
    attendees=PEOPLE,
)


def invited(at: str | None = AT, *, sent=None, cancel: bool = False, **more):
    """The kickoff invitation for a time, after the mail that was sent last."""
    known = facts(facts={"kickoff_meeting_at": at, **more} if at else more)
    meetings = {sent.invite.uid: sent.invite} if sent else {}
    made = context(known, meetings=meetings, cancelled=cancel)
    return render(Library().find("kickoff_invite", "shared", "en"), made)


def calendar_of(raw: bytes):
    """The calendar part of a mail, and what its own program makes of it."""
    parsed = email.message_from_bytes(raw)
    (part,) = (one for one in parsed.walk() if one.get_content_type() == "text/calendar")
    return part, Calendar.from_ical(part.get_payload(decode=True))


def test_e2_the_kickoff_invitation_is_a_calendar_entry():
    """Source: Customer Onboarding Process, step 1."""
    raw = to_bytes(invited(), NOW)
    part, calendar = calendar_of(raw)
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=60)
    assert {str(one) for one in event["attendee"]} == {
        "mailto:zoe@acme.example",
        "mailto:dee@credlink.example",
    }
    assert str(event["organizer"]) == "mailto:cy@credlink.example"
    assert event["attendee"][0].params["RSVP"] == "TRUE"
    assert part["Content-Disposition"] is None
    assert part.get_param("charset") == "utf-8"


def test_outlook_finds_the_same_method_in_the_text_and_in_both_parts():
    first = invited()
    for message in (first, invited(sent=first, cancel=True)):
        raw = to_bytes(message, NOW)
        part, calendar = calendar_of(raw)
        assert part.get_param("method") == calendar["method"]
        (file,) = (
            one
            for one in email.message_from_bytes(raw).walk()
            if one.get_content_type() == "application/ics"
        )
        assert file.get_param("method") == calendar["method"]
        assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "invite.ics")
        assert Calendar.from_ical(file.get_payload(decode=True)) == calendar


def test_the_calendar_is_the_last_version_of_the_mail_and_the_file_stands_beside():
    parsed = email.message_from_bytes(to_bytes(invited(), NOW))
    assert parsed.get_content_type() == "multipart/mixed"
    versions, file = parsed.get_payload()
    assert [one.get_content_type() for one in versions.get_payload()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert file.get_content_type() == "application/ics"


def test_without_a_time_there_is_nothing_to_put_into_a_calendar():
    message = invited(None)
    assert message.invite is None
    assert b"text/calendar" not in to_bytes(message, NOW)
    assert "Choose a time for the kickoff" in message.text


def test_a_time_is_shown_in_the_partners_zone_and_sent_in_utc():
    message = invited()
    assert "Tuesday, 10 March 2026, 10:00 CET" in message.text
    assert "DTSTART:20260310T090000Z" in to_bytes(message, NOW).decode("ascii")
    assert "VTIMEZONE" not in to_bytes(message, NOW).decode("ascii")


def test_moving_a_meeting_keeps_its_id_and_counts_and_may_be_sent_again():
    first = invited()
    second = invited(LATER, sent=first)
    third = invited(AT, sent=second)
    assert [one.invite.sequence for one in (first, second, third)] == [0, 1, 2]
    assert len({one.invite.uid for one in (first, second, third)}) == 1
    assert [one.occasion for one in (first, second, third)] == [
        "C-2026-014",
        "C-2026-014/1",
        "C-2026-014/2",
    ]
    assert len({message_id(one) for one in (first, second, third)}) == 3
    assert second.subject.startswith("New time for your kickoff")


def test_the_same_invitation_again_is_the_same_occasion():
    again = invited(sent=invited())
    assert (again.invite.sequence, again.occasion) == (0, "C-2026-014")
    assert again.subject.startswith("Your kickoff")


def test_calling_off_speaks_of_the_time_that_was_sent():
    message = invited(LATER, sent=invited(), cancel=True)
    _, calendar = calendar_of(to_bytes(message, NOW))
    (event,) = calendar.walk("VEVENT")
    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert event.decoded("dtstart") == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert "RSVP" not in event["attendee"][0].params
    assert message.subject.startswith("Cancelled: your kickoff")
    assert "Tuesday, 10 March 2026" in message.text


def test_a_meeting_nobody_was_invited_to_cannot_be_called_off():
    with pytest.raises(InvalidInput) as refusal:
        invited(cancel=True)
    assert [one.code for one in refusal.value.diagnostics] == ["ML081"]


def test_a_mail_that_invites_to_nothing_cannot_call_it_off():
    with pytest.raises(InvalidInput) as refusal:
        render(template("x {{ organization }}"), context(cancelled=True))
    assert [one.code for one in refusal.value.diagnostics] == ["ML080"]


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        ({}, 4),
        ({"description": "another mail around it"}, 4),
        ({"attendees": PEOPLE[::-1]}, 4),
        ({"starts_at": MEETING.starts_at + timedelta(hours=1)}, 5),
        ({"minutes": 30}, 5),
        ({"place": "https://meet.example.com/2"}, 5),
        ({"attendees": PEOPLE[:1]}, 5),
        ({"cancelled": True}, 5),
        ({"uid": "other@example.com"}, 0),
    ],
)
def test_the_number_rises_when_a_calendar_has_to_change(change, sequence):
    before = MEETING._replace(sequence=4)
    assert numbered(MEETING._replace(**change), before).sequence == sequence


def test_each_partner_template_and_occasion_has_a_meeting_of_its_own():
    ids = {
        meeting_uid(*one, "x.example")
        for one in (("a", "b", "c"), ("a", "bc", ""), ("ab", "", "c"))
    }
    assert len(ids) == 3


names = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60
).filter(lambda text: text.strip() == text)


@given(title=names, name=names, place=names)
def test_any_words_come_back_from_the_calendar_and_no_line_is_too_long(title, name, place):
    meeting = MEETING._replace(title=title, place=place, attendees=(Address(name, "z@x.example"),))
    text = calendar_text(meeting, NOW)
    assert max(len(line.encode()) for line in text.split("\n")) <= 75
    event = Calendar.from_ical(text.replace("\n", "\r\n")).walk("VEVENT")[0]
    assert (str(event["summary"]), str(event["location"])) == (title, place)
    assert text.count("\nATTENDEE") == 1
    assert len(re.findall(r"(?m)^BEGIN:VEVENT$", text)) == 1


FRONT = """---
id: note
subject: A meeting
from: account_manager
to: [primary_contact]
invite: {invite}
vars: {{when: {kind}, room: {room}}}
---
{{{{ when }}}} {{{{ room }}}}
"""


@pytest.mark.parametrize(
    ("invite", "kind", "room", "code", "says"),
    [
        ("{minutes: 30}", "moment", "text", "ML002", "needs its start and its minutes"),
        ("{start: when, minutes: 0}", "moment", "text", "ML012", "no length of a meeting"),
        ("{start: when, minutes: 2000}", "moment", "text", "ML012", "no length of a meeting"),
        ("{start: when, minutes: soon}", "moment", "text", "ML012", "type int, and soon is not"),
        (
            "{start: when, minutes: 30}",
            "date",
            "text",
            "ML012",
            "must be a variable of type moment",
        ),
        ("{start: other, minutes: 30}", "moment", "text", "ML012", "other is not declared"),
        ("{start: when, minutes: 30, place: room}", "moment", "int", "ML012", "type text or url"),
        ("{start: when, minutes: 30, until: x}", "moment", "text", "ML003", "is not a key here"),
        ("soon", "moment", "text", "ML004", "must be a mapping"),
    ],
)
def test_a_mistake_in_an_invitation_is_told_with_its_place(invite, kind, room, code, says):
    parsed = read_text(FRONT.format(invite=invite, kind=kind, room=room), file="note.md")
    (problem,) = parsed.problems
    assert problem.code == code
    assert says in problem.message
    assert problem.line == 6


LESSON = """---
id: lesson
subject: A lesson
from: account_manager
to: [primary_contact]
invite: {start: lesson_at, minutes: lesson_minutes}
vars: {lesson_at: {type: moment, optional: true}, lesson_minutes: int}
---
Come.
"""


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"lesson_at": AT, "lesson_minutes": 45}, []),
        ({"lesson_at": AT}, ["ML030"]),
        ({"lesson_at": AT, "lesson_minutes": 0}, ["ML012"]),
        ({"lesson_at": AT, "lesson_minutes": 9999}, ["ML012"]),
        ({"lesson_at": AT, "lesson_minutes": "long"}, ["ML033"]),
        ({"lesson_at": "tomorrow", "lesson_minutes": 45}, ["ML033"]),
        ({}, []),
    ],
)
def test_the_length_of_a_meeting_may_be_a_value(values, codes):
    made = read_text(LESSON, file="lesson.md").template
    found, message = [], None
    try:
        message = render(made, context(facts(facts=values)))
    except InvalidInput as refusal:
        found = [one.code for one in refusal.diagnostics]
    assert found == codes
    length = message.invite.minutes if message and message.invite else None
    assert length == (None if codes else values.get("lesson_minutes"))
