"""What the ``team`` commands answer."""

from datetime import date

from onboardctl.core.record import NamedTuple


class TeamLine(NamedTuple):
    """One of our people and what lies on them.

    ``away`` is when they are away next, or now, in words; ``partners`` they lead; ``others`` counts
    actions, feedback, undertakings and interventions. ``late`` are those of ``tasks`` past their day.
    """

    person: str
    name: str
    email: str
    roles: tuple[str, ...]
    zone: str | None
    days: tuple[str, ...]
    away: str
    partners: int
    tasks: int
    late: int
    tickets: int
    others: int


class TeamList(NamedTuple):
    """Our people in the order of onboardctl.yaml; ``unknown`` own work but are not among them."""

    on: date
    people: tuple[TeamLine, ...]
    unknown: tuple[str, ...]


class OwnedLine(NamedTuple):
    """Something open in a person's name: a role, task, ticket, action, feedback or other."""

    kind: str
    ref: str
    partner: str
    title: str
    due: str


class TeamShown(NamedTuple):
    """One person with everything that is open in their name."""

    line: TeamLine
    owned: tuple[OwnedLine, ...]


class HandedOver(NamedTuple):
    """What went from one person to another; ``moved`` counts tasks that were dated again."""

    giver: str
    taker: str
    items: tuple[OwnedLine, ...]
    moved: int


class PersonRemoved(NamedTuple):
    """Somebody who is not among our people any more."""

    person: str
    name: str
    file: str
