"""Everything a journey draws from, prepared once for each tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.moments import (
    DAY,
    WEEK,
    Habit,
    Holidays,
    day_text,
    moment_of,
    monday_of,
    start_of,
)
from onboardctl.sandbox.streams import PURPOSES, Choice, Spread
from onboardctl.sandbox.waves import incident_waves, wave_count

if TYPE_CHECKING:
    from onboardctl.sandbox.names import Names
    from onboardctl.sandbox.parameters import Parameters
    from onboardctl.sandbox.reference_data import Need, Reference
    from onboardctl.sandbox.request import SandboxRequest

_EASY_ZONE = 2
_HARD_ZONE = 3


class World:
    """The fixed surroundings of all journeys of one tenant.

    ``begins`` is the Monday on which the story starts, ``ends`` the first moment that no row may
    reach, ``planted`` the moment from which incidents are counted back: the end of the first
    seeding. Times are whole seconds in UTC.
    """

    def __init__(
        self,
        request: SandboxRequest,
        parameters: Parameters,
        reference: Reference,
        names: Names,
    ) -> None:
        self.request = request
        self.seed = request.seed
        self.parameters = parameters
        self.reference = reference
        self.names = names
        self.ends = start_of(request.as_of)
        self.planted = start_of(request.seeded_on or request.as_of)
        self.begins = monday_of(self.planted - request.weeks * WEEK)
        self.spreads = {purpose: Spread(request.seed, purpose) for purpose in PURPOSES}
        activity = parameters["activity"]
        self.habits = {
            persona: Habit(activity["weekdays"], hours)
            for persona, hours in parameters["hours"].items()
        }
        self.holidays = Holidays(activity["holidays"])
        self.locales = Choice(parameters["personas"]["locales"].items())
        self.waves = wave_count(request.users, parameters["arrival"])
        self.incidents = incident_waves(self.waves, parameters["incidents"])
        self.silent_from = (
            self.planted - int(parameters["incidents"]["at_risk_cohort"]["days"]) * DAY
        )
        count = int(parameters["readiness"]["elements"])
        self.needs: dict[str, tuple[Need, ...]] = {
            soc: needs[:count] for soc, needs in reference.needs.items()
        }
        self.levels = {
            soc: {need.element_id: need.level for need in needs}
            for soc, needs in reference.needs.items()
        }
        self.general = self._general_levels()
        self.ambitions = self._ambitions()
        self.careers = {soc: self._career(soc) for soc in reference.needs}
        self.starting_points = Choice(
            (soc, self._size(soc)) for soc, career in self.careers.items() if career
        )
        self.tags = self._tags()
        self._lively: dict[int, float] = {}

    def _size(self, soc: str) -> float:
        exponent = float(self.parameters["targets"]["employment_exponent"])
        return float(float(self.reference.occupations[soc].employment) ** exponent)

    def _general_levels(self) -> dict[str, float]:
        """What somebody without a trade brings: the mean of the occupations easiest to enter."""
        easy = [
            levels
            for soc, levels in self.levels.items()
            if self.reference.occupations[soc].job_zone <= _EASY_ZONE
        ]
        elements = {element for levels in easy for element in levels}
        return {
            element: sum(known) / len(known)
            for element in elements
            if (known := [levels[element] for levels in easy if element in levels])
        }

    def _ambitions(self) -> Choice[str]:
        """What students aim at, favouring work that needs preparation.

        At a university these are the occupations that its programs prepare for.
        """
        programs = self.parameters["tables"].get("programs", ())
        offered = {soc for program in programs for soc in program["socs"]} or set(self.needs)
        factor = float(self.parameters["targets"]["student_zone_factor"])
        return Choice(
            (
                soc,
                self._size(soc)
                * (factor if self.reference.occupations[soc].job_zone >= _HARD_ZONE else 1.0),
            )
            for soc in self.needs
            if soc in offered
        )

    def _career(self, soc: str) -> Choice[str]:
        """Where a career changer may go from an occupation."""
        tiers: dict[str, float] = self.parameters["targets"]["related"]
        return Choice(
            (related, self._size(related) * tiers[tier])
            for related, tier in self.reference.related.get(soc, ())
            if related in self.needs
        )

    def liveliness(self, week: int) -> float:
        """How much busier than usual a week is: more in the first weeks of a term."""
        known = self._lively.get(week)
        if known is None:
            known = self._lively[week] = self._term_factor(week)
        return known

    def _term_factor(self, week: int) -> float:
        tables = self.parameters["tables"]
        busy = int(tables.get("term_busy_weeks", 0)) * WEEK
        for start in tables.get("term_starts", ()):
            year = day_text(week)[:4]
            if 0 <= week - moment_of(f"{year}-{start}") < busy:
                return float(tables["term_factor"])
        return 1.0

    def _tags(self) -> list[tuple[str, float]]:
        """Every rated element with the share of people who declare it: a Zipf law by rank."""
        tags: dict[str, Any] = self.parameters["tags"]
        return [
            (element, tags["per_top_skill"] / rank ** tags["exponent"])
            for rank, element in enumerate(self.reference.by_importance, start=1)
        ]
