"""Every report of the example, in every format: the same numbers, n and verdicts in each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from onboardctl.core.report import reading
from onboardctl.operations.report import deliver
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings
from report_rows import FORMS, facts, missing, read

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def kpi(session):
    from onboardctl.operations.report.kpi import ReportKpi, report_kpi

    return report_kpi(session, ReportKpi(NOW, period="month", by="tier", history=True))


def so_far(session):
    from onboardctl.operations.report.kpi import ReportKpi, report_kpi

    return report_kpi(session, ReportKpi(NOW))


def sla(session):
    from onboardctl.operations.sla.report import ReportSla, report_sla

    return report_sla(session, ReportSla(grain="running", split="priority"), NOW)


def executive(session):
    from onboardctl.operations.report.executive import ReportExecutive, report_executive

    return report_executive(session, ReportExecutive(NOW))


def qbr(session):
    from onboardctl.operations.report.qbr import ReportQbr, report_qbr

    return report_qbr(session, ReportQbr(NOW, "bluefin-media"))


def cohort(session):
    from onboardctl.operations.report.cohort import ReportCohort, report_cohort

    return report_cohort(session, ReportCohort(NOW))


def capacity(session):
    from onboardctl.operations.report.capacity import ReportCapacity, report_capacity

    return report_capacity(session, ReportCapacity(NOW))


def comms(session):
    from onboardctl.operations.report.comms import ReportComms, report_comms

    return report_comms(session, ReportComms(NOW))


def revenue(session):
    from onboardctl.operations.report.revenue import ReportRevenue, report_revenue

    return report_revenue(session, ReportRevenue(None, None, None, None))


def health(session):
    from onboardctl.operations.report.health import ReportHealth, report_health

    return report_health(session, ReportHealth(None, None))


def voc(session):
    from onboardctl.operations.report.voc import ReportVoc, report_voc

    return report_voc(session, ReportVoc(NOW))


def training(session):
    from onboardctl.operations.report.training import ReportTraining, report_training

    return report_training(session, ReportTraining(None))


def renewals(session):
    from onboardctl.operations.report.renewals import ReportRenewals, report_renewals

    return report_renewals(session, ReportRenewals(None, None))


def feedback(session):
    from onboardctl.operations.report.feedback import ReportFeedback, report_feedback

    return report_feedback(session, ReportFeedback(NOW))


REPORTS = (
    kpi, so_far, sla, executive, qbr, cohort, capacity, comms, revenue, health, voc, training,
    renewals, feedback,
)  # fmt: skip
OWN_ROWS = {kpi, so_far, sla}
"""Reports whose CSV and JSON are older than the model and have fields of their own."""


@pytest.fixture(scope="module")
def session(demo):
    opened = open_session(load_settings(workspace=str(demo), store=None), now=NOW)
    yield opened
    opened.close()


def file_of(session, result, report, form):
    """A report as it leaves in a format; the terminal is a very wide one."""
    if form == "table":
        from onboardctl.output.look import Look
        from onboardctl.output.report.text import document_of
        from onboardctl.output.table import table_text

        look = Look(NOW, zone=report.zone, terminal=True, width=2000)
        return table_text(document_of(report, look), look).encode()
    return deliver.rendered(session, result, report, deliver.Delivery(form), form)[0]


def changed(report, **changes):
    """The report with other words or numbers in its last figure of its own."""
    last = [one.figure for one in reading.figures(report)][-1]
    sections = []
    for section in report.sections:
        parts = []
        for part in section.parts:
            if part.part == "figures":
                figures = tuple(
                    one._replace(**changes) if one == last else one for one in part.figures
                )
                part = part._replace(figures=figures)  # noqa: PLW2901
            parts.append(part)
        sections.append(section._replace(parts=tuple(parts)))
    return report._replace(sections=tuple(sections))


@pytest.mark.parametrize("make", REPORTS, ids=lambda one: one.__name__)
def test_every_report_says_the_same_in_every_format(session, make, tmp_path):
    result = make(session)
    report = deliver.report_of(session, result)
    figures = list(reading.figures(report))
    assert figures or any(facts(report, "html")), "a report without numbers proves nothing"
    for form in FORMS:
        if form in {"csv", "json"} and make in OWN_ROWS:
            continue
        found = read(form, file_of(session, result, report, form), tmp_path)
        wanted = list(facts(report, form))
        assert missing(wanted, found) == [], form
        if not figures:
            continue
        judged = form not in {"table", "md"} or figures[-1].figure.target
        others = [{"text": "77.7% (7/9)"}, {"n": 98765}, {"verdict": "beyond doubt"}]
        for other in others[: None if judged else 2]:
            untrue = set(facts(changed(report, **other), form)) - set(wanted)
            assert missing(untrue, found), (form, other)


@pytest.mark.parametrize("make", [kpi, so_far], ids=lambda one: one.__name__)
@pytest.mark.parametrize("form", ["csv", "json"])
def test_rows_of_kpis_are_those_of_the_model(session, make, form, tmp_path):
    result = make(session)
    report = deliver.report_of(session, result)
    data = file_of(session, result, report, form)
    data = data.replace(b"not_measured", b"not measured").replace(b"too_few", b"too few")
    sections = tuple(
        one._replace(parts=tuple(part for part in one.parts if part.part == "figures"))
        for one in report.sections
    )
    figures = report._replace(sections=sections)
    wanted, found = list(facts(figures, form)), read(form, data, tmp_path)
    assert len(wanted) > 50
    assert missing(wanted, found) == []
    assert missing(set(facts(changed(figures, n=98765), form)) - set(wanted), found)


def test_rows_of_promises_are_those_of_the_model(session):
    import csv
    import io
    import json

    result = sla(session)
    report = deliver.report_of(session, result)
    wanted = [
        (int(one.figure.numerator), int(one.figure.denominator), one.figure.target_value)
        for one in reading.figures(report)
        if one.figure.n
    ]
    cells = json.loads(file_of(session, result, report, "json"))["data"]["cells"]
    rows = csv.DictReader(io.StringIO(file_of(session, result, report, "csv").decode()))
    told = [(one["met"], one["met"] + one["breached"], one["target_ratio"]) for one in cells]
    kept = [
        (int(one["met"]), int(one["n"]), float(one["target_ratio"] or 0) or None) for one in rows
    ]
    assert wanted
    assert sorted((one for one in told if one[1]), key=str) == sorted(wanted, key=str)
    assert sorted((one for one in kept if one[1]), key=str) == sorted(wanted, key=str)


WRITE = """
import sys
from onboardctl.cli.main import main
folder, target = sys.argv[1:]
asked = (("kpi", "--period", "month", "--group", "Usage"), ("executive",), ("qbr", "bluefin-media"))
for name, *more in asked:
    for form in ("md", "csv", "html", "xlsx", "pptx", "pdf"):
        words = ("-w", folder, "report", name, *more, "--as-of", "2026-03-02T09:00:00Z")
        assert main([*words, "--out", f"{target}/{name}.{form}"]) == 0
