"""Use and answers that come after numbers were kept: the next report is right without a command."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kpi_fed import Fed, workspace
from onboardctl.operations.kpi.rebuild import RebuildKpis, rebuild_kpis
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings

NEW = (
    "new-partner {} --playbook partner-enablement --tier business --segment agency "
    '--signed "2026-03-02 09:00" --contact "Jo Doe <jo@pe.example>" --users 40 --no-input'
)
KEPT = datetime(2026, 4, 20, 5, tzinfo=UTC)
SEEN = datetime(2026, 4, 20, 12, tzinfo=UTC)
HEAD = "partner,day,calls,user,feature\n"


@pytest.fixture
def fed(tmp_path, monkeypatch, capsys):
    """Two partners with use in March and April, and numbers kept on the morning of 20 April."""
    workspace(tmp_path)
    fed = Fed(tmp_path, monkeypatch, capsys)
    (tmp_path / "use.csv").write_text(
        HEAD + "pe,2026-03-30,100,u1,webhooks\nqu,2026-03-30,50,u1,\npe,2026-04-18,70,u1,\n"
    )
    for line in (NEW.format("Pe"), NEW.format("Qu")):
        fed.run("2026-03-02T09:00:00Z", line)
    fed.run("2026-04-19T09:00:00Z", "usage import use.csv")
    session = open_session(load_settings(workspace=str(tmp_path), store=None), now=KEPT)
    rebuild_kpis(session, RebuildKpis())
    session.close()
    return fed


def report(fed, *, live, as_of=SEEN, now=SEEN, **choice):
    session = open_session(load_settings(workspace=str(fed.folder), store=None), now=now)
    data = report_kpi(
        session, ReportKpi(as_of=as_of, playbook="partner-enablement", live=live, **choice)
    ).data
    session.close()
    lines = (*data.kpis, *data.to_date)
    return {
        (one.id, one.period, one.complete, *one.segment.values()): (
            one.text, one.numerator, one.n, one.verdict
        )
        for one in lines
    }  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("pe,2026-04-19,30,u2,\n", id="the running month"),
        pytest.param("qu,2026-03-31,500,u9,\n", id="a month that is over"),
        pytest.param("pe,2026-03-30,0,u1,webhooks\n", id="a correction"),
        pytest.param("pe,2026-04-18,70,u1,\n", id="nothing new"),
    ],
)
@pytest.mark.parametrize("choice", [{"period": "all"}, {"period": "month"}, {"by": "tier"}])
def test_what_comes_later_is_in_the_next_report(fed, rows, choice):
    before = report(fed, live=True, as_of=KEPT, **choice)
    (fed.folder / "late.csv").write_text(HEAD + rows)
    fed.run("2026-04-20T11:00:00Z", "usage import late.csv")
    assert report(fed, live=False, **choice) == report(fed, live=True, **choice)
    assert report(fed, live=True, as_of=KEPT, **choice) == before
    assert report(fed, live=False, as_of=KEPT, **choice) == before
