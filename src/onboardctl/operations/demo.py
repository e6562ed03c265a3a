"""An example workspace: fourteen partners at different days of two playbooks.

Everything is done by the program's own operations under a moving clock, in the order in which it
would have happened: partners are signed, items ticked, gates passed or missed, mails sent.
"""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from onboardctl.core.partner import gates
from onboardctl.operations import advance, comms, new_partner, partner, task
from onboardctl.operations.session import Session, open_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.settings import Settings


class Story(NamedTuple):
    """One partner of the example.

    Attributes:
        days: how many days ago it began.
        until: finish tasks whose planned end lies at least ``behind`` days in the past.
        behind: how many days the team runs after its plan.
        trouble: what went wrong: ``blocked``, ``gate``, ``paused``, ``silent``, or nothing.
        scores: satisfaction given when asked, on ten.
    """

    name: str
    playbook: str
    tier: str
    segment: str
    days: int
    contact: str
    zone: str
    users: int
    behind: int = 0
    trouble: str = ""
    scores: int = 9
    locale: str = "en"


BETA, ENABLEMENT = "beta-28-day", "partner-enablement"

STORIES = (
    Story("Northwind Talent", BETA, "business", "agency", 9, "Mia Ray", "America/Chicago", 180),
    Story("Lakeside College", BETA, "enterprise", "university", 33, "Jo Lindqvist", "Europe/Stockholm", 420, scores=10),
    Story("Orchard Recruiting", BETA, "developer", "recruiter", 16, "Sam Osei", "Europe/London", 60, trouble="gate"),
    Story("Meridian Logistics", BETA, "enterprise", "enterprise", 12, "Ana Duarte", "Europe/Lisbon", 900, trouble="blocked"),
    Story("Harbor Workforce Board", BETA, "business", "agency", 24, "Lee Chan", "America/New_York", 240, behind=2),
    Story("Alpenblick Hochschule", BETA, "business", "university", 2, "Petra Huber", "Europe/Zurich", 310, locale="de"),
    Story("Quillfeather Staffing", BETA, "developer", "recruiter", 20, "Noor Aziz", "Asia/Dubai", 45, behind=6, trouble="silent", scores=7),
    Story("Bluefin Media", BETA, "business", "enterprise", 50, "Ida Moreau", "Europe/Paris", 520, scores=9),
    Story("Granite State Jobs", ENABLEMENT, "developer", "agency", 5, "Tom Bailey", "America/New_York", 30),
    Story("Universidad del Sur", ENABLEMENT, "business", "university", 18, "Luz Romero", "America/Bogota", 260, behind=1),
    Story("Keystone Executive Search", ENABLEMENT, "enterprise", "recruiter", 30, "Gail Stone", "America/Denver", 120),
    Story("Sakura Manufacturing", ENABLEMENT, "enterprise", "enterprise", 11, "Kenji Mori", "Asia/Tokyo", 1400, scores=10),
    Story("Tidewater Training", ENABLEMENT, "business", "agency", 40, "Rosa Klein", "Europe/Berlin", 75, trouble="paused"),
    Story("Fjord Analytics", ENABLEMENT, "business", "enterprise", 1, "Eirik Dahl", "Europe/Oslo", 610),
)  # fmt: skip

NUMBERS = {
    "kickoff-call": ("kickoff_satisfaction={score}",),
    "validation": (
        "items_processed=1250",
        "response_time={latency}",
        "uptime=99.95%",
        "security_vulnerabilities=0",
    ),
    "go-live": ("go_live_satisfaction={score}", "first_items_verified=340"),
    "optimization": ("technical_satisfaction={score}", "csat={score}"),
    "structured-feedback": ("nps={score}", "pmf={pmf}", "case_study={consent}"),
    "business-review": ("expansion_request={consent}",),
    "success-planning": ("reference={consent}",),
}
"""What is measured when a task ends; tasks that are not named measure nothing."""


class _Step(NamedTuple):
    """Something to do at a moment; ``order`` keeps steps of one moment in their order."""

    at: datetime
    order: int
    act: Callable[[Session], None]


