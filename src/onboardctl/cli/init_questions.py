"""The questions of ``init``: everything no flag answered, asked before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.cli.context import Run

ROLES = (
    ("csm", "customer success manager"),
    ("account_manager", "account manager"),
    ("support_manager", "support manager"),
    ("technical_lead", "technical lead"),
    ("founder", "founder"),
)


class Answers(NamedTuple):
    """What is known so far, in the form the flags take."""

    brands: list[str]
    staff: list[str]
    tier_slas: list[str]
    zone: str | None


def ask(run: Run, given: Answers) -> Answers:
    """Fill in what is missing; nothing is asked after ``--yes`` or a full command line.

    Raises:
        Usage: nobody can be asked, and neither ``--brand`` nor ``--yes`` was given.
    """
    if run.yes or (given.brands and not run.interactive):
        return given
    from onboardctl.settings.presets import BRANDS, TERMS

    brands = given.brands or [
        *run.ask_many("--brand", "Brands your mails speak for", [(b.id, b.name) for b in BRANDS])
    ]
    zone = given.zone or run.ask_text("--timezone", "Time zone here", default="UTC", check=_zone)
    staff = given.staff or [
        f"{role}={answer}"
        for role, title in ROLES
        if (answer := run.ask_text("--staff", _who(title), default="", check=_person))
    ]
    hours = given.tier_slas or [
        f"{terms.id}={answer}"
        for terms in TERMS
        if (answer := run.ask_text("--tier-sla", _when(terms.name), default="", check=_hours))
    ]
    return Answers(brands, staff, hours, zone)


def _who(title: str) -> str:
    return f"Your {title}, as Name <mail> (empty: nobody yet)"


def _when(tier: str) -> str:
    return f"{tier}: response/resolution time of the contract, like 1h/8h (empty: not known yet)"


def _zone(text: str) -> str | None:
    from onboardctl.core.points import ParseFailure
    from onboardctl.core.shape import Context
    from onboardctl.settings.texts import zone_name

    try:
        zone_name(text, Context())
    except ParseFailure as failure:
        return failure.message
    return None


def _person(text: str) -> str | None:
    from onboardctl.operations.setup.workspace import person

    return _complaint(lambda: person(f"csm={text}", set())) if text.strip() else None


def _hours(text: str) -> str | None:
    from onboardctl.operations.setup.workspace import hours

    return _complaint(lambda: hours(text)) if text.strip() else None


def _complaint(check: Callable[[], object]) -> str | None:
    from onboardctl.core.errors import OnboardError

    try:
        check()
    except OnboardError as error:
        return error.message
    return None
