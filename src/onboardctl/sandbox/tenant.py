"""Journeys become rows: taken in one by one, cut at the as-of day, numbered in the order of time.

No journey is kept: each part of the tenant takes from it what its tables need and sorts that, in
memory or beyond, so a million people take no more room than some thousands.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Protocol

from onboardctl.sandbox.moments import instant_text
from onboardctl.sandbox.roster import Roster
from onboardctl.sandbox.schema import SEED, tables_of
from onboardctl.sandbox.spill import kept
from onboardctl.sandbox.watching import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onboardctl.sandbox.figures import Incident, Kpi
    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.watching import Watch
    from onboardctl.sandbox.world import World

Row = tuple[Any, ...]
_CELLS = 500_000
"""Values that the rows of all tables may hold in memory: those of the usual pilot."""


class Part(Protocol):
    """Some tables of a tenant: it takes what it needs of each journey, then adds its rows."""

    def take(self, journey: Journey) -> None:
        """Take in a journey that has begun before the end of the story."""

    def add_rows(self) -> None:
        """Add the rows of its tables, once all journeys are taken in."""


class Numbers:
    """A whole number for each person, 0 until it is set, in four bytes each."""

    def __init__(self) -> None:
        self._held = array("I")

    def __setitem__(self, person: int, value: int) -> None:
        if person >= len(self._held):
            self._held.extend(bytes(person + 1 - len(self._held)))
        self._held[person] = value

    def __getitem__(self, person: int) -> int:
        return self._held[person] if person < len(self._held) else 0


class Tenant:
    """The rows of one sandbox, and the ids that people, cohorts, plans and steps were given.

    Attributes:
        rows: rows by table name, in the order of their ids.
        user_ids, plan_ids: by number of the person; 0 is none.
        first_steps: id of the first step of somebody's plan.
        leaders: number of the advisor of each cohort.
        expected: about how many rows there will be, as far as journeys were taken in.
        cohort_ids: by cohort, in the order in which their first members were invited.
        personas: how many people there are of each persona.
        kpis, incidents: what the rows promise, once all tables are told.
    """

    def __init__(self, world: World, watch: Watch = NOBODY) -> None:
        self.world = world
        self._watch = watch
        self.expected = 0
        self.rows: dict[str, Sequence[Row]] = {}
        self.user_ids, self.plan_ids, self.first_steps = Numbers(), Numbers(), Numbers()
        self.leaders: dict[tuple[int, int], int] = {}
        self.cohort_ids: dict[tuple[int, int], int] = {}
        self.personas = dict.fromkeys(("student", "career_changer", "advisor"), 0)
        self.kpis: list[Kpi] = []
        self.incidents: list[Incident] = []
        self._widths = {one.name: len(one.columns) for one in tables_of(world.request.segment)}
        self._room = _CELLS
        self._reference()

    @property
    def people(self) -> int:
        """Everybody who has been invited."""
        return sum(self.personas.values())

    def has_happened(self, moment: int) -> bool:
        """The moment lies before the end of the story."""
        return moment < self.world.ends

    def seen(self, moment: int) -> str | None:
        """A moment as text, or ``None`` when it has not come yet."""
        return instant_text(moment) if moment < self.world.ends else None

    def number(self, table: str, rows: Iterable[Row]) -> None:
        """Give rows without id and origin their ids, in the order given."""
        self.keep(table, ((number, *row, SEED) for number, row in enumerate(rows, start=1)))

    def keep(self, table: str, rows: Iterable[Row]) -> None:
        """Keep whole rows, in memory as long as all tables together are small."""
        width = self._widths[table]
        self.rows[table] = held = kept(rows, self._room // width, self._watch)
        if isinstance(held, list):
            self._room -= len(held) * width

    def count(self, journey: Journey) -> None:
        """Note persona and cohort of somebody."""
        self.personas[journey.persona] += 1
        if journey.persona == "advisor":
            self.leaders[journey.arrival.cohort] = journey.arrival.number

    def share_leaders(self) -> None:
        """Give the cohorts of the overloaded advisor to that advisor."""
        overloaded = self.world.incidents.overloaded
        for wave in overloaded[1:]:
            self.leaders[wave, 0] = self.leaders[overloaded[0], 0]

    def advisor_of(self, cohort: tuple[int, int]) -> int:
        """The id of the advisor of a cohort."""
        return self.user_ids[self.leaders[cohort]]

    def _reference(self) -> None:
        data = self.world.reference
        self.rows["occupations"] = [(*row, SEED) for row in sorted(data.occupations.values())]
        self.rows["skills"] = [(*row, SEED) for row in sorted(data.skills.values())]
        listed = self.world.request.roster
        self.rows["roster"] = Roster(self.world, listed) if listed else []
        self.number("occupation_skills", data.ratings)
        self.number("occupation_technology", data.technology)
        self.number(
            "related_occupations",
            ((soc, *edge) for soc, edges in data.related.items() for edge in edges),
        )