class Stage:
    """Plays the stories on one store, moment by moment."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.present = session.now
        self._steps: list[_Step] = []
        self._order = 0

    def play(self) -> int:
        """Play everything up to the present; the number of commands that were carried out."""
        for story in STORIES:
            self._later(self._began(story), lambda now, story=story: self._sign(now, story))
        played = 0
        while self._steps and self._steps[0].at <= self.present:
            step = heapq.heappop(self._steps)
            step.act(self.session._replace(now=step.at))
            played += 1
        return played

    def _later(self, at: datetime, act: Callable[[Session], None]) -> None:
        self._order += 1
        heapq.heappush(self._steps, _Step(at, self._order, act))

    def _began(self, story: Story) -> datetime:
        day = (self.present - timedelta(days=story.days)).date()
        return datetime.combine(day, time(8, 30), UTC)

    def _sign(self, now: Session, story: Story) -> None:
        mail = f"{story.contact.split()[0].lower()}@{_domain(story.name)}"
        answer = new_partner.new_partner(
            now,
            new_partner.NewPartner(
                name=story.name,
                playbook=story.playbook,
                tier=story.tier,
                segment=story.segment,
                contacts=(f"{story.contact} <{mail}>",),
                users=story.users,
                contract=f"C-{2000 + 7 * STORIES.index(story)}",
                zone=story.zone,
                locale=story.locale,
                confirmed=("all",),
            ),
        )
        slug = answer.data.slug
        for message, hours in _mails(now, slug):
            at = now.now + timedelta(hours=hours)
            self._later(at, lambda later, m=message: _mark(later, slug, m))
        self._plan_work(now, slug, story)

    def _plan_work(self, now: Session, slug: str, story: Story) -> None:
        row = now.find_partner(slug)
        one = now.partner(row["partner_id"])
        playbook = now.playbook(one.digest)
        trouble = _TROUBLE.get(story.trouble)
        quiet_from = self.present - timedelta(days=_QUIET_DAYS.get(story.trouble, 0))
        if story.trouble == "paused":
            self._later(quiet_from, lambda later: _pause(later, slug))
        for known in playbook.tasks:
            if known.optional or not gates.is_included(one, known.id):
                continue
            ends = datetime.combine(one.plan.tasks[known.id].finish_on, time(15), UTC)
            ends = max(ends + timedelta(days=story.behind), now.now + timedelta(hours=2))
            if trouble and known.id == trouble.task:
                self._later(ends, lambda later: trouble.act(later, slug))
                return
            if ends > quiet_from:
                self._begin(ends, slug, known.id, quiet_from)
                return
            self._later(ends, lambda later, t=known.id: _finish(later, slug, t, story))

    def _begin(self, ends: datetime, slug: str, task_id: str, quiet_from: datetime) -> None:
        """Tick the first item of the task that is under way."""
        at = min(ends - timedelta(days=1), quiet_from - timedelta(hours=3))
        self._later(at, lambda later: _tick_first(later, slug, task_id))


class _Trouble(NamedTuple):
    task: str
    act: Callable[[Session, str], None]


def _miss_gate(now: Session, slug: str) -> None:
    story = next(one for one in STORIES if one.trouble == "gate")
    _finish(now, slug, "validation", story, latency=1400, finish=False)


def _block(now: Session, slug: str) -> None:
    task.block(now, slug, "core-integration", "their firewall team opens the ports next week")


def _pause(now: Session, slug: str) -> None:
    partner.pause(now, slug, "budget freeze until the new quarter")


_QUIET_DAYS = {"silent": 7, "paused": 3}

_TROUBLE = {
    "gate": _Trouble("validation", _miss_gate),
    "blocked": _Trouble("core-integration", _block),
}


def _finish(
    now: Session, slug: str, task_id: str, story: Story, *, latency: int = 420, finish: bool = True
) -> None:
    """Tick everything of a task, measure what it measures, confirm what must be confirmed."""
    row = now.find_partner(slug)
    one = now.partner(row["partner_id"])
    playbook = now.playbook(one.digest)
    known = next(found for found in playbook.tasks if found.id == task_id)
    words = {
        "score": f"{story.scores}/10",
        "latency": f"{latency} ms",
        "pmf": "very_disappointed" if story.scores >= 9 else "somewhat_disappointed",  # noqa: PLR2004
        "consent": "yes" if story.scores >= 9 else "no",  # noqa: PLR2004
    }
    numbers = _known_numbers(playbook, task_id, words)
    confirmed = tuple(c.id for c in known.gate if not c.metric) if finish else ()
    if numbers or confirmed or not finish:
        items = tuple(f"{task_id}/{item.id}" for item in gates.open_items(one, known))
        advance.advance(
            now,
            advance.Advance(slug, items, metrics=numbers, attest=confirmed, evidence="example"),
        )
    one = now.partner(row["partner_id"])
    if finish and one.progress(task_id).state not in gates.FINISHED:
        advance.advance(
            now, advance.Advance(slug, (task_id,), all_items=True, evidence="example")
        )


def _known_numbers(playbook: Playbook, task_id: str, words: dict[str, str]) -> tuple[str, ...]:
    known = {spec.id for spec in playbook.metrics}
    pairs = (pair.format(**words) for pair in NUMBERS.get(task_id, ()))
    return tuple(pair for pair in pairs if pair.partition("=")[0] in known)


def _tick_first(now: Session, slug: str, task_id: str) -> None:
    row = now.find_partner(slug)
    one = now.partner(row["partner_id"])
    playbook = now.playbook(one.digest)
    known = next(found for found in playbook.tasks if found.id == task_id)
    items = gates.open_items(one, known)
    if len(items) > 1 and gates.waits_for(one, playbook, known) is None:
        advance.advance(
            now, advance.Advance(slug, (f"{task_id}/{items[0].id}",), evidence="example")
        )


def _mails(now: Session, slug: str) -> Iterator[tuple[str, int]]:
    """The mails due in the first days, each with the hour after the start at which it went."""
    row = now.find_partner(slug)
    one: Partner = now.partner(row["partner_id"])
    for ref, deadline in one.plan.deadlines.items():
        if deadline.kind == "message" and deadline.due_at <= now.now + timedelta(days=2):
            yield ref, 3 if "sla" not in ref else 20


def _mark(now: Session, slug: str, message: str) -> None:
    comms.mark_sent(now, comms.MarkMessage(slug, message, channel="mail"))


def _domain(name: str) -> str:
    return name.split()[0].lower() + ".example"


def build(settings: Settings, present: datetime) -> int:
    """Fill the store of a new workspace; the number of commands that were carried out.

    Args:
        settings: of a workspace whose store is empty.
        present: the moment up to which the stories are told.
    """
    session = open_session(settings, now=present)
    try:
        return Stage(session).play()
    finally:
        session.close()
