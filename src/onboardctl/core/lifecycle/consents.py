"""What a partner allows us to say of it, and which steps of joint undertakings need that.

A consent is given by a person, for a kind of use, from a day on; it may end on a day and may be
withdrawn. Nothing that names a partner in public is done without one in force.
Source: Beta onboarding process, the three asks (D29, D36); Partnership Lifecycle, C10 to C13.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.lifecycle import events as e
from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.lifecycle.state import Consent, Lifecycle, Undertaking

TESTIMONIAL, CASE_STUDY, REFERENCE = "testimonial", "case-study", "reference"
KINDS = (TESTIMONIAL, CASE_STUDY, REFERENCE)
ASK_DAYS = 30
"""How long before a consent ends it is asked for anew; ours."""
PUBLISHING: dict[tuple[str, str, str], str] = {
    ("case-study", "", "publish-and-distribute-it"): CASE_STUDY,
    ("webinar", "customer-story", "promote-it-and-take-registrations"): TESTIMONIAL,
    ("campaign", "case-study", "done"): CASE_STUDY,
    ("speaking", "", "done"): REFERENCE,
}
"""Procedure, kind of it (empty: any) and the step that names the partner in public, with the consent
it needs; ``done`` is the end of a procedure without steps."""


def give(
    lifecycle: Lifecycle,
    kind: str,
    contact: str,
    on: date,
    *,
    until: date | None = None,
    scope: str = "",
    evidence: str = "",
) -> e.ConsentGiven:
    """Record what a person of the partner's allows.

    Raises:
        InvalidInput: ``consent.kind``; ``consent.until``: it would end before it begins.
    """
    if kind not in KINDS:
        raise InvalidInput(
            "consent.kind",
            f'nobody consents to a "{kind}"{did_you_mean(kind, KINDS)}',
            hint=f"it is one of {listed(KINDS)}",
        )
    if until is not None and until < on:
        raise InvalidInput("consent.until", f"it would end on {until}, before it begins on {on}")
    number = 1 + sum(one.kind == kind for one in lifecycle.consents.values())
    return e.ConsentGiven(f"{kind}-{number}", kind, contact, on, until, scope, evidence)


def withdraw(lifecycle: Lifecycle, name: str, on: date, reason: str) -> e.ConsentWithdrawn:
    """Record that a consent does not hold any more.

    Raises:
        NotFound: ``consent.unknown``.
        Refused: ``consent.over``: it was withdrawn or had ended before; ``reason.missing``.
    """
    held = lifecycle.consents.get(name)
    if held is None:
        known = list(lifecycle.consents)
        raise NotFound(
            "consent.unknown",
            f'there is no consent "{name}"{did_you_mean(name, known)}',
            hint=f"there are {listed(known)}" if known else "none was ever given",
        )
    if held.last_on is not None and held.last_on < on:
        raise Refused("consent.over", f"{name} holds no longer than {held.last_on} already")
    if not reason.strip():
        raise Refused("reason.missing", "a withdrawal needs a reason", hint="add `--reason TEXT`")
    return e.ConsentWithdrawn(name, on, reason)


def in_force(lifecycle: Lifecycle, kind: str, day: date) -> Consent | None:
    """A consent of a kind that holds on a day: of several, the one that goes on longest."""
    held = [one for one in lifecycle.consents.values() if one.kind == kind and one.holds(day)]
    return max(held, key=lambda one: (one.last_on is None, one.last_on or day), default=None)


def needed(undertaking: Undertaking, step: str) -> str | None:
    """The consent that a step of an undertaking needs, if any."""
    for kind in ("", undertaking.kind):
        found = PUBLISHING.get((undertaking.workflow, kind, step))
        if found is not None:
            return found
    return None


def require(lifecycle: Lifecycle, undertaking: Undertaking, step: str, day: date) -> None:
    """Refuse a step that names the partner in public without consent.

    Raises:
        Refused: ``consent.missing``.
    """
    kind = needed(undertaking, step)
    if kind is None or in_force(lifecycle, kind, day) is not None:
        return
    ended = [one for one in lifecycle.consents.values() if one.kind == kind]
    why = f"{ended[-1].id} ended on {ended[-1].last_on}" if ended else "none was given"
    what = f'ending "{undertaking.id}"' if step == "done" else f'"{step}" of "{undertaking.id}"'
    raise Refused(
        "consent.missing",
        f"{what} needs the partner's consent to a {kind}, and {why}",
        hint=f"onboardctl consent give PARTNER {kind} --by CONTACT",
    )
