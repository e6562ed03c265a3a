"""Daily questions are answered from indexes: their cost does not grow with the number of partners.

Reports read each name they count by an index, too.

SQLite plans without statistics here, as it does in every store, so an empty one shows the plan of
a large one. `make bench` shows what the plans are worth.
"""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime

import pytest

from onboardctl.store import migrate
from onboardctl.store.opening import open_sqlite
from onboardctl.store.queries import BUNDLED

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PARAMETER = re.compile(r":([a-z_]+)")

READ = re.compile(
    r"(?P<how>SEARCH|SCAN) (?P<table>\w+)"
    r"(?: USING (?:COVERING )?(?:INDEX )?(?P<index>[A-Za-z_0-9 ]+?))?(?: \(.*)?$"
)
DERIVED = {
    "counted", "u", "undoing", "renewals", "feedbacks", "undertakings", "interventions", "actions",
    "payouts", "consents", "lessons", "reviews", "notices", "newest",
}  # fmt: skip
"""Names of rows that a query made itself."""

DAILY = {
    "partner.by_key": ["partner by sqlite_autoindex_partner_1", "partner by partner_by_slug"],
    "partner.slugs_beginning": ["partner by partner_by_slug"],
    "partner.list": ["p by partner_by_attention", "s by sqlite_autoindex_health_score_1"],
    "partner.counts": ["partner_count by sqlite_autoindex_partner_count_1"],
    "partner.counts_among": ["partner_count by sqlite_autoindex_partner_count_1"],
    "plan.of_partner": ["plan by sqlite_autoindex_plan_1"],
    "partner.silent": ["partner by partner_by_status"],
    "task.of_partner": ["task by sqlite_autoindex_task_1"],
    "today.ready": ["t by task_ready", "p by sqlite_autoindex_partner_1"],
    "today.count": ["t by task_ready", "p by sqlite_autoindex_partner_1"],
    "today.held": ["t by task_held", "p by sqlite_autoindex_partner_1"],
    "task.list_open": ["t by task_open", "p by sqlite_autoindex_partner_1"],
    "task.list_of_partner": [
        "p by sqlite_autoindex_partner_1",
        "t by sqlite_autoindex_task_1",
    ],
    "task.ids_beginning": ["task by sqlite_autoindex_task_1"],
    "today.clocks": ["d by deadline_open", "p by sqlite_autoindex_partner_1"],
    "deadline.of_partner": ["deadline by sqlite_autoindex_deadline_1"],
    "deadline.open_messages": ["d by deadline_open", "p by sqlite_autoindex_partner_1"],
    "deadline.open_promises": ["d by deadline_open", "p by sqlite_autoindex_partner_1"],
    "today.mails": ["o by outbox_unfinished", "p by sqlite_autoindex_partner_1"],
    "outbox.waiting": ["o by outbox_unfinished", "p by sqlite_autoindex_partner_1"],
    "outbox.out_of_time": ["outbox_mail by outbox_unfinished"],
    "outbox.unfinished": ["outbox_mail by outbox_unfinished"],
    "outbox.open_of_message": ["outbox_mail by outbox_by_partner"],
    "outbox.of_partner": ["outbox_mail by outbox_by_partner"],
    "outbox.last_sent": ["o by outbox_by_partner", "t by INTEGER PRIMARY KEY"],
    "outbox.by_message_id": ["outbox_mail by outbox_by_message_id"],
    "today.targets": ["t by ticket_breaching", "p by sqlite_autoindex_partner_1"],
    "today.levels": ["t by ticket_climbing", "p by sqlite_autoindex_partner_1"],
    "today.due": [
        "t by contract_term_by_attention",
        "t by contract_term_by_notice",
        "f by feedback_open",
        "j by undertaking_open",
        "i by intervention_open",
        "a by action_open",
        "d by payout_due_wanted",
        "c by consent_to_ask",
        "s by training_session_by_time",
        "r by review_planned",
        "p by sqlite_autoindex_partner_1",
    ],
    "today.recurring": [
        "o by occurrence_open",
        "p by sqlite_autoindex_partner_1",
        "r by sqlite_autoindex_recurring_piece_1",
    ],
    "today.team": ["t by team_time_by_day", "r by review_by_slot"],
    "health.brief": [
        *("k by sqlite_autoindex_health_kept_1", "s by sqlite_autoindex_health_score_1"),
        *("o by sqlite_autoindex_health_override_1", "e by sqlite_autoindex_event_1"),
        "t by ticket_by_partner",
    ],
    "health.turned": [
        *("e by event_turning", "c by INTEGER PRIMARY KEY", "e by event_by_change"),
        "s by sqlite_autoindex_health_score_1",
    ],
    "today.untold": [
        "n by ticket_notice_due",
        "t by sqlite_autoindex_ticket_1",
        "p by sqlite_autoindex_partner_1",
    ],
    "ticket.opening": ["ticket by ticket_by_external"],
    "sla_report.decided": ["ticket_clock by ticket_clock_decided"],
    "sla_report.started": ["ticket_clock by ticket_clock_started"],
    "sla_rollup.open_broken": ["ticket_clock by ticket_clock_open"],
    "sla_rollup.clock": ["ticket_clock by sqlite_autoindex_ticket_clock_1"],
    "event.stream": ["c by INTEGER PRIMARY KEY", "e by sqlite_autoindex_event_1"],
    "event.undoings": ["change by change_undoing"],
    "event.undoings_of": ["c by change_undoing", "e by sqlite_autoindex_event_1"],
    "event.changes_of": ["c by INTEGER PRIMARY KEY", "e by sqlite_autoindex_event_1"],
    "event.of_change": ["e by event_by_change"],
    "contact.of_partner": ["contact by contact_by_partner"],
    "kpi.playbooks": [
        "v by sqlite_autoindex_playbook_version_1",
        "p by partner_by_digest",
    ],
    "recurring.known": ["e by sqlite_autoindex_event_1", "f by sqlite_autoindex_event_1"],
    "recurring.held": ["o by sqlite_autoindex_occurrence_1"],
    "health.cards": [
        "p by sqlite_autoindex_partner_1",
        "l by lifecycle_by_partner",
        "c by sqlite_autoindex_contract_term_1",
    ],
    "health.metric_latest": [
        "p by sqlite_autoindex_partner_1",
        "m by sqlite_autoindex_metric_1",
        "n by sqlite_autoindex_metric_1",
    ],
    "health.metric_since": ["p by sqlite_autoindex_partner_1", "m by sqlite_autoindex_metric_1"],
    "health.standings": ["health_score by health_score_by_rank"],
    "intervention.running": ["i by intervention_open", "p by sqlite_autoindex_partner_1"],
    "kpi.task": ["p by partner_by_playbook", "t by sqlite_autoindex_task_1"],
    "kpi.item": ["i by item_by_name"],
    "kpi.ticked": ["i by item_by_name"],
    "kpi.metric": ["m by metric_by_name"],
    "playbook_version.body": ["playbook_version by sqlite_autoindex_playbook_version_1"],
}