"""


def test_other_processes_at_other_times_write_the_same_bytes(demo, tmp_path):
    """Sets are in another order there, and the clock shows another day."""
    import os
    import subprocess
    import sys

    made = []
    for seed, now in (("1", "2026-03-02T09:00:00Z"), ("2", "2026-07-19T22:41:07Z")):
        target = tmp_path / seed
        target.mkdir()
        env = {**os.environ, "PYTHONHASHSEED": seed, "ONBOARDCTL_NOW": now}
        done = [sys.executable, "-c", WRITE, str(demo), str(target)]
        subprocess.run(done, check=True, env=env, capture_output=True)
        made.append({path.name: path.read_bytes() for path in target.iterdir()})
    first, second = made
    assert len(first) == 18
    assert [name for name, data in first.items() if data != second[name]] == []


@pytest.mark.parametrize("make", REPORTS, ids=lambda one: one.__name__)
def test_every_page_weighs_less_than_150_kilobytes_and_asks_for_nothing(session, make):
    """The KPIs of three playbooks by tier, with twelve charts, are the heaviest of them."""
    import re

    result = make(session)
    report = deliver.report_of(session, result)
    text = file_of(session, result, report, "html").decode()
    assert len(text.encode()) <= 150_000
    assert "<script" not in text
    assert set(re.findall(r"https?://[^\"' <]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert text.count("<figure>") == text.count("<details") == len(list(reading.charts(report)))
