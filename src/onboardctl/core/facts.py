"""Facts of every kind: how they are written, read, and told apart.

An event says what happened, never what follows from it; read tables are derived
(:mod:`onboardctl.core.subject`). A kind's name stays for ever; when the shape of an event changes,
its version rises and an upcaster lifts old payloads. Instants are aware and in UTC; dates are local
to the partner.

The events of a noun live beside its rules, in a module named in :data:`NOUNS` with a ``KINDS`` of
its own, and ``VERSIONS`` and ``UPCASTERS`` once a shape has changed. It is imported when a fact of
that noun is met.
"""

import sys
from datetime import datetime
from importlib import import_module
from typing import Any

from onboardctl.core import codec
from onboardctl.core.record import NamedTuple

NOUNS: dict[str, str] = {
    "absence": "onboardctl.core.absence.facts",
    "action": "onboardctl.core.action.events",
    "anchor": "onboardctl.core.partner.events.partner",
    "campaign": "onboardctl.core.lifecycle.events",
    "consent": "onboardctl.core.lifecycle.events",
    "contact": "onboardctl.core.partner.events.partner",
    "criterion": "onboardctl.core.partner.events.proof",
    "feedback": "onboardctl.core.feedback.events",
    "health": "onboardctl.core.lifecycle.events",
    "intervention": "onboardctl.core.lifecycle.events",
    "item": "onboardctl.core.partner.events.work",
    "lifecycle": "onboardctl.core.lifecycle.events",
    "message": "onboardctl.core.partner.events.mail",
    "metric": "onboardctl.core.partner.events.proof",
    "money": "onboardctl.core.money.events",
    "occurrence": "onboardctl.core.partner.by_hand",
    "outage": "onboardctl.core.outage.facts",
    "outcome": "onboardctl.core.partner.events.proof",
    "override": "onboardctl.core.partner.by_hand",
    "partner": "onboardctl.core.partner.events.partner",
    "plan": "onboardctl.core.partner.events.plan",
    "prerequisite": "onboardctl.core.partner.events.partner",
    "promise": "onboardctl.core.partner.promise_facts",
    "recurring": "onboardctl.core.partner.recurring_facts",
    "renewal": "onboardctl.core.lifecycle.events",
    "review": "onboardctl.core.review.events",
    "stage": "onboardctl.core.lifecycle.events",
    "task": "onboardctl.core.partner.events.work",
    "team": "onboardctl.core.partner.events.partner",
    "ticket": "onboardctl.core.ticket.facts",
    "training": "onboardctl.core.training.events",
    "variation": "onboardctl.core.partner.variations",
}
"""The noun before the dot of a kind, and the module of its events."""

_KIND_OF: dict[type, str] = {}


class Recorded(NamedTuple):
    """An event with its envelope: where it stands in its subject's stream, when, by whom.

    ``number`` counts from 1 within the subject; ``change`` is the command that made it.
    ``occurred_at`` is when it happened, ``recorded_at`` when the program learned of it.
    """

    number: int
    change: int
    event: Any
    occurred_at: datetime
    recorded_at: datetime
    actor: str


def kind_of(event: Any) -> str:
    """What the event is called in the store."""
    known = _KIND_OF.get(type(event))
    if known is None:  # the module that defines it lists its kinds
        module = sys.modules[type(event).__module__]
        _KIND_OF.update({event: kind for kind, event in module.KINDS.items()})
        known = _KIND_OF[type(event)]
    return known


def version_of(kind: str) -> int:
    """The current version of a kind; 1 unless its shape ever changed."""
    versions: dict[str, int] = getattr(_home(kind), "VERSIONS", {})
    return versions.get(kind, 1)


def to_payload(event: Any) -> dict[str, Any]:
    """The event's fields as JSON-ready data, defaults left out."""
    payload: dict[str, Any] = codec.encode(event, sparse=True)
    return payload


def from_payload(kind: str, version: int, payload: dict[str, Any]) -> Any:
    """The event a payload stands for, lifted to the current version.

    Raises:
        KeyError: the kind is unknown, so a newer program wrote it.
    """
    home = _home(kind)
    current = version_of(kind)
    while version < current:
        payload = home.UPCASTERS[kind, version](payload)
        version += 1
    kind_class: Any = home.KINDS[kind]
    return codec.decode(kind_class, payload)


def _home(kind: str) -> Any:
    """The module that defines a kind of fact; :class:`KeyError` for a noun unknown."""
    return import_module(NOUNS[kind.partition(".")[0]])
