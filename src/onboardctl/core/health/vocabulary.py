"""The names of other definitions that a health file may use."""

from __future__ import annotations

from onboardctl.core.record import NamedTuple


class Vocabulary(NamedTuple):
    """What there is outside of the file; ``None`` does not ask.

    Attributes:
        signs: warning signs of the lifecycle.
        plays: what its procedure for interventions knows to do.
        stages: of the lifecycle.
        statuses: of partners.
        roles: that somebody may have.
        templates: mails there are.
        metrics: names that a playbook records, and questions of surveys.
    """

    signs: frozenset[str] | None = None
    plays: frozenset[str] | None = None
    stages: frozenset[str] | None = None
    statuses: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    templates: frozenset[str] | None = None
    metrics: frozenset[str] | None = None


ANYTHING = Vocabulary()
"""Asks of no name whether there is such a thing."""
