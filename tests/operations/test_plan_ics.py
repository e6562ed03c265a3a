"""Calendar files, read back as another program would."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from onboardctl.core.errors import Conflict
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan.ics import ExportCalendar, entries_of, export_calendar
from onboardctl.operations.plan.showing import replan, show
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.output.ics import calendar_file

from .conftest import NORTHWIND, later

BERLIN = ZoneInfo("Europe/Berlin")


def exported(session, slug="northwind-press"):
    return Calendar.from_ical(export_calendar(session, ExportCalendar(slug)).data.text)


def by_uid(calendar, kind):
    """The components of a kind, by the end of their identity."""
    return {
        str(one["uid"]).partition(f"-{kind}-")[2].partition("@")[0]: one
        for one in calendar.walk()
        if f"-{kind}-" in str(one.get("uid", ""))
    }


def test_every_task_is_a_whole_day_event_on_its_days(northwind) -> None:
    events = by_uid(exported(northwind), "task")
    lines = show(northwind, "northwind-press").data.tasks
    assert {
        name: (one.decoded("dtstart"), one.decoded("dtend")) for name, one in events.items()
    } == {
        line.task: (line.start_on, date.fromordinal(line.finish_on.toordinal() + 1))
        for line in lines
    }
    assert {str(one["transp"]) for one in events.values()} == {"TRANSPARENT"}


def test_d06_the_agenda_of_the_kickoff_is_in_its_description(northwind) -> None:
    text = str(by_uid(exported(northwind), "task")["kickoff-call"]["description"])
    assert "Agenda (30 minutes)\n- Introduction, 5 minutes" in text


def test_a_promise_by_an_instant_is_a_todo_that_knows_when_it_was_kept(northwind) -> None:
    before = by_uid(exported(northwind), "task")
    assert before
    todo = by_uid(exported(northwind), "message")["beta-welcome"]
    assert todo.name == "VTODO"
    assert todo.decoded("due") == datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("UTC"))
    assert str(todo["status"]) == "NEEDS-ACTION"


def test_identities_stay_and_the_sequence_rises(northwind) -> None:
    first = exported(northwind)
    late = later(northwind, days=9)
    replan(late, "northwind-press")
    second = exported(late)
    assert [one.get("uid") for one in first.walk()] == [one.get("uid") for one in second.walk()]
    moved = by_uid(second, "task")["kickoff-call"]
    assert moved["sequence"] > by_uid(first, "task")["kickoff-call"]["sequence"]
    assert moved.decoded("dtstart") > by_uid(first, "task")["kickoff-call"].decoded("dtstart")
    uids = [str(one["uid"]) for one in second.walk() if "uid" in one]
    assert len(uids) == len(set(uids))


def test_equal_facts_make_equal_files(northwind) -> None:
    one = export_calendar(northwind, ExportCalendar("northwind-press")).data
    assert one == export_calendar(northwind, ExportCalendar("northwind-press")).data
    assert all(line.endswith("\r\n") for line in one.text.splitlines(keepends=True))
    assert all(len(line.encode()) <= 75 for line in one.text.splitlines())


def test_a_finished_task_says_so(northwind) -> None:
    advance(northwind, Advance("northwind-press", ("accept-welcome",), all_items=True))
    text = str(by_uid(exported(northwind), "task")["accept-welcome"]["description"])
    assert "State: done" in text
    assert "[x]" in text


def test_recurring_work_comes_back_by_its_rule(northwind) -> None:
    series = by_uid(exported(northwind), "recurring")
    found = {name: "RRULE" in one or "RDATE" in one for name, one in series.items()}
    assert found["weekly-progress"]
    assert "Owner: ada" in str(series["weekly-progress"]["description"])


@pytest.fixture
def quarterly(session):
    """A partner whose playbook has monthly and quarterly work at wall times, and holidays."""
    new_partner(
        session,
        NORTHWIND._replace(
            playbook="partner-enablement",
            segment="agency",
            tier="enterprise",
            confirmed=("all",),
        ),
    )
    return session


def starts(component):
    """Every start a series has by its own account, as a calendar program would show it."""
    first = component.decoded("dtstart")
    timed = isinstance(first, datetime)
    naive = first.replace(tzinfo=None) if timed else datetime.combine(first, datetime.min.time())
    days = {naive}
    if "RRULE" in component:
        rule = component["RRULE"].to_ical().decode()
        head, until, end = rule.partition(";UNTIL=")
        end, _, rest = end.partition(";")
        rule = f"{head};{rest}".rstrip(";")
        stop = datetime(2027, 2, 1)
        days |= set(rrulestr(rule, dtstart=naive).between(naive, stop, inc=True))
        assert not until or not timed or end.endswith("Z")
    return days


def test_a_series_says_the_days_of_its_occurrences(quarterly) -> None:
    partner = quarterly.partner("P-0001")
    entries = {
        entry.uid: entry
        for entry in entries_of(quarterly, partner, quarterly.playbook(partner.digest))
        if entry.kind == "series"
    }
    calendar = exported(quarterly)
    heads = {
        str(one["uid"]): one
        for one in calendar.walk("VEVENT")
        if str(one["uid"]) in entries and "recurrence-id" not in one
    }
    assert heads.keys() == entries.keys()
    for uid, entry in entries.items():
        days = {start.date() for start in starts(heads[uid])}
        assert entry.first_on in days or entry.moved
        assert set(entry.left_out) <= days | {entry.first_on}
        if entry.at is not None:
            begin = heads[uid].decoded("dtstart")
            assert begin.utcoffset() == entry.at.astimezone(ZoneInfo(entry.zone)).utcoffset()


def test_zones_of_timed_entries_are_defined_in_the_file(quarterly) -> None:
    calendar = exported(quarterly)
    zones = {
        str(one["dtstart"].params.get("TZID"))
        for one in calendar.walk("VEVENT")
        if "TZID" in one["dtstart"].params
    }
    assert zones == {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}


def test_moved_and_missing_days_of_a_series_are_exceptions() -> None:
    from onboardctl.core.calendar_entry import Entry

    at = datetime(2026, 3, 5, 10, tzinfo=BERLIN)
    entry = Entry(
        uid="u", kind="series", title="Review", first_on=date(2026, 3, 5), last_on=date(2026, 3, 5),
        at=at, minutes=45, rule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;UNTIL=20260430",
        left_out=(date(2026, 3, 19),),
        moved=((date(2026, 4, 2), date(2026, 4, 7), datetime(2026, 4, 7, 10, tzinfo=BERLIN)),),
        zone="Europe/Berlin",
    )  # fmt: skip
    text = calendar_file("Plan", (entry,), stamp=at, sequence=3)
    first, other = Calendar.from_ical(text).walk("VEVENT")
    # The wall time holds over the change of the clocks; the end is the last second of the day.
    assert "RRULE:FREQ=WEEKLY;UNTIL=20260430T215959Z;INTERVAL=1;BYDAY=TH" in text
    assert first.decoded("dtstart") == at
    assert first.decoded("dtend") - first.decoded("dtstart") == at - at.replace(hour=9, minute=15)
    assert first["exdate"].dts[0].dt == datetime(2026, 3, 19, 10, tzinfo=BERLIN)
    assert other.decoded("recurrence-id") == datetime(2026, 4, 2, 10, tzinfo=BERLIN)
    assert other.decoded("dtstart") == datetime(2026, 4, 7, 10, tzinfo=BERLIN)


def test_a_file_is_saved_once_and_replaced_on_demand(northwind, tmp_path) -> None:
    out = tmp_path / "plan.ics"
    answer = export_calendar(northwind, ExportCalendar("northwind-press", str(out)))
    assert out.read_bytes().decode() == answer.data.text
    with pytest.raises(Conflict):
        export_calendar(northwind, ExportCalendar("northwind-press", str(out)))
    export_calendar(northwind, ExportCalendar("northwind-press", str(out), replace=True))
    dry = northwind._replace(dry_run=True)
    export_calendar(dry, ExportCalendar("northwind-press", str(tmp_path / "dry.ics")))
    assert not (tmp_path / "dry.ics").exists()
