"""Enterprise: assess, gap, learning, move.

The source names no integration track for enterprises; this one is ours (B13).
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from onboardctl.sandbox.moments import DAY, HOUR, day_text, instant_text
from onboardctl.sandbox.readiness import readiness
from onboardctl.sandbox.spill import Sorter
from onboardctl.sandbox.streams import between, log_normal_quantile, pick, stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Row, Tenant

_ADVISOR_WORK = "13-1151"
"""Training and Development Specialists."""
_AHEAD = 12.0
"""Points of readiness beyond what a nomination needs, from which somebody is ready now."""
_HELD = 20_000


class Segment:
    """Departments, roles, employees, learning, internal moves and succession."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._departments = tenant.world.parameters["tables"]["departments"]
        tenant.number("departments", ((name,) for name in self._departments))
        self._roles: dict[tuple[int, str], tuple[int, int, int]] = {}
        self._employees, self._learning = Sorter(_HELD), Sorter(_HELD)
        self._moves, self._nominated = Sorter(_HELD), Sorter(_HELD)

    def take(self, journey: Journey) -> None:
        """The place of somebody, what they learn, and where they go."""
        tenant, number, invited = self.tenant, journey.arrival.number, journey.invited
        department, soc = _place(tenant, journey, len(self._departments))
        self._needs_role((department, soc), (invited, number, 0))
        rng = stream(tenant.world.seed, "hired", number)
        hired = day_text(invited - between(rng, 120, 3600) * DAY)
        self._employees.add((invited, number, department, soc, hired))
        if journey.target is None:
            return
        self._needs_role((department, journey.target), (invited, number, 1))
        self._learning.extend(
            (enrolled, invited, number, *rest) for enrolled, *rest in _learning(tenant, journey)
        )
        measured = _measured(tenant, journey)
        moved = _move(tenant, journey, measured)
        if moved is not None:
            self._moves.add((moved, invited, number, journey.current, journey.target))
        nominated = _nomination(tenant, journey, measured)
        if nominated:
            on, *rest = nominated
            self._nominated.add((on, invited, number, department, journey.target, *rest))

    def _needs_role(self, role: tuple[int, str], first: tuple[int, int, int]) -> None:
        known = self._roles.get(role)
        if known is None or first < known:
            self._roles[role] = first

    def add_rows(self) -> None:
        """All in the order of time; an employee has the id of the user."""
        tenant, ids = self.tenant, self.tenant.user_ids
        roles = self._add_roles()
        tenant.number("employees", self._employee_rows(roles))
        tenant.number(
            "learning_enrolments",
            (
                (ids[number], tenant.first_steps[number] + position - 1, title, enrolled, done)
                for at, _, number, position, title, done in self._learning.drained()
                for enrolled in (instant_text(at),)
            ),
        )
        tenant.number(
            "internal_moves",
            (
                (ids[number], current, target, day_text(moved))
                for moved, _, number, current, target in self._moves.drained()
            ),
        )
        by_role = Sorter(_HELD)
        for on, _, number, department, soc, *rest in self._nominated.drained():
            by_role.add((on, roles[department, soc], ids[number], *rest))
        tenant.number(
            "succession",
            (
                (role, employee, value, day_text(on), standing)
                for on, role, employee, value, standing in by_role.drained()
            ),
        )

    def _add_roles(self) -> dict[tuple[int, str], int]:
        """Roles in the order in which somebody first had or wanted them."""
        world = self.tenant.world
        titles, occupations = world.reference.titles, world.reference.occupations
        ordered = sorted(self._roles, key=self._roles.__getitem__)
        self.tenant.number(
            "roles",
            (
                (
                    department,
                    soc,
                    pick(
                        stream(world.seed, "role", department, soc),
                        titles.get(soc) or (occupations[soc].title,),
                    ),
                )
                for department, soc in ordered
            ),
        )
        return {role: number for number, role in enumerate(ordered, start=1)}

    def _employee_rows(self, roles: dict[tuple[int, str], int]) -> Iterator[Row]:
        """The earlier people of a department lead the later ones."""
        span = int(self.tenant.world.parameters["tables"]["span_of_control"])
        teams: dict[int, array[int]] = {}
        for _, number, department, soc, hired in self._employees.drained():
            user = self.tenant.user_ids[number]
            team = teams.setdefault(department, array("I"))
            manager = team[(len(team) - 1) // span] if team else None
            yield (user, department, roles[department, soc], manager, hired)
            team.append(user)


def _place(tenant: Tenant, one: Journey, departments: int) -> tuple[int, str]:
    """Department id and present occupation of somebody."""
    rng = stream(tenant.world.seed, "department", one.arrival.number)
    department = between(rng, 1, departments)
    if one.persona == "advisor":
        return department, _ADVISOR_WORK
    return department, one.current or tenant.world.starting_points.draw(rng)


def _learning(tenant: Tenant, one: Journey) -> Iterator[tuple[int, int, str, str | None]]:
    """(enrolled, position of the step, title, completed): most steps have a course behind them."""
    share = float(tenant.world.parameters["tables"]["learning_share"])
    rng = stream(tenant.world.seed, "courses", one.arrival.number)
    if one.plan is None or not tenant.has_happened(one.plan.created):
        return
    for position, step in enumerate(one.plan.steps, start=1):
        takes = rng.random()
        enrolled = one.plan.created + HOUR + position * 60
        if takes < share and tenant.has_happened(enrolled):
            title = f"{tenant.world.reference.skills[step.element].name} essentials"
            yield enrolled, position, title, tenant.seen(step.completed)


def _measured(tenant: Tenant, one: Journey) -> list[tuple[int, float]]:
    """(moment, readiness) of the assessments that have happened."""
    assert one.target is not None
    needs = tenant.world.needs[one.target]
    return [
        (row.completed, readiness(needs, {element: score for element, score, _ in row.results}))
        for row in one.assessments
        if tenant.has_happened(row.completed)
    ]


def _move(tenant: Tenant, one: Journey, measured: list[tuple[int, float]]) -> int | None:
    """When somebody moves along related occupations, once ready enough and having learned."""
    tables = tenant.world.parameters["tables"]
    if one.current is None or one.plan is None:
        return None
    rng = stream(tenant.world.seed, "move", one.arrival.number)
    moves, lag = rng.random(), rng.random()
    ready = [
        at for at, value in measured if at > one.plan.created and value >= tables["move_readiness"]
    ]
    if not ready or moves >= tables["move_share"]:
        return None
    law = tables["move_days"]
    days = 2 + int(log_normal_quantile(lag, law["mu"], law["sigma"]))
    moved = ready[0] - ready[0] % DAY + days * DAY
    return moved if tenant.has_happened(moved) else None


def _nomination(
    tenant: Tenant, one: Journey, measured: list[tuple[int, float]]
) -> tuple[int, float, str] | None:
    """(day, readiness, standing) of a nomination for the role somebody aims at."""
    needed = float(tenant.world.parameters["tables"]["succession_readiness"])
    first = next(((at, value) for at, value in measured if value >= needed), None)
    if first is None:
        return None
    on = first[0] - first[0] % DAY + 3 * DAY
    if not tenant.has_happened(on) or on >= one.churned:
        return None
    standing = "ready_now" if first[1] >= needed + _AHEAD else "ready_soon"
    return on, round(first[1], 2), standing
