"""A KPI that falls short brings the steps of the playbook's known issue with it."""

from __future__ import annotations

from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.report.kpi import ReportKpi, report_kpi

from .conftest import NORTHWIND, later

E18_STEPS = (
    "Schedule additional training",
    "Write guides for each role",
    "Find internal champions and strengthen them",
    "Ask what keeps users away",
)


def test_e18_low_adoption_suggests_its_steps_when_its_kpi_is_short(session) -> None:
    from onboardctl.operations.kpi.catalogue import RecordKpi, record_metrics

    new_partner(session, NORTHWIND._replace(playbook="customer-onboarding", confirmed=("all",)))
    after = later(session, days=60)
    assert report_kpi(after, ReportKpi(as_of=after.now)).data.remedies == ()
    numbers = ("users_invited=50", "users_onboarded=20")
    record_metrics(after, RecordKpi("northwind", numbers))
    remedies = report_kpi(after, ReportKpi(as_of=after.now)).data.remedies
    assert [(one.issue, one.kpis, one.steps) for one in remedies] == [
        ("low-adoption", ("User activation",), E18_STEPS)
    ]