IN_ORDER = {
    "partner.list",
    "today.ready",
    "today.count",
    "today.held",
    "task.list_open",
    "today.clocks",
    "partner.silent",
    "event.changes",
    "event.stream",
}
"""Queries that stop at their limit instead of sorting everything first."""


@pytest.fixture(scope="module")
def plan_of(tmp_path_factory):
    location = str(tmp_path_factory.mktemp("store") / "onboardctl.db")
    migrate.create_store(location, now=NOW)
    with closing(open_sqlite(location)) as engine:

        def plan(query):
            sql = BUNDLED.text(query)
            values = dict.fromkeys(PARAMETER.findall(sql), "x") | {"limit": 20}
            rows = engine.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            return [row["detail"] for row in rows]

        yield plan


def tables_read(steps):
    """Which table is found by which index; ``SCAN`` when by none."""
    found = set()
    for step in steps:
        read = READ.match(step)
        if read and read["table"] not in DERIVED:
            found.add(f"{read['table']} by {read['index'] or read['how']}")
    return found


@pytest.mark.parametrize("query", DAILY)
def test_a_daily_question_is_found_by_its_index(plan_of, query):
    assert tables_read(plan_of(query)) == set(DAILY[query])


@pytest.mark.parametrize("query", sorted(IN_ORDER))
def test_a_list_is_read_in_its_order_and_no_further_than_its_limit(plan_of, query):
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan_of(query)


def test_the_newest_changes_are_read_from_the_end_of_the_log(plan_of):
    assert plan_of("event.changes") == ["SCAN c"]
    assert BUNDLED.text("event.changes").endswith("ORDER BY c.change_id DESC\nLIMIT :limit;")
