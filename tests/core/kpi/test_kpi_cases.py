"""The KPIs of the beta, from rows to print, by the case tables in tests/cases/kpi."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from kpi_toys import LATER, START, beta, first_ids, happened, only, partners, recorded, shipped
from onboardctl import yamlfile
from onboardctl.core.kpi.bands import band_of, is_met
from onboardctl.core.kpi.definition import Kind
from onboardctl.core.kpi.evaluate import evaluate
from onboardctl.core.kpi.periods import everything
from onboardctl.core.kpi.signals import leaves
from onboardctl.core.kpi.words import value_text

CASES = Path(__file__).parents[2] / "cases" / "kpi"


def cases(name: str) -> list[dict]:
    return yamlfile.read(CASES / f"{name}.yaml", name).data()["cases"]


@pytest.mark.parametrize(
    "case", cases("boundaries"), ids=lambda case: f"{case['kpi']}-{case['value']}"
)
def test_d19_to_d30_every_edge_of_every_band(case):
    definition, value = beta(case["kpi"]), Fraction(case["value"])
    found = (is_met(definition.target, value), band_of(definition.bands, value))
    assert found == (case["met"], case["band"])


@pytest.mark.parametrize(
    "case",
    cases("strict_targets"),
    ids=lambda case: f"{case['source']} {case['kpi']} {case['value']}",
)
def test_e14_a_target_of_below_or_above_is_not_met_by_its_own_figure(case):
    target = shipped(case["playbook"])[case["kpi"]].target
    assert is_met(target, Fraction(case["value"])) is case["met"]


@pytest.mark.parametrize(
    "case", cases("measured"), ids=lambda case: f"{case['source']} {case['kpi']} {case['text']}"
)
def test_what_the_report_prints_for_these_rows(case):
    definition = beta(case["kpi"])
    as_of = START + timedelta(days=case["day"]) if "day" in case else LATER
    value = evaluate(definition, rows(case, definition, as_of), everything(as_of), as_of)
    found = {
        "text": value_text(value),
        "met": value.target_met,
        "band": value.band,
        "verdict": value.verdict.value,
    }
    assert found == {key: case[key] for key in found}


def rows(case, definition, as_of):
    facts = {}
    if "days" in case:
        begun = first_ids(len(case["days"]) + case.get("waiting", 0))
        end = leaves(definition.measure.end)[0]
        facts["moments"] = happened("task", definition.measure.start.ref, begun, START) + tuple(
            moment
            for number, days in enumerate(case["days"], start=1)
            for moment in happened(end.kind, end.ref, [f"P-{number}"], START + timedelta(days=days))
        )
    elif "reached" in case:
        wanted = definition.measure.having or definition.measure.end
        facts["moments"] = happened(
            wanted.kind, wanted.ref, first_ids(case["reached"]), START + timedelta(days=10)
        )
    elif "answers" in case:
        measure = definition.measure
        name = measure.reading or leaves(measure.having)[0].ref
        facts["readings"] = recorded(name, case["answers"], as_of - timedelta(days=2))
    return only(*partners(case["partners"]), **facts)


def test_every_kpi_of_the_twelve_has_a_case_for_each_of_its_edges():
    twelve = list(cases("boundaries"))
    for name in {case["kpi"] for case in twelve}:
        edges = {Fraction(bound.value) for band in beta(name).bands for bound in band.bounds}
        tried = {Fraction(case["value"]) for case in twelve if case["kpi"] == name}
        assert edges <= tried
        assert Fraction(beta(name).target.value) in tried


def test_the_twelve_are_measured_as_their_source_says():
    kinds = {
        name: beta(name).kind for name in ("time_to_first_value", "nps", "pmf", "case_studies")
    }
    assert kinds == {
        "time_to_first_value": Kind.DURATION,
        "nps": Kind.NPS,
        "pmf": Kind.TOP_BOX,
        "case_studies": Kind.COUNT,
    }
