"""The state of one partnership, as its facts so far make it; never changed in place."""

from datetime import date, datetime, timedelta

from onboardctl.core.record import NamedTuple


class Visit(NamedTuple):
    """A time spent in a stage; ``left_at`` is ``None`` for the stage it is in."""

    stage: str
    entered_at: datetime
    by: str
    reason: str = ""
    waived: tuple[str, ...] = ()
    left_at: datetime | None = None


class Score(NamedTuple):
    """A factor's latest score, 1 to 5, and on what it rests."""

    value: int
    at: datetime
    by: str
    evidence: str = ""


class Confirmed(NamedTuple):
    """Who vouched for a criterion or a step, and when; ``on`` is an earlier day that was named."""

    at: datetime
    by: str
    evidence: str = ""
    on: date | None = None


class Decision(NamedTuple):
    """Who said yes or no, in which visit (counted from 1), for which stage, and why."""

    visit: int
    stage: str
    role: str
    approved: bool
    at: datetime
    by: str
    reason: str = ""


class StepMark(NamedTuple):
    """A renewal's step that was taken."""

    step: str
    on: date
    by: str
    evidence: str = ""


class Call(NamedTuple):
    """How likely somebody said the renewal is, in percent."""

    percent: int
    at: datetime
    by: str
    reason: str


class Worth(NamedTuple):
    """What a year of a contract is worth from a day on, and who said why."""

    value: str
    from_on: date
    by: str
    reason: str = ""


class Term(NamedTuple):
    """A contract's term with the renewal at its end.

    ``value`` is what a year was worth at its start and stays that; ``changes`` are what it came to
    be worth later, by the day from which they count. ``outcome`` is empty while it runs;
    ``renewed_value`` is what a year was worth afterwards.
    """

    ends_on: date
    starts_on: date | None = None
    notice_on: date | None = None
    value: str | None = None
    currency: str = ""
    steps: tuple[StepMark, ...] = ()
    factors: dict[str, Score] = {}
    calls: tuple[Call, ...] = ()
    outcome: str = ""
    concluded_at: datetime | None = None
    renewed_value: str | None = None
    reason: str = ""
    changes: tuple[Worth, ...] = ()

    @property
    def last_value(self) -> str | None:
        """What a year is worth at the end of the term, as far as is known."""
        return self.value_on(self.ends_on)

    def value_on(self, day: date) -> str | None:
        """What a year is worth on a day; the start's before any change."""
        return next((one.value for one in reversed(self.changes) if one.from_on <= day), self.value)


class Undertaking(NamedTuple):
    """A campaign or another joint undertaking; ``outcome`` is empty while it goes on.

    ``days`` are those by which steps are to be done. One that was postponed goes on and waits until
    ``waits_until``. An expansion that is won ``adds`` so much to a year of the contract from a day.
    """

    id: str
    workflow: str
    title: str
    started_at: datetime
    kind: str = ""
    fields: dict[str, str] = {}
    owner: str = ""
    due_on: date | None = None
    steps: dict[str, Confirmed] = {}
    outcome: str = ""
    closed_at: datetime | None = None
    result: str = ""
    days: dict[str, date] = {}
    waits_until: date | None = None
    waits_for: str = ""
    adds: str | None = None
    adds_from: date | None = None
    users: int | None = None


class Rung(NamedTuple):
    """A rung of the ladder that was climbed, and why."""

    rung: str
    at: datetime
    by: str
    reason: str


class Intervention(NamedTuple):
    """What is done about a warning sign; ``outcome`` is empty while it goes on."""

    id: str
    sign: str
    play: str
    owner: str
    due_on: date
    opened_at: datetime
    before: str = ""
    rungs: tuple[Rung, ...] = ()
    outcome: str = ""
    closed_at: datetime | None = None
    after: str = ""
    result: str = ""


class Override(NamedTuple):
    """A score that somebody set, 0 to 100, up to and with ``until_on``."""

    score: int
    reason: str
    evidence: str
    until_on: date
    at: datetime
    by: str


class SignSeen(NamedTuple):
    """A warning sign that shows, since when, and what was measured then."""

    since: datetime
    because: str = ""


class Consent(NamedTuple):
    """Something the partner allowed; it holds from ``given_on`` to ``last_on``, both included."""

    id: str
    kind: str
    contact: str
    given_on: date
    until_on: date | None = None
    scope: str = ""
    evidence: str = ""
    recorded_by: str = ""
    withdrawn_on: date | None = None
    reason: str = ""

    @property
    def last_on(self) -> date | None:
        """The last day it holds; ``None`` while none is known."""
        if self.withdrawn_on is None:
            return self.until_on
        before = self.withdrawn_on - timedelta(days=1)
        return before if self.until_on is None else min(before, self.until_on)

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        last = self.last_on
        return self.given_on <= day and (last is None or day <= last)


class Lifecycle(NamedTuple):
    """Everything known of a partnership. ``version`` is the number of its last event.

    ``visits`` is never empty once it has started; the last one is where it stands. ``confirmed``
    holds for the visit it was said in and is empty again in the next.
    """

    id: str
    version: int = 0
    partner: str = ""
    playbook: str = ""
    digest: str = ""
    visits: tuple[Visit, ...] = ()
    facts: dict[str, str] = {}
    scores: dict[str, Score] = {}
    confirmed: dict[str, Confirmed] = {}
    decisions: tuple[Decision, ...] = ()
    terms: tuple[Term, ...] = ()
    undertakings: dict[str, Undertaking] = {}
    interventions: dict[str, Intervention] = {}
    consents: dict[str, Consent] = {}
    override: Override | None = None
    signs: dict[str, SignSeen] = {}

    @property
    def term(self) -> Term | None:
        """The latest term of the contract; ``None`` while no end is known."""
        return self.terms[-1] if self.terms else None

    @property
    def stage(self) -> str:
        """The id of the stage it is in; empty before it starts."""
        return self.visits[-1].stage if self.visits else ""

    def decision(self, stage: str, role: str) -> Decision | None:
        """What a role said last in this visit about a stage."""
        for decision in reversed(self.decisions):
            if (decision.visit, decision.stage, decision.role) == (len(self.visits), stage, role):
                return decision
        return None
