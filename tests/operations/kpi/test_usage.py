"""Use of the product: read in once, corrected, summed by month, and told as it was known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_store import KpiStore
from onboardctl.core.kpi.index import Index
from onboardctl.core.kpi.observations import Observations, PartnerRow, Use
from onboardctl.operations.kpi.facts.moments import last_intake
from onboardctl.operations.kpi.facts.usage import UsageFacts
from onboardctl.operations.measured import usage_sums
from onboardctl.operations.measured.usage import ImportUsage, ShowUsage, import_usage, show_usage

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)


def intake(session, moment):
    return last_intake(session, "usage", moment)


@pytest.fixture
def store(tmp_path):
    made = KpiStore(tmp_path, now=NOW)
    for number in (1, 2):
        made.partner(number)
    yield made
    made.engine.close()


def bring(store, folder, rows, name="use.csv", now=NOW, **session):
    path = folder / name
    path.write_text("partner,day,calls,user,feature\n" + "\n".join(rows) + "\n")
    return import_usage(store.session._replace(now=now, **session), ImportUsage(path))


def cells(store, month=202603):
    return {
        row["partner_id"]: (row["calls"], row["users"], row["features"], row["days"])
        for row in store.engine.rows("usage.cells", month=month)
    }


def test_calls_are_summed_by_partner_and_month(store, tmp_path):
    done = bring(
        store,
        tmp_path,
        [
            "partner-1,2026-03-30,10,u1,api",
            "P-1,2026-03-31,5,u2,webhooks",
            "P-1,2026-04-01,1,u1,api",
        ],
    )
    assert (done.data.new, done.data.rejected, done.exit_code) == (3, 0, 0)
    assert cells(store) == {"P-1": (15, 2, 2, 2)}
    assert cells(store, 202604) == {"P-1": (1, 1, 1, 1)}
    assert list(usage_sums.discrepancies(store.engine)) == []


def test_the_same_file_twice_changes_nothing(store, tmp_path):
    rows = ["P-1,2026-03-30,10,u1,api", "P-2,2026-03-30,3,,"]
    bring(store, tmp_path, rows)
    again = bring(store, tmp_path, rows)
    assert (again.data.new, again.data.unchanged) == (0, 2)
    assert again.messages == ("no row was new, 2 known already",)
    assert cells(store) == {"P-1": (10, 1, 1, 1), "P-2": (3, 0, 0, 1)}


def test_a_correction_replaces_a_figure_and_the_past_keeps_the_old_one(store, tmp_path):
    bring(store, tmp_path, ["P-1,2026-03-30,10,u1,api"], now=NOW - timedelta(days=2))
    bring(store, tmp_path, ["P-1,2026-03-30,4,u1,api", "P-1,2026-03-29,1,u2,api"])
    march = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    partners = frozenset({"P-1"})
    present = UsageFacts(store.session, intake(store.session, NOW), partners)
    past = UsageFacts(store.session, intake(store.session, NOW - timedelta(days=1)), partners)
    assert present.used("api_calls", *march)["P-1"].amount == 5
    assert present.used("active_users", *march)["P-1"].amount == 2
    assert past.used("api_calls", *march)["P-1"].amount == 10
    assert past.used("active_users", *march)["P-1"].amount == 1


def test_a_later_row_of_the_same_file_replaces_the_earlier(store, tmp_path):
    bring(store, tmp_path, ["P-1,2026-03-30,10,u1,api", "P-1,2026-03-30,7,u1,api"])
    assert cells(store) == {"P-1": (7, 1, 1, 1)}
    bring(store, tmp_path, ["P-1,2026-03-30,1,u1,api", "P-1,2026-03-30,2,u1,api"])
    assert cells(store) == {"P-1": (2, 1, 1, 1)}


def test_rows_that_cannot_be_are_set_aside_with_their_reason(store, tmp_path):
    done = bring(
        store,
        tmp_path,
        [
            "P-9,2026-03-30,1,,",
            "P-1,30.03.2026,1,,",
            "P-1,2026-05-02,1,,",
            "P-1,2026-03-30,-1,,",
            "P-1,2026-03-30,1.5,,",
            f"P-1,2026-03-30,{10**10},,",
            f"P-1,2026-03-30,1,{'u' * 101},",
            "P-1,2026-03-30,2,,",
        ],
    )
    assert [(one.row, one.column, one.problem) for one in done.data.problems] == [
        (2, "partner", 'no partner answers to "P-9"'),
        (3, "day", '"30.03.2026" is no date like 2026-03-02'),
        (4, "day", "2026-05-02 lies in the future"),
        (5, "calls", '"-1" is no whole number'),
        (6, "calls", '"1.5" is no whole number'),
        (7, "calls", "10000000000 calls in a day are more than can be counted"),
        (8, "user", "longer than 100 characters"),
    ]
    assert (done.exit_code, done.data.new) == (8, 1)
    assert cells(store) == {"P-1": (2, 0, 0, 1)}


def test_a_dry_run_counts_and_keeps_nothing(store, tmp_path):
    done = bring(store, tmp_path, ["P-1,2026-03-30,1,,", "X,2026-03-30,1,,"], dry_run=True)
    assert (done.data.new, done.data.rejected) == (1, 1)
    assert cells(store) == {}
    assert store.engine.rows("usage.months") == []
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["use.csv"]


def test_an_import_broken_off_leaves_marks_that_the_next_one_clears(store, tmp_path):
    bring(store, tmp_path, ["P-1,2026-03-30,1,,"])
    store.engine.run("usage.mark", month=202603, partner_id="P-1")
    store.engine.connection.execute("UPDATE usage SET calls = 8")
    march = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    facts = UsageFacts(store.session, intake(store.session, NOW), frozenset({"P-1"}))
    assert facts.used("api_calls", *march)["P-1"].amount == 8
    bring(store, tmp_path, ["P-2,2026-04-01,1,,"])
    assert cells(store)["P-1"][0] == 8
    assert store.engine.rows("usage.dirty_months") == []


def test_a_sum_that_is_wrong_is_found_and_made_anew(store, tmp_path):
    bring(store, tmp_path, ["P-1,2026-03-30,1,,", "P-2,2026-03-30,2,,"])
    store.engine.connection.execute("UPDATE usage_month SET calls = 9 WHERE partner_id = 'P-1'")
    (found,) = usage_sums.discrepancies(store.engine)
    assert (found.month, found.partner_id, found.kept[0], found.counted[0]) == (202603, "P-1", 9, 1)
    assert usage_sums.rebuild(store.engine) == 1
    assert list(usage_sums.discrepancies(store.engine)) == []


def test_two_imports_at_once_do_not_count_a_day_twice(store, tmp_path, monkeypatch):
    monkeypatch.setattr("onboardctl.operations.measured.usage.BATCH", 1)
    from onboardctl.operations.measured import usage

    session = store.session
    one, other = usage._Writer(session, "one"), usage._Writer(session, "other")
    day = 20260330
    assert one.keep([(day - 1, "P-1", "", "", 1)]) == 1
    assert other.keep([(day, "P-1", "", "", 5)]) == 1
    assert one.keep([(day, "P-1", "", "", 7)]) == 1
    assert other.keep([(day - 1, "P-1", "", "", 1)]) == 0
    facts = UsageFacts(session, intake(session, NOW), frozenset({"P-1"}))
    bounds = datetime(2026, 3, 30, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC)
    assert facts.used("api_calls", *bounds)["P-1"].amount == 7


def test_use_of_one_partner_is_shown_by_day_and_feature(store, tmp_path):
    bring(store, tmp_path, ["P-1,2026-04-30,10,u1,api", "P-1,2026-04-29,2,u1,webhooks"])
    shown = show_usage(store.session, ShowUsage("partner-1", NOW, 30)).data
    assert [(one.day, one.calls, one.users) for one in shown.days] == [
        (date(2026, 4, 29), 2, 1),
        (date(2026, 4, 30), 10, 1),
    ]
    assert [(one.feature, one.calls) for one in shown.features] == [("api", 10), ("webhooks", 2)]


DAYS = st.dates(date(2026, 2, 20), date(2026, 4, 30))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P-1", "P-2"]),
        DAYS,
        st.integers(0, 30),
        st.sampled_from(["", "u1", "u2"]),
        st.sampled_from(["", "api", "webhooks"]),
    ),
    max_size=25,
)
NAMES = ("api_calls", "active_users", "features_used", "active_days", "feature.api")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, min_size=1, max_size=3), DAYS, DAYS)
def test_sums_by_month_say_what_the_rows_say(tmp_path_factory, imports, one, other):
    """The law of every rollup: what is kept equals what is counted, whatever came when."""
    folder = tmp_path_factory.mktemp("law")
    store = KpiStore(folder, now=NOW)
    try:
        for number in (1, 2):
            store.partner(number)
        known = {}
        for rows in imports:
            bring(store, folder, [f"{p},{d},{n},{u},{f}" for p, d, n, u, f in rows])
            known |= {(p, d, u, f): n for p, d, n, u, f in rows}
        assert list(usage_sums.discrepancies(store.engine)) == []
        told = Observations(
            partners=(PartnerRow("P-1", "One"), PartnerRow("P-2", "Two")),
            use=tuple(
                Use(p, datetime(d.year, d.month, d.day, tzinfo=UTC), u, f, n)
                for (p, d, u, f), n in known.items()
            ),
        )
        stretches = [
            (None, NOW),
            (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
            (datetime(2026, 3, 25, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
            tuple(datetime(d.year, d.month, d.day, tzinfo=UTC) for d in sorted((one, other))),
        ]
        facts = UsageFacts(store.session, intake(store.session, NOW), frozenset({"P-1", "P-2"}))
        for start, end in stretches:
            for name in NAMES:
                counted = {
                    p: used.amount for p, used in told.used(name, start, end).items() if used.amount
                }
                kept = {p: used.amount for p, used in facts.used(name, start, end).items()}
                assert (name, start, end, kept) == (name, start, end, counted)
    finally:
        store.engine.close()


def test_what_was_recorded_by_hand_does_not_count_beside_an_import():
    at = datetime(2026, 3, 10, tzinfo=UTC)
    from onboardctl.core.kpi.observations import Reading

    told = Observations(
        partners=(PartnerRow("P-1", "One", started_at=at), PartnerRow("P-2", "Two", started_at=at)),
        readings=(Reading("P-1", "api_calls", "100", at), Reading("P-2", "api_calls", "40", at)),
        use=(Use("P-1", at, "u", "", 7),),
    )
    found = Index(told, NOW).amounts("api_calls", None, NOW)
    assert found.sums == {"P-1": Fraction(7), "P-2": Fraction(40)}
