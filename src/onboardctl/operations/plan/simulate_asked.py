"""What is supposed, as typed: delays, absences and anchors, and whether any plan knows them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Duration, Playbook


DAYS = ("d", "bd", "w")
_ABSENT = re.compile(r"([^\s=:]+)\s*(?:[=:]|\s)\s*(\d+)\s*([A-Za-z]+)\s*(@.*)?", re.ASCII)
_UNITS = {"day": "d", "days": "d", "week": "w", "weeks": "w"}


class Simulate(NamedTuple):
    """What to suppose, as typed.

    Attributes:
        partner: whose plan; ``None`` for every running plan.
        delays: ``task=3bd``: it ends so much later.
        absences: ``role=5d@2026-03-09``: nothing of that role or person is done from that day on;
            without a day, from today on. ``role:5d`` and ``role 5 days`` say the same.
        tier: the tier they would have.
        anchors: ``anchor=when``.
        pull: open work may move earlier than promised, too.
    """

    partner: str | None
    delays: tuple[str, ...] = ()
    absences: tuple[str, ...] = ()
    tier: str | None = None
    anchors: tuple[str, ...] = ()
    pull: bool = False


class SupposedAbsence(NamedTuple):
    """Who is away, and for how long from when (``None``: from today)."""

    who: str
    length: Duration
    since: str | None


class Known:
    """Which tasks, owners and anchors the plans looked at have, to tell a slip of the pen."""

    def __init__(self) -> None:
        self.tasks: set[str] = set()
        self.owners: set[str] = set()
        self.anchors: set[str] = set()

    def add(self, partner: Partner, playbook: Playbook) -> None:
        """Take in one plan."""
        self.tasks |= partner.plan.tasks.keys()
        self.anchors |= {anchor.id for anchor in playbook.anchors}
        self.owners |= {role for task in playbook.tasks for role in task.owners}
        self.owners |= {role.id for role in playbook.roles} | set(partner.team.values())

    def refuse_unknown(
        self, delays: Mapping[str, str], absences: Iterable[SupposedAbsence], request: Simulate
    ) -> None:
        """Raise NotFound for the first name that no plan has."""
        anchors = pairs(request.anchors, "--anchor kickoff=2026-03-05")
        for what, names, known in (
            ("task", tuple(delays), self.tasks),
            ("role or person", tuple(absence.who for absence in absences), self.owners),
            ("anchor", tuple(anchors), self.anchors),
        ):
            for name in names:
                if name not in known:
                    raise NotFound(
                        "simulate.unknown",
                        f'no plan looked at has the {what} "{name}"{did_you_mean(name, known)}',
                        hint=f"there are {listed(sorted(known))}",
                    )


def pairs(typed: Iterable[str], example: str) -> dict[str, str]:
    """Assumptions of the form ``name=value`` as a mapping."""
    found = {}
    for text in typed:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not name or not equals or not value:
            raise InvalidInput(
                "simulate.form",
                f'"{text}" is not of the form name=value',
                hint=f"write `{example}`",
            )
        found[name] = value
    return found


def _duration(text: str, flag: str) -> Duration:
    from onboardctl.core.points import ParseFailure, parse_duration

    try:
        found = parse_duration(text)
    except ParseFailure as failure:
        raise InvalidInput(
            "simulate.duration", f"{flag}: {failure.message}", hint="write 3bd, 5d or 2w"
        ) from None
    if found.unit not in DAYS or found.amount < 1:
        raise InvalidInput(
            "simulate.duration", f"{flag} is not a number of days", hint="write 3bd, 5d or 2w"
        )
    return found


def _who_and_how_long(text: str) -> tuple[str, str]:
    """``role=5d`` and what people type for it: ``role:5d``, ``role 5d``, ``role 5 days``."""
    found = _ABSENT.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(
            "simulate.form",
            f'--absent "{text}" does not say who is away for how long',
            hint="write `--absent technical_lead=5d`, or with a first day "
            "`--absent technical_lead=5d@2026-03-09`",
        )
    who, amount, unit, rest = found.groups()
    return who, f"{amount}{_UNITS.get(unit.lower(), unit)}{rest or ''}"


def absence_of(text: str) -> SupposedAbsence:
    """Who is away, and for how long from when."""
    who, value = _who_and_how_long(text)
    length, at, since = value.partition("@")
    if at:
        try:
            date.fromisoformat(since)
        except ValueError:
            raise InvalidInput(
                "date.invalid",
                f'--absent {text}: "{since}" is not a date',
                hint="write it like `--absent technical_lead=5d@2026-03-09`",
            ) from None
    return SupposedAbsence(who, _duration(length, f"--absent {text}"), since or None)


def assumed(
    request: Simulate, delays: Mapping[str, str], absences: Iterable[SupposedAbsence]
) -> tuple[str, ...]:
    """What was supposed, as sentences."""
    said = [f"{task} ends {by} later" for task, by in delays.items()]
    said += [
        f"{absence.who} is away for {absence.length.amount}{absence.length.unit} "
        f"from {absence.since or 'today'}"
        for absence in absences
    ]
    said += [f"the tier is {request.tier}"] if request.tier else []
    said += [f"{anchor.replace('=', ' is ', 1)}" for anchor in request.anchors]
    return tuple(said)
