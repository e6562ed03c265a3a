"""Capacity: hours, shares and absences of people, roles, and one more partner. Sources: A32, D44."""

from __future__ import annotations

import pytest

from onboardctl.core.errors import OnboardError
from onboardctl.operations.calendar import absences
from onboardctl.operations.plan import showing as plan
from onboardctl.operations.plan.replan_all import replan_all
from onboardctl.operations.report.capacity import ReportCapacity, report_capacity
from onboardctl.operations.report.capacity_whatif import Supposed
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings
from onboardctl.store.verifying import verify

from .conftest import NOW

PARTNER = "northwind-press"


def staffed(session, **lines):
    """The session with people described anew: ``ada="roles: [csm], hours: 20"``."""
    file = session.settings.file
    text = file.read_text(encoding="utf-8")
    people = "".join(
        f"  {one}: {{name: {one.title()} X, email: {one}@example.com, {said}}}\n"
        for one, said in lines.items()
    )
    head, _, rest = text.partition("staff:\n")
    end = next(
        (at for at, line in enumerate(rest.splitlines()) if line and not line.startswith(" ")),
        len(rest.splitlines()),
    )
    left = "\n".join(rest.splitlines()[end:])
    file.write_text(f"{head}staff:\n{people}{left}\n", encoding="utf-8")
    return open_session(load_settings(workspace=str(file.parent), store=None), now=NOW)


def capacity(session, **asked):
    made = report_capacity(session, ReportCapacity(session.now, **asked)).data.report
    return {section.title: section.parts for section in made.sections}


def by_name(grid):
    return {row[0].text: [cell.text for cell in row[1:]] for row in grid.rows}


def test_d44_half_a_week_is_twice_as_full(northwind):
    full = staffed(northwind, ada="roles: [csm]", tim="roles: [technical_lead]")
    (grid,) = capacity(full)["By person"]
    half = staffed(northwind, ada="roles: [csm], hours: 20", tim="roles: [technical_lead]")
    (other,) = capacity(half)["By person"]
    share = {row[0].text: row[2].value for row in grid.rows}["Ada X"]
    halved = {row[0].text: row[2].value for row in other.rows}["Ada X"]
    assert halved == pytest.approx(2 * share, abs=0.001)
    assert by_name(other)["Ada X"][6] == "20 h"


def test_a32_capacity_by_role_names_who_plays_it_and_when_it_can_start(northwind):
    said = "roles: [csm, customer_engineer], shares: {csm: 50%, customer_engineer: 50%}"
    session = staffed(northwind, ada=said, tim="roles: [technical_lead]")
    (grid,) = capacity(session)["By role"]
    rows = by_name(grid)
    assert rows["csm"][0] == "ada"
    assert rows["csm"][1].endswith("/80 h)")
    assert rows["csm"][2:] == ["now", "Ada X"]
    assert rows["devops engineer"][0] == "nobody; tim instead"


def test_d44_an_absence_in_the_settings_takes_room_and_moves_the_free_start(northwind):
    away = "roles: [csm], absences: [{from: 2026-03-02, to: 2026-03-13, reason: holidays}]"
    session = staffed(northwind, ada=away, tim="roles: [technical_lead]")
    (grid,) = capacity(session)["By person"]
    assert by_name(grid)["Ada X"][0] == "no day of work"
    assert by_name(grid)["Ada X"][2] == "Mon 2026-03-16"
    listed = absences.list_absences(session).data.absences
    assert [(one.person, one.absence) for one in listed] == [("ada", "")]
    with pytest.raises(OnboardError) as written:
        absences.back(session, "ada", "2026-03-02")
    assert written.value.code == "absence.written"


def test_d44_plans_are_dated_around_an_absence_in_the_settings(northwind):
    away = "roles: [csm], absences: [{from: 2026-03-02, to: 2026-03-13}]"
    before = plan.show(northwind, PARTNER).data
    session = staffed(northwind, ada=away, tim="roles: [technical_lead]")
    replan_all(session, lambda _: None)
    after = plan.show(session, PARTNER).data
    assert after != before
    (grid,) = capacity(session)["By person"]
    assert by_name(grid)["Ada X"][0] == "no day of work"


def test_d44_one_more_partner_is_laid_over_what_everybody_does_and_nothing_stays(northwind):
    people = {"ada": "roles: [csm], hours: 4", "tim": "roles: [technical_lead]"}
    session = staffed(northwind, **people)
    before = session.store.rows("partner.names")
    parts = capacity(session, supposed=Supposed("beta-28-day", signed="2026-03-09"))
    title = next(iter(parts))
    assert title == "With one more partner under beta-28-day, from 2026-03-09"
    prose, grid = parts[title]
    assert "does not fit" in prose.lines[0]
    assert by_name(grid)["Ada X"][0] != "0"
    assert session.store.rows("partner.names") == before
    assert [found for _, found in verify(session.store) if found] == []


def test_one_more_partner_under_an_unknown_playbook_is_refused(northwind):
    with pytest.raises(OnboardError) as refused:
        capacity(northwind, supposed=Supposed("no-such-playbook"))
    assert refused.value.code == "playbook.unknown"
