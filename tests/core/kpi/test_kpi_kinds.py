"""The fifteen kinds on small rows whose answers can be worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from kpi_toys import LATER, START, beta, defined, first_ids, happened, only, partners, recorded
from onboardctl.core.kpi.definition import Kind
from onboardctl.core.kpi.evaluate import evaluate
from onboardctl.core.kpi.observations import ClockRun, Moment, Reading, Slot, Work
from onboardctl.core.kpi.periods import Period, complete, everything, progress, running
from onboardctl.core.kpi.verdict import Verdict
from onboardctl.core.kpi.words import remarks, value_text

HEAD = "kpis:\n  - {id: demo.x, title: X, direction: higher, origin: ours, definition: What it is, "


def kpi(keys: str):
    return defined(f"{HEAD}{keys}}}\n")


def measured(definition, rows, as_of=LATER, **options):
    return evaluate(definition, rows, everything(as_of), as_of, **options)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def test_a_conversion_counts_only_partners_whose_window_has_passed():
    definition = kpi(
        'kind: conversion, from: started, to: message(welcome), within: 24h, unit: "%"'
    )
    old, new = partners(3), partners(2, start=day(59.5), prefix="N")
    sent = (
        Moment("P-1", "message", "welcome", START + timedelta(hours=24)),
        Moment("P-2", "message", "welcome", START + timedelta(hours=24, seconds=1)),
        Moment("N-1", "message", "welcome", day(59.6)),
    )
    value = measured(definition, only(*old, *new, moments=sent), members=True)
    assert value_text(value) == "33% (1/3)"
    assert value.measured.maturing == 2
    assert [one.state for one in value.measured.members] == [
        "counted",
        "not counted",
        "not counted",
        "maturing",
        "maturing",
    ]


def test_a33_both_mails_must_have_gone_out_in_time():
    definition = kpi(
        "kind: conversion, from: started, to: 'all(message(welcome), message(sla))', within: 24h, "
        'unit: "%", target: {op: ">=", value: 100}'
    )
    one_hour, late = START + timedelta(hours=1), START + timedelta(hours=30)
    sent = (
        *happened("message", "welcome", first_ids(5), one_hour),
        *happened("message", "sla", first_ids(4), one_hour),
        *happened("message", "sla", ["P-5"], late),
    )
    value = measured(definition, only(*partners(5), moments=sent))
    assert (value_text(value), value.target_met, value.verdict) == (
        "80% (4/5)",
        False,
        Verdict.MISSED,
    )


def test_one_hundred_percent_is_kept_by_a_faultless_record():
    definition = kpi(
        'kind: conversion, from: started, to: message(welcome), within: 24h, unit: "%", '
        'target: {op: ">=", value: 100}'
    )
    rows = only(*partners(6), moments=happened("message", "welcome", first_ids(6), START))
    value = measured(definition, rows)
    assert (value.target_met, value.verdict, value.needed) == (True, Verdict.MET, None)


def test_a_start_known_by_its_date_gives_the_window_until_the_end_of_the_following_day():
    definition = kpi(
        'kind: conversion, from: started, to: message(welcome), within: 24h, unit: "%"'
    )
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    rows = [row._replace(started_at=midnight, day_only=True) for row in partners(2)]
    sent = (
        Moment("P-1", "message", "welcome", midnight + timedelta(hours=47)),
        Moment("P-2", "message", "welcome", midnight + timedelta(hours=49)),
    )
    assert value_text(measured(definition, only(*rows, moments=sent))) == "50% (1/2)"


def test_a_partner_who_left_stays_in_the_denominator():
    definition = kpi('kind: ratio, having: task(go-live), unit: "%"')
    staying, leaving = partners(2)
    rows = only(
        staying,
        leaving._replace(left_at=day(5)),
        moments=happened("task", "go-live", ["P-1"], day(9)),
    )
    assert value_text(measured(definition, rows)) == "50% (1/2)"


def test_a_partner_who_left_was_waited_for_only_until_then():
    definition = kpi("kind: duration, from: started, to: task(go-live), unit: days")
    staying, leaving = partners(2)
    rows = only(
        staying,
        leaving._replace(left_at=day(5)),
        moments=happened("task", "go-live", ["P-1"], day(9)),
    )
    value = measured(definition, rows, members=True)
    assert [(one.state, one.detail) for one in value.measured.members] == [
        ("counted", "9.0 days"),
        ("open", "5.0 days"),
    ]


def test_the_excluded_are_listed_with_their_reason():
    definition = kpi('kind: ratio, having: task(go-live), unit: "%"')
    real, test, coming = partners(3)
    rows = only(real, test._replace(excluded="test tenant"), coming._replace(started_at=day(99)))
    value = measured(definition, rows)
    assert value.measured.excluded == (("not started yet", 1), ("test tenant", 1))
    assert remarks(value)[-2:] == ("left out: 1 not started yet", "left out: 1 test tenant")


def test_a_trailing_window_looks_back_seven_days_and_no_further():
    definition = beta("weekly_active_usage")
    exactly, just = LATER - timedelta(days=7), LATER - timedelta(days=7) + timedelta(seconds=1)
    rows = only(
        *partners(2),
        readings=(
            Reading("P-1", "api_calls", "5", exactly),
            Reading("P-2", "api_calls", "5", just),
        ),
    )
    assert value_text(measured(definition, rows)) == "50% (1/2)"


def test_no_number_recorded_is_no_data_and_a_task_not_done_is_zero():
    by_metric = kpi('kind: ratio, having: metric(api_calls) > 0, unit: "%"')
    by_task = kpi('kind: ratio, having: task(go-live), unit: "%"')
    either = kpi('kind: ratio, having: "any(task(go-live), metric(live))", unit: "%"')
    rows = only(*partners(4))
    assert [value_text(measured(one, rows)) for one in (by_metric, by_task, either)] == [
        "no data",
        "0% (0/4)",
        "0% (0/4)",
    ]
    assert measured(by_metric, rows).measured.missing == "api_calls was never recorded"


def test_a_ratio_of_sums_divides_sums_and_never_averages_percentages():
    definition = kpi('kind: ratio, numerator: solved, denominator: opened, unit: "%"')
    rows = only(*partners(2), readings=recorded("solved", [1, 90]) + recorded("opened", [10, 90]))
    assert value_text(measured(definition, rows)) == "91% (91/100)"


def test_an_sla_counts_a_breach_as_soon_as_it_is_due():
    definition = kpi('kind: sla, clock: first_response, unit: "%"')

    def run(ticket, stopped, due=60):
        return ClockRun(
            "P-1", ticket, "first_response", "business", "high", START, START + timedelta(minutes=due),
            None if stopped is None else START + timedelta(minutes=stopped),
        )  # fmt: skip

    runs = (run("T-1", 60), run("T-2", 61), run("T-3", None), run("T-4", None, due=10**6))
    rows = only(*partners(1), clocks=runs, sources=frozenset({"clocks"}))
    value = measured(definition, rows)
    assert (value_text(value), value.measured.open) == ("33% (1/3)", 1)


def test_a35_tiers_are_those_the_ticket_began_with():
    definition = kpi('kind: sla, clock: resolution, unit: "%", where: {tier: [enterprise]}')
    due = START + timedelta(hours=8)
    runs = (
        ClockRun("P-1", "T-1", "resolution", "enterprise", "high", START, due, START),
        ClockRun("P-1", "T-2", "resolution", "business", "high", START, due, None),
    )
    rows = only(*partners(1, tier="business"), clocks=runs, sources=frozenset({"clocks"}))
    assert value_text(measured(definition, rows)) == "100% (1/1)"


def test_a_store_without_tickets_says_so():
    value = measured(kpi('kind: sla, clock: first_response, unit: "%"'), only(*partners(3)))
    assert (value.verdict, value.measured.missing) == (
        Verdict.NOT_MEASURED,
        "no tickets are kept in this store",
    )


def test_a_cadence_counts_slots_that_have_come_due():
    definition = kpi('kind: cadence, slots: review, unit: "%"')
    slots = (
        Slot("P-1", "review", day(7), day(7)),
        Slot("P-1", "review", day(14), None),
        Slot("P-1", "review", day(99), None),
        Slot("P-1", "other", day(7), day(7)),
    )
    rows = only(*partners(1), slots=slots, sources=frozenset({"slots"}))
    assert value_text(measured(definition, rows)) == "50% (1/2)"


def work(partner: str, task: str, done: int, whole: int, due: float = 10) -> tuple[Work, ...]:
    items = tuple(
        Work(partner, task, f"i{n}", day(due), day(3) if n < done else None) for n in range(whole)
    )
    return (Work(partner, task, "", day(due), day(3) if done == whole else None), *items)


def test_d47_d51_eighty_percent_is_a_share_of_items_and_a_share_of_partners():
    items = kpi('kind: checklist, checklist: [task(core)], roll_up: items, unit: "%"')
    whole = kpi('kind: checklist, checklist: [task(core)], roll_up: partners, unit: "%"')
    mostly = kpi(
        'kind: checklist, checklist: [task(core)], roll_up: partners, each_at_least: 80, unit: "%"'
    )
    rows = only(
        *partners(3),
        work=(*work("P-1", "core", 5, 5), *work("P-2", "core", 4, 5), *work("P-3", "core", 3, 5)),
    )
    assert [value_text(measured(one, rows)) for one in (items, whole, mostly)] == [
        "80% (12/15)",
        "33% (1/3)",
        "67% (2/3)",
    ]


def test_what_is_not_due_yet_is_maturing_unless_every_item_counts():
    due = kpi('kind: checklist, checklist: [task(core)], roll_up: partners, unit: "%"')
    always = kpi(
        'kind: checklist, checklist: [task(core)], roll_up: partners, count: all, unit: "%"'
    )
    rows = only(*partners(2), work=(*work("P-1", "core", 5, 5), *work("P-2", "core", 0, 5, due=99)))
    first, second = measured(due, rows), measured(always, rows)
    assert (value_text(first), first.measured.maturing) == ("100% (1/1)", 1)
    assert (value_text(second), second.measured.maturing) == ("50% (1/2)", 0)


def test_d11_a_gate_on_a_checklist_is_due_with_its_task_and_done_when_it_passed():
    definition = kpi(
        'kind: checklist, checklist: [task(core), gate(core)], roll_up: partners, unit: "%"'
    )
    rows = only(
        *partners(2),
        work=(*work("P-1", "core", 5, 5), *work("P-2", "core", 5, 5)),
        moments=happened("gate", "core", ["P-1"], day(9)),
    )
    value = measured(definition, rows, members=True)
    assert (value_text(value), value.measured.members[1].detail) == (
        "50% (1/2)",
        "1 of 2 items done",
    )


def test_a_task_left_out_of_a_plan_is_an_exclusion_and_not_a_miss():
    definition = kpi('kind: checklist, checklist: [task(core)], roll_up: partners, unit: "%"')
    value = measured(definition, only(*partners(2), work=work("P-1", "core", 5, 5)))
    assert (value_text(value), value.measured.excluded) == (
        "100% (1/1)",
        (("not part of the plan", 1),),
    )


def test_a_paired_delta_uses_only_partners_with_both_values():
    definition = kpi("kind: delta, before: readiness_before, after: readiness_after, unit: points")
    rows = only(
        *partners(3),
        readings=recorded("readiness_before", [40, 50, 60])
        + recorded("readiness_after", [55, 60], day(20)),
    )
    value = measured(definition, rows)
    assert (value.measured.value, value.measured.n) == (Fraction(25, 2), 2)
    assert value.measured.excluded == (("only one of the two values", 1),)


def test_a_formula_divides_other_kpis_and_has_no_value_without_them():
    a = kpi("kind: sum, reading: income, unit: EUR")._replace(id="demo.a")
    b = kpi("kind: sum, reading: costs, unit: EUR")._replace(id="demo.b")
    formula = a._replace(
        id="demo.c",
        kind=Kind.FORMULA,
        measure=a.measure._replace(op="divide", terms=("demo.a", "demo.b")),
        unit="times",
    )
    others = {one.id: one for one in (a, b, formula)}
    full = only(*partners(5), readings=recorded("income", [30]) + recorded("costs", [10]))
    assert value_text(measured(formula, full, others=others)) == "3 times (n 5)"
    half = only(*partners(5), readings=recorded("income", [30]))
    assert measured(formula, half, others=others).measured.missing == (
        "demo.b has no value: costs was never recorded"
    )
    zero = only(*partners(5), readings=recorded("income", [30]) + recorded("costs", [0]))
    assert measured(formula, zero, others=others).measured.missing == "demo.b is 0"


def test_a_trend_needs_eight_whole_months():
    trend = beta("csat_trend")
    others = {one.id: one for one in (trend, beta("csat"))}
    as_of = datetime(2026, 12, 15, tzinfo=UTC)

    def rows(months: int):
        began = [row._replace(started_at=datetime(2026, 1, 1, tzinfo=UTC)) for row in partners(1)]
        scores = tuple(
            Reading("P-1", "csat", str(7 + month / 5), datetime(2026, month, 9, tzinfo=UTC))
            for month in range(12 - months, 12)
        )
        return only(*began, readings=scores)

    assert value_text(measured(trend, rows(8), as_of, others=others)) == "rising"
    short = measured(trend, rows(7), as_of, others=others)
    assert (value_text(short), short.measured.missing) == (
        "no data",
        "whole months with data: 7 of 8 needed",
    )


def test_d44_the_load_of_a_csm_is_counted_over_partners_in_progress():
    owned = [
        row._replace(owners=(("csm", "ana" if n < 3 else "ben"),))
        for n, row in enumerate(partners(4))
    ]
    owned[3] = owned[3]._replace(completed_at=day(28))
    value = measured(beta("csm_load"), only(*owned, *partners(1, prefix="Q")))
    assert value_text(value) == "3 partners (3/1)"
    assert value.measured.excluded == (("no csm assigned", 1),)


def test_d43_paused_finished_and_departed_partners_are_not_active():
    one, two, three, four = partners(4)
    rows = only(
        one,
        two._replace(paused_at=day(3)),
        three._replace(completed_at=day(4)),
        four._replace(left_at=day(5)),
    )
    assert value_text(measured(beta("active_partners"), rows)) == "1/15"
    before = measured(beta("active_partners"), rows, day(2))
    assert value_text(before) == "4/15"


def test_a_number_is_stale_when_its_data_is_older_than_promised():
    definition = kpi(
        'kind: ratio, having: metric(calls) > 0, unit: "%", freshness: {max_age: 24h}, target: {op: ">=", value: 50}'
    )
    rows = only(*partners(2), readings=recorded("calls", [1, 1], LATER - timedelta(hours=25)))
    assert measured(definition, rows).verdict is Verdict.STALE
    fresh = only(*partners(2), readings=recorded("calls", [1, 1], LATER - timedelta(hours=24)))
    assert measured(definition, fresh).verdict is Verdict.TOO_FEW


def test_periods_are_cut_at_the_midnight_of_the_zone():
    from zoneinfo import ZoneInfo

    berlin = ZoneInfo("Europe/Berlin")
    as_of = datetime(2026, 4, 12, 10, tzinfo=UTC)
    (march,) = complete("month", as_of, berlin)
    assert march == Period(
        "month",
        "2026-03",
        datetime(2026, 2, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 31, 22, tzinfo=UTC),
        complete=True,
    )
    assert [one.label for one in complete("quarter", as_of, berlin, 2)] == ["2025-Q4", "2026-Q1"]
    april = running("month", as_of, berlin)
    assert (april.label, april.complete, progress(april, as_of, berlin)) == (
        "2026-04",
        False,
        "to date, day 12 of 30",
    )


def test_a_score_belongs_to_the_period_it_was_given_in():
    as_of = datetime(2026, 4, 12, tzinfo=UTC)
    rows = only(
        *partners(2),
        readings=(
            Reading("P-1", "csat", "9", datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)),
            Reading("P-2", "csat", "5", datetime(2026, 4, 1, tzinfo=UTC)),
        ),
    )
    (march,) = complete("month", as_of)
    assert value_text(evaluate(beta("csat"), rows, march, as_of)) == "9/10 (n 1)"
    assert value_text(evaluate(beta("csat"), rows, running("month", as_of), as_of)) == "5/10 (n 1)"


def test_a_rounded_value_never_contradicts_its_verdict():
    rows = only(*partners(499), moments=happened("task", "go-live", first_ids(449), day(9)))
    value = measured(beta("integration_completion"), rows)
    assert (value_text(value), value.target_met) == ("89.98% (449/499)", False)
