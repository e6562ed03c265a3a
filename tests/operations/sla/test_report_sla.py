"""``report sla``: breaches count at once, the past stays as it was, nothing is 100 % of nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from onboardctl.core.codec import encode
from onboardctl.operations.comms.ledger import MarkMessage, mark_sent
from onboardctl.operations.sla.outages import AddOutage, add
from onboardctl.operations.sla.report import ReportSla, report_sla
from onboardctl.operations.ticket import writing
from onboardctl.operations.ticket.writing import Act

ALL = ReportSla(grain="all")


def cell(result, clock="first_response", tier="all"):
    """The line of a clock and a tier; of the only tier when there is one."""
    found = {(one.tier, one.clock): one for one in result.data.cells}
    return found.get((tier, clock)) or next(one for one in result.data.cells if one.clock == clock)


def test_nothing_decided_is_no_data_and_not_100_percent(desk):
    desk.open("03-02 08:50", priority="high")
    line = cell(report_sla(desk.session, ALL, None))
    assert (line.met_ratio, line.verdict, line.pending) == (None, "no data", 1)
    assert (line.low_ratio, line.high_ratio) == (0.0, 1.0)


def test_an_open_breach_counts_at_once(desk):
    good = desk.open("03-02 01:00", priority="high")
    desk.reply("03-02 02:00", good)
    desk.open("03-02 03:00", priority="high")
    line = cell(report_sla(desk.session, ALL, None))
    assert (line.met, line.breached, line.breached_open) == (1, 1, 1)
    assert (line.met_ratio, line.p90.at_least) == (0.5, True)


def test_breaches_are_listed_by_how_late_they_are_with_cause_and_mitigation(desk):
    late = desk.open("03-01 01:00", priority="critical", title="Nobody can log in")
    desk.reply("03-01 03:30", late)
    writing.note(desk.session, Act(late), "the telephone was silent", "two on call", "")
    later = desk.open("03-01 01:00", priority="critical")
    desk.reply("03-01 02:01", later)
    lines = report_sla(desk.session, ALL, None).data.breaches
    assert [(one.ticket, one.late_by) for one in lines] == [(late, 5400), (later, 60)]
    assert (lines[0].cause, lines[0].mitigation) == ("the telephone was silent", "two on call")


def test_a_period_holds_what_was_decided_in_it_by_the_zone_of_the_workspace(desk):
    """23:30 UTC on the last of February is March in Berlin."""
    first = desk.open("02-28 21:00", priority="high")
    desk.reply("02-28 22:30", first)
    second = desk.open("02-28 22:00", priority="high")
    desk.reply("02-28 23:30", second)
    february = cell(report_sla(desk.session, ReportSla(grain="month"), None))
    march = cell(report_sla(desk.session, ReportSla(grain="running"), None))
    assert (february.met, march.met) == (1, 1)
    created = report_sla(desk.session, ReportSla(grain="month", by="created"), None)
    assert cell(created).met == 2


def test_a_period_that_is_over_has_nothing_pending(desk):
    desk.open("02-27 10:00", priority="low")
    result = report_sla(desk.session, ReportSla(grain="month"), None)
    assert [one for one in result.data.cells if one.clock == "first_response"] == []
    assert cell(report_sla(desk.session, ReportSla(grain="running"), None)).pending == 1


def test_tiers_without_hours_have_no_target_and_are_told(desk):
    ticket = desk.open("03-01 10:00", partner="bluefin-media")
    desk.reply("03-01 11:00", ticket)
    line = cell(report_sla(desk.session, ALL, None))
    assert (line.no_target, line.met, line.verdict) == (1, 0, "no data")


def test_business_hours_of_the_tier_count_in_its_calendar_and_plain_hours_on_the_clock(desk):
    """4bh of business over a weekend, 1h of enterprise round the clock (A1, A35)."""
    slow = desk.open("02-27 15:00", partner="orchard-recruiting")
    desk.reply("03-02 08:59", slow)
    fast = desk.open("02-28 15:00", partner="lakeside-college")
    desk.reply("02-28 16:00:01", fast)
    result = report_sla(desk.session, ALL, None)
    assert (cell(result, tier="business").met, cell(result, tier="enterprise").breached) == (1, 1)
    assert cell(result, tier="enterprise").target_ratio == 0.95
    assert cell(result, "resolution", "enterprise").target_ratio == 0.98


def test_a35_first_response_is_held_against_95_percent_and_resolution_against_98(desk):
    for hour in range(20):
        ticket = desk.open(f"02-10 {hour:02}:00", partner="lakeside-college")
        desk.reply(f"02-10 {hour:02}:{30 if hour else 59}", ticket)
        desk.resolve(f"02-10 {hour + 3:02}:00", ticket)
    result = report_sla(desk.session, ReportSla(grain="month"), None)
    assert cell(result).verdict == "ok"
    broken = desk.open("02-11 00:00", partner="lakeside-college")
    desk.reply("02-11 02:00", broken)
    desk.resolve("02-11 09:00", broken)
    result = report_sla(desk.session, ReportSla(grain="month"), None)
    assert (cell(result).met, cell(result).breached, cell(result).verdict) == (20, 1, "ok")
    resolution = cell(result, "resolution")
    assert (resolution.met, resolution.breached, resolution.verdict) == (20, 1, "short")


def test_fail_on_breach_ends_with_8(desk):
    desk.open("03-01 01:00", priority="critical")
    assert report_sla(desk.session, ReportSla(grain="running"), None).exit_code == 0
    result = report_sla(desk.session, ReportSla(grain="running", fail_on="breach"), None)
    assert (result.exit_code, result.errors[0].code) == (8, "sla.breached")


def _work(desk):
    """A fortnight of tickets, some late, some waiting, some changed."""
    for day in range(10, 24):
        ticket = desk.open(f"02-{day} 08:00", priority="high" if day % 2 else "critical")
        if day % 3 == 0:
            desk.reply(f"02-{day} 08:40", ticket)
            writing.pause(desk.when(f"02-{day} 09:00"), Act(ticket, "their logs"))
        elif day % 3 == 1:
            desk.reply(f"02-{day} 13:10", ticket)
        other = desk.open(f"02-{day} 10:00", partner="lakeside-college")
        if day % 4:
            desk.reply(f"02-{day} 10:20", other)
            desk.resolve(f"02-{day} {14 + day % 5}:00", other)


def _change_everything(desk):
    """A month later everything that can be changed is."""
    rows = desk.session.store.rows("ticket.any", partner_id=None, owner=None, tier=None,
                                   priority=None, stage=None, category=None, limit=1000)  # fmt: skip
    for row in rows:
        act = Act(row["ticket_id"])
        now = desk.when("03-25 12:00")
        if row["waiting"]:
            writing.resume(now, act)
        if row["resolved_at"]:
            writing.reopen(now, act)
        else:
            writing.reply(now, act, customer=False)
        writing.note(now, act, "a cause found later", "", "")
        writing.assign(now, act, "kim")
        low = "low" if row["priority"] != "low" else "high"
        writing.prioritise(now, act, low)
    for hour in range(10):
        desk.open(f"03-25 {hour + 10}:00", priority="critical")


def test_a_past_day_gives_the_same_bytes_after_a_month_of_later_events(desk):
    _work(desk)
    asked = [
        (request, datetime(2026, 2, day, 12, tzinfo=UTC))
        for day in (12, 17, 24)
        for request in (ALL, ReportSla(grain="running", split="priority"), ReportSla(by="created"))
    ]

    def answers():
        return [
            json.dumps(encode(report_sla(desk.session, request, moment).data))
            for request, moment in asked
        ]

    before = answers()
    _change_everything(desk)
    assert answers() == before
    assert len(set(before)) > 3


def test_looking_back_from_the_moment_itself_changes_nothing(desk):
    """With nothing recorded later, the past is read from the tables; both ways agree."""
    _work(desk)
    moment = datetime(2026, 2, 24, 12, tzinfo=UTC)
    then = report_sla(desk.session._replace(now=moment), ALL, None).data
    _change_everything(desk)
    assert report_sla(desk.session, ALL, moment).data == then


def test_a6_availability_counts_each_second_of_outage_once(desk):
    session = desk.session
    add(session, AddOutage("core API", "2026-02-10 09:00", "2026-02-10 11:00"))
    add(session, AddOutage("core API", "2026-02-10 10:00", "2026-02-10 12:21:36"))
    add(session, AddOutage("core API", "2026-01-31 23:00", "2026-02-01 00:00"))
    desk.open("02-10 09:00", partner="lakeside-college")
    lines = {one.service: one for one in report_sla(session, ReportSla(), None).data.services}
    api = lines["core API"]
    assert (api.seconds, api.down, api.outage_count) == (28 * 86_400, 12_096, 2)
    assert (api.up_ratio, api.target_ratio, api.verdict) == (0.995, 0.995, "ok")
    add(session, AddOutage("core API", "2026-02-11 09:00", "2026-02-11 09:00:01"))
    lines = {one.service: one for one in report_sla(session, ReportSla(), None).data.services}
    assert lines["core API"].verdict == "short"
    assert lines["dashboard"].up_ratio == 1.0


def test_a33_d5_e2_mails_and_meetings_are_counted_by_the_hour(desk):
    """Both mails of a contract within 24 hours of signature: kept by the second, broken after it."""
    session = desk.session
    asked = ReportSla(from_on="2026-02-01", to_on="2026-02-03", mails=True)

    def counted(moment=None):
        lines = report_sla(session, asked, moment).data.promises
        return {one.ref: (one.kept, one.broken, one.still) for one in lines}

    signed = {
        "lakeside-college": "2026-02-02 10:00:00",
        "orchard-recruiting": "2026-02-02 10:00:01",
    }
    for partner, sent in signed.items():
        mark_sent(session, MarkMessage(partner, "welcome", at=sent))
    assert counted()["welcome"] == (1, 1, 0)
    assert counted()["sla-confirmation"] == (0, 2, 2)
    before_anything_was_known = datetime(2026, 2, 2, 12, tzinfo=UTC)
    assert counted(before_anything_was_known)["welcome"] == (0, 2, 2)
