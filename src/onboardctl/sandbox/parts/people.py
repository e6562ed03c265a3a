"""People, the skills they declare, and their cohorts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.moments import day_text, instant_text
from onboardctl.sandbox.spill import Sorter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Row, Tenant

_HELD = 20_000
_ROW = 5
"""Where the columns of a user begin in an entry."""


class People:
    """The tables ``users``, ``user_skills``, ``cohorts`` and ``cohort_members``."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._people, self._tagged = Sorter(_HELD), Sorter(_HELD)
        self._cohorts: dict[tuple[int, int], tuple[int, int, int]] = {}

    def take(self, journey: Journey) -> None:
        """Who somebody is, and which cohort they came with."""
        arrival, seen, ends = journey.arrival, self.tenant.seen, self.tenant.world.ends
        invited, number = journey.invited, arrival.number
        learns = journey.persona != "advisor"
        self._people.add(
            (
                invited,
                number,
                int(learns),
                *arrival.cohort,
                f"U{number + 1:05d}",
                journey.identity.name,
                journey.identity.email,
                journey.identity.phone,
                journey.persona,
                journey.identity.locale,
                journey.current,
                journey.target,
                instant_text(invited),
                seen(journey.activated),
                seen(journey.onboarded),
                seen(journey.churned),
                "invited"
                if journey.activated >= ends
                else "churned"
                if journey.churned < ends
                else "active",
            )
        )
        if not learns:
            return
        first = (invited, number, arrival.begins)
        known = self._cohorts.get(arrival.cohort)
        if known is None or first < known:
            self._cohorts[arrival.cohort] = first
        self.tenant.expected += 2
        if journey.tags and journey.onboarded < ends:
            self.tenant.expected += len(journey.tags)
            self._tagged.add((journey.onboarded, number, tuple(journey.tags)))

    def add_rows(self) -> None:
        """Users in the order of their invitations, and what hangs on them."""
        tenant = self.tenant
        tenant.keep("users", self._users())
        tenant.number(
            "user_skills",
            (
                (tenant.user_ids[number], element, instant_text(at))
                for at, number, tags in self._tagged.drained()
                for element in tags
            ),
        )
        self._add_cohorts()
        tenant.number(
            "cohort_members",
            (
                (tenant.cohort_ids[wave, part], tenant.user_ids[number], joined, left)
                for _, number, learns, wave, part, *row in self._people.drained()
                if learns
                for joined, left in ((row[8], row[11]),)
            ),
        )

    def _users(self) -> Iterator[Row]:
        from onboardctl.sandbox.schema import SEED

        for identifier, entry in enumerate(self._people, start=1):
            self.tenant.user_ids[entry[1]] = identifier
            yield (identifier, *entry[_ROW:], SEED)

    def _add_cohorts(self) -> None:
        """Cohorts in the order in which their first members were invited."""
        tenant = self.tenant
        title = tenant.world.parameters["cohort_name"]
        ordered = sorted(self._cohorts, key=self._cohorts.__getitem__)
        tenant.cohort_ids = {cohort: number for number, cohort in enumerate(ordered, start=1)}
        tenant.number(
            "cohorts",
            (
                (
                    title.format(number=number),
                    day_text(self._cohorts[cohort][2]),
                    tenant.advisor_of(cohort),
                )
                for cohort, number in tenant.cohort_ids.items()
            ),
        )
