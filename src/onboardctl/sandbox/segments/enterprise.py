"""Enterprise: assess, gap, learning, move.

The source names no integration track for enterprises; this one is ours (B13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.journeys import NEVER, Journey
from onboardctl.sandbox.moments import DAY, HOUR, day_text, instant_text
from onboardctl.sandbox.readiness import readiness
from onboardctl.sandbox.streams import between, log_normal_quantile, pick, stream

if TYPE_CHECKING:
    from onboardctl.sandbox.tenant import Row, Tenant

_ADVISOR_WORK = "13-1151"
"""Training and Development Specialists."""


def add_rows(tenant: Tenant) -> None:
    """Add departments, roles, employees, learning, internal moves and succession."""
    departments = tenant.world.parameters["tables"]["departments"]
    tenant.number("departments", ((name,) for name in departments))
    places = {one.arrival.number: _place(tenant, one, len(departments)) for one in tenant.journeys}
    roles = _add_roles(tenant, places)
    employees = _add_employees(tenant, places, roles)
    _add_learning(tenant, employees)
    _add_moves(tenant, employees)
    _add_succession(tenant, places, roles, employees)


def _place(tenant: Tenant, one: Journey, departments: int) -> tuple[int, str]:
    """Department id and present occupation of somebody."""
    rng = stream(tenant.world.seed, "department", one.arrival.number)
    department = between(rng, 1, departments)
    if one.persona == "advisor":
        return department, _ADVISOR_WORK
    return department, one.current or tenant.world.starting_points.draw(rng)


def _add_roles(tenant: Tenant, places: dict[int, tuple[int, str]]) -> dict[tuple[int, str], int]:
    ordered: dict[tuple[int, str], None] = {}
    for one in tenant.journeys:
        department, soc = places[one.arrival.number]
        ordered[department, soc] = None
        if one.target:
            ordered[department, one.target] = None
    titles = tenant.world.reference.titles
    occupations = tenant.world.reference.occupations
    tenant.number(
        "roles",
        (
            (
                department,
                soc,
                pick(
                    stream(tenant.world.seed, "role", department, soc),
                    titles.get(soc) or (occupations[soc].title,),
                ),
            )
            for department, soc in ordered
        ),
    )
    return {role: number for number, role in enumerate(ordered, start=1)}


def _add_employees(
    tenant: Tenant, places: dict[int, tuple[int, str]], roles: dict[tuple[int, str], int]
) -> dict[int, int]:
    """Employee ids by number; the earlier people of a department lead the later ones."""
    span = int(tenant.world.parameters["tables"]["span_of_control"])
    teams: dict[int, list[int]] = {}
    rows: list[Row] = []
    ids: dict[int, int] = {}
    for one in tenant.journeys:
        number = one.arrival.number
        department = places[number][0]
        team = teams.setdefault(department, [])
        manager = team[(len(team) - 1) // span] if team else None
        rng = stream(tenant.world.seed, "hired", number)
        hired = one.invited - between(rng, 120, 3600) * DAY
        rows.append(
            (
                tenant.user_ids[number],
                department,
                roles[places[number]],
                manager,
                day_text(hired),
            )
        )
        ids[number] = len(rows)
        team.append(len(rows))
    tenant.number("employees", rows)
    return ids


def _add_learning(tenant: Tenant, employees: dict[int, int]) -> None:
    """Enrolments that close the gaps: most steps of a plan have a course behind them."""
    share = float(tenant.world.parameters["tables"]["learning_share"])
    rows: list[tuple[Any, ...]] = []
    for one in tenant.learners:
        number = one.arrival.number
        rng = stream(tenant.world.seed, "courses", number)
        if one.plan is None or number not in tenant.plan_ids:
            continue
        for position, step in enumerate(one.plan.steps, start=1):
            takes = rng.random()
            enrolled = one.plan.created + HOUR + position * 60
            if takes < share and tenant.has_happened(enrolled):
                rows.append(
                    (
                        enrolled,
                        employees[number],
                        tenant.step_ids[number, position],
                        f"{tenant.world.reference.skills[step.element].name} essentials",
                        tenant.seen(step.completed),
                    )
                )
    rows.sort(key=lambda row: row[:3])
    tenant.number(
        "learning_enrolments",
        (
            (employee, step, title, instant_text(enrolled), completed)
            for enrolled, employee, step, title, completed in rows
        ),
    )


def _measured(tenant: Tenant, one: Journey) -> list[tuple[int, float]]:
    """(moment, readiness) of the assessments that have happened."""
    assert one.target is not None
    needs = tenant.world.needs[one.target]
    return [
        (row.completed, readiness(needs, {element: score for element, score, _ in row.results}))
        for row in one.assessments
        if tenant.has_happened(row.completed)
    ]


def _add_moves(tenant: Tenant, employees: dict[int, int]) -> None:
    """Moves along related occupations, once somebody is ready enough and has learned."""
    tables = tenant.world.parameters["tables"]
    rows = []
    for one in tenant.learners:
        if one.current is None or one.plan is None:
            continue
        rng = stream(tenant.world.seed, "move", one.arrival.number)
        moves, lag = rng.random(), rng.random()
        ready = [
            at
            for at, value in _measured(tenant, one)
            if at > one.plan.created and value >= tables["move_readiness"]
        ]
        if not ready or moves >= tables["move_share"]:
            continue
        law = tables["move_days"]
        days = 2 + int(log_normal_quantile(lag, law["mu"], law["sigma"]))
        moved = ready[0] - ready[0] % DAY + days * DAY
        if tenant.has_happened(moved):
            rows.append((moved, employees[one.arrival.number], one.current, one.target))
    rows.sort()
    tenant.number("internal_moves", ((*row, day_text(moved)) for moved, *row in rows))


def _add_succession(
    tenant: Tenant,
    places: dict[int, tuple[int, str]],
    roles: dict[tuple[int, str], int],
    employees: dict[int, int],
) -> None:
    """Nominations for the role somebody aims at in their department, on the latest assessment."""
    needed = float(tenant.world.parameters["tables"]["succession_readiness"])
    rows = []
    for one in tenant.learners:
        first = next(((at, value) for at, value in _measured(tenant, one) if value >= needed), None)
        if first is None or one.target is None:
            continue
        number = one.arrival.number
        on = first[0] - first[0] % DAY + 3 * DAY
        if tenant.has_happened(on) and on < min(one.churned, NEVER):
            standing = "ready_now" if first[1] >= needed + 12 else "ready_soon"
            role = roles[places[number][0], one.target]
            rows.append((on, role, employees[number], round(first[1], 2), standing))
    rows.sort()
    tenant.number(
        "succession",
        (
            (role, employee, value, day_text(on), standing)
            for on, role, employee, value, standing in rows
        ),
    )
