"""What the ``consent`` commands answer."""

from datetime import date

from onboardctl.core.record import NamedTuple


class ConsentLine(NamedTuple):
    """A consent: who allowed what from when to when; ``last_on`` ``None`` is until withdrawn.

    ``standing`` is ``ahead``, ``holds``, ``ending`` within 30 days, ``ended`` or ``withdrawn``;
    ``contact`` is the id of the person, ``by`` the name, empty once forgotten.
    """

    partner: str
    consent: str
    kind: str
    contact: str
    by: str
    given_on: date
    last_on: date | None
    standing: str
    scope: str
    evidence: str
    reason: str


class ConsentList(NamedTuple):
    """Consents by partner and kind; ``ended`` says whether those that hold no longer are among them."""

    consents: tuple[ConsentLine, ...]
    ended: bool
