"""The rows KPIs are measured on: what any store must be able to say about partners.

All instants are aware and in UTC. Nothing here knows where the rows came from, so the same
evaluation runs on a test's five partners and on the store's fifty thousand.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from onboardctl.core.record import NamedTuple


class PartnerRow(NamedTuple):
    """A partner as the report sees it; one who left stays in the denominators.

    ``started_at`` is the playbook's origin anchor; ``left_at`` when the partner was removed,
    ``completed_at`` when the plan was finished; ``owners`` are (role, person) pairs;
    ``day_only`` says the start is known by its date alone: ``started_at`` is that day's first
    moment, and windows counted from it run from the day's end. ``excluded`` is the reason the partner does not count at all (a test tenant), or empty.
    """

    id: str
    name: str
    tier: str = ""
    segment: str = ""
    started_at: datetime | None = None
    left_at: datetime | None = None
    completed_at: datetime | None = None
    paused_at: datetime | None = None
    owners: tuple[tuple[str, str], ...] = ()
    day_only: bool = False
    excluded: str = ""


NOBODY = PartnerRow("", "")
"""Whose is what belongs to no partner, such as the training of the team."""


class Moment(NamedTuple):
    """Something that happened to a partner; ``kind`` and ``ref`` as in a signal."""

    partner: str
    kind: str
    ref: str
    at: datetime


class Reading(NamedTuple):
    """A recorded number or answer; ``value`` is decimal text or a word.

    ``tier`` is the partner's when it was given, where that was kept with it.
    """

    partner: str
    name: str
    value: str
    at: datetime
    evidence: str = ""
    id: str = ""
    tier: str = ""


class Work(NamedTuple):
    """A required task, or with ``item`` a required item of it; ``done_at`` ``None``: not yet."""

    partner: str
    task: str
    item: str
    due_at: datetime | None
    done_at: datetime | None


class Portion(NamedTuple):
    """How much of a task a partner has done by some moment: so many of its required items.

    A task without items counts as one. ``due_at`` is the end of the first promised day.
    """

    partner: str
    due_at: datetime | None
    done: int
    whole: int


class Slot(NamedTuple):
    """One due occurrence of something that comes back; ``partner`` may be empty for a team's."""

    partner: str
    activity: str
    due_at: datetime
    held_at: datetime | None


class ClockRun(NamedTuple):
    """One service-level clock of a ticket; ``stopped_at`` ``None``: still running, or late.

    ``due_at`` is when it breaks its promise, pauses counted; ``None`` where none was given.
    ``number`` tells clocks of one kind apart: the level of a ladder.
    """

    partner: str
    ticket: str
    clock: str
    tier: str
    priority: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    number: int = 1


class Use(NamedTuple):
    """Calls of one user with one feature on a day; ``at`` is the day's first moment."""

    partner: str
    at: datetime
    user: str
    feature: str
    calls: int


class Used(NamedTuple):
    """What a partner's use came to in a stretch of days, with the first and last of them."""

    amount: int
    first: datetime
    last: datetime


USAGE = frozenset({"api_calls", "active_users", "features_used", "active_days"})
"""Readings that imported use of the product gives, each counted over the days asked for."""
FEATURE = "feature."
"""``feature.webhooks`` is the calls of that feature alone."""

MONEY = frozenset(
    {
        "revenue",
        "acquisition_cost",
        "payouts",
        "payouts_due",
        "customers_referred",
        "customers_acquired",
        "subscriptions",
        "customers_lost",
        "customer_months",
    }
)
"""Readings that the accounts of partners give, beside what is recorded by hand."""

CONSENTS = {"testimonial": "testimonial", "case_study": "case-study", "reference": "reference"}
"""Readings that consents give, 1 from the day they are given and 0 from the day they end (D29)."""


def is_usage(name: str) -> bool:
    """Whether a reading is one that imported use of the product gives."""
    return name in USAGE or name.startswith(FEATURE)


class Outage(NamedTuple):
    """A stretch in which a service was down; ``ended_at`` ``None``: it still is."""

    service: str
    started_at: datetime
    ended_at: datetime | None


class Facts(Protocol):
    """What an evaluation asks for, a name at a time, so that a store reads no more than that.

    ``sources`` names what is kept at all, as in :class:`Observations`.
    """

    @property
    def partners(self) -> tuple[PartnerRow, ...]:
        """Every partner, in the order of the report."""

    def slots_of(self, activity: str) -> Iterable[Slot]:
        """Occurrences of something that comes back, of each partner or of the team."""

    def is_held(self, activity: str) -> bool:
        """Whether it was ever recorded of anybody that something that comes back took place."""

    @property
    def sources(self) -> frozenset[str]:
        """Kinds of rows that are kept."""

    def times_of(self, kind: str, ref: str) -> Iterable[tuple[str, datetime]]:
        """When a single moment came, as (partner, instant) in any order."""

    def readings_of(self, name: str) -> Iterable[Reading]:
        """What was recorded under a name, oldest first."""

    def outages_of(self, service: str) -> Iterable[Outage]:
        """Outages of a service, or of every service when the name is empty."""

    def runs_of(self, clock: str, start: datetime | None, end: datetime) -> Iterable[ClockRun]:
        """Clocks of a kind that began from ``start``, before ``end``."""

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """What a counted reading came to for each partner from ``start``, before ``end``."""

    def keeps(self, name: str) -> bool:
        """Whether facts that a reading counts are kept at all."""

    def work_of(self, task: str, item: str = "") -> Iterable[Work]:
        """A task of each partner that has it, or one item of it where that is required."""

    def portions_of(self, task: str, until: datetime) -> Iterable[Portion]:
        """How much of a task each partner that has it had done before an instant."""


class Observations(NamedTuple):
    """Facts as plain rows.

    ``sources`` names what the store keeps at all (``moments readings work slots clocks``): a
    KPI on a missing source is "not measured", which is not the same as "nothing happened".
    """

    partners: tuple[PartnerRow, ...] = ()
    moments: tuple[Moment, ...] = ()
    readings: tuple[Reading, ...] = ()
    work: tuple[Work, ...] = ()
    slots: tuple[Slot, ...] = ()
    clocks: tuple[ClockRun, ...] = ()
    use: tuple[Use, ...] = ()
    outages: tuple[Outage, ...] = ()
    sources: frozenset[str] = frozenset({"moments", "readings", "work"})

    def times_of(self, kind: str, ref: str) -> Iterable[tuple[str, datetime]]:
        """The moments of that kind and name."""
        return [(one.partner, one.at) for one in self.moments if (one.kind, one.ref) == (kind, ref)]

    def readings_of(self, name: str) -> Iterable[Reading]:
        """The readings of that name in their order."""
        return [one for one in self.readings if one.name == name]

    def outages_of(self, service: str) -> Iterable[Outage]:
        """The outages of that service, or all."""
        return [one for one in self.outages if service in ("", one.service)]

    def slots_of(self, activity: str) -> Iterable[Slot]:
        """The slots of that activity."""
        return [one for one in self.slots if one.activity == activity]

    def is_held(self, activity: str) -> bool:
        """Whether there are slots of that activity at all."""
        return any(one.activity == activity for one in self.slots)

    def runs_of(self, clock: str, start: datetime | None, end: datetime) -> Iterable[ClockRun]:
        """The clocks of that kind that began in the stretch."""
        return [
            run
            for run in self.clocks
            if run.clock == clock
            and run.started_at < end
            and (start is None or start <= run.started_at)
        ]

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """The use rows of those days added up by partner; nothing else is counted here."""
        if not is_usage(name):
            return {}
        rows: dict[str, list[Use]] = {}
        feature = name.removeprefix(FEATURE) if name.startswith(FEATURE) else None
        for row in self.use:
            wanted = feature is None or row.feature == feature
            if wanted and row.calls > 0 and row.at < end and (start is None or start <= row.at):
                rows.setdefault(row.partner, []).append(row)
        return {partner: _use_of(name, several) for partner, several in rows.items()}

    def keeps(self, name: str) -> bool:
        """Never: rows of use say themselves what there is."""
        return False

    def work_of(self, task: str, item: str = "") -> Iterable[Work]:
        """The rows of that task itself, or of one item of it."""
        return [one for one in self.work if (one.task, one.item) == (task, item)]

    def portions_of(self, task: str, until: datetime) -> Iterable[Portion]:
        """The items of that task by partner, or the task itself where it has none."""
        return portions((one for one in self.work if one.task == task), until)


def _use_of(name: str, rows: list[Use]) -> Used:
    amounts = {
        "active_users": len({row.user for row in rows if row.user}),
        "features_used": len({row.feature for row in rows if row.feature}),
        "active_days": len({row.at for row in rows}),
    }
    amount = amounts.get(name, sum(row.calls for row in rows))
    return Used(amount, min(row.at for row in rows), max(row.at for row in rows))


def portions(rows: Iterable[Work], until: datetime) -> list[Portion]:
    """Work rows of one task added up by partner.

    Args:
        rows: of the task and of its items.
        until: done before this instant counts.
    """
    by_partner: dict[str, list[Work]] = {}
    for row in rows:
        by_partner.setdefault(row.partner, []).append(row)
    found = []
    for partner, several in by_partner.items():
        counted = [row for row in several if row.item] or several
        done = sum(1 for row in counted if row.done_at is not None and row.done_at < until)
        found.append(Portion(partner, several[0].due_at, done, len(counted)))
    return found


def status_at(row: PartnerRow, moment: datetime) -> str:
    """Where the partnership stood: ``left``, ``completed``, ``paused``, ``onboarding`` or ``new``.

    Args:
        row: the partner.
        moment: facts at or before it count.
    """
    if row.left_at is not None and row.left_at <= moment:
        return "left"
    if row.completed_at is not None and row.completed_at <= moment:
        return "completed"
    if row.started_at is None or row.started_at > moment:
        return "new"
    return "paused" if row.paused_at is not None and row.paused_at <= moment else "onboarding"
