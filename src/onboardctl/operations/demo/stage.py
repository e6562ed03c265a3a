"""Plays the stories of the example on one store, moment by moment."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.lifecycle import LIFECYCLE
from onboardctl.core.partner import gates
from onboardctl.core.record import NamedTuple
from onboardctl.operations.comms import ledger as comms
from onboardctl.operations.demo import health as demo_health
from onboardctl.operations.demo import money as demo_money
from onboardctl.operations.demo import recurring as demo_recurring
from onboardctl.operations.demo import tickets as demo_tickets
from onboardctl.operations.demo.feedback import voices
from onboardctl.operations.demo.lifecycle import (
    GROWING,
    SHORT_CONTRACT,
    case_study,
    courtship,
    growth,
    short_contract,
)
from onboardctl.operations.demo.stories import LUKEWARM, NUMBERS, STORIES, Story
from onboardctl.operations.demo.training import lessons
from onboardctl.operations.partner import new_partner
from onboardctl.operations.partner import record as partner
from onboardctl.operations.task import advance
from onboardctl.operations.task import work as task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task
    from onboardctl.operations.session import Session


class _Step(NamedTuple):
    """Something to do at a moment; ``order`` keeps steps of one moment in their order."""

    at: datetime
    order: int
    act: Callable[..., object]
    words: tuple[object, ...]


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
            self._later(self._began(story), self._sign, story)
        happened = (*lessons(self.present), *voices(self.present))
        for at, act in (*happened, *demo_health.frozen_fridays(self.present)):
            self._later(at, act)
        for at, scene in demo_tickets.scenes(self.present):
            self._later(at, demo_tickets.play, scene)
        played = 0
        while self._steps and self._steps[0].at <= self.present:
            step = heapq.heappop(self._steps)
            step.act(self.session._replace(now=step.at), *step.words)
            played += 1
        demo_recurring.tick(self.session)
        return played

    def _later(self, at: datetime, act: Callable[..., object], *words: object) -> None:
        """Do something at a moment; ``words`` follow the session."""
        self._order += 1
        heapq.heappush(self._steps, _Step(at, self._order, act, words))

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
        if story.playbook == LIFECYCLE:
            for days, act in courtship():
                self._later(now.now + timedelta(days=days), act, slug)
            return
        if story.name == SHORT_CONTRACT:
            self._later(now.now + timedelta(hours=1), short_contract, slug, self.present)
        if story.name == demo_money.RESELLER:
            for at, act in demo_money.resale(now.now, story.zone):
                self._later(at, act, slug)
        if story.name in demo_money.EARLIER:
            earlier = demo_money.EARLIER[story.name]
            at = now.now + timedelta(hours=2)
            self._later(at, demo_money.take_over, slug, earlier, self.present)
        if story.name == GROWING:
            at = self.present - timedelta(days=9)
            self._later(at, growth, slug, self.present)
        for message, hours in _mails(now, slug):
            at = now.now + timedelta(hours=hours)
            self._later(at, _mark, slug, message)
        self._plan_work(now, slug, story)

    def _plan_work(self, now: Session, slug: str, story: Story) -> None:
        row = now.find_partner(slug)
        one = now.partner(row["partner_id"])
        trouble = _TROUBLE.get(story.trouble)
        quiet_from = self.present - timedelta(days=_QUIET_DAYS.get(story.trouble, 0))
        if story.trouble == "paused":
            self._later(quiet_from, _pause, slug)
        for known in now.playbook(one.digest).tasks:
            if known.optional or not gates.is_included(one, known.id):
                continue
            ends = datetime.combine(one.plan.tasks[known.id].finish_on, time(15), UTC)
            ends = max(ends + timedelta(days=story.behind), now.now + timedelta(hours=2))
            if trouble and known.id == trouble.task:
                self._later(ends, trouble.act, slug)
                return
            if ends > quiet_from:
                self._begin(ends, slug, known.id, quiet_from)
                return
            self._later(ends, _finish, slug, known.id, story)
            if not story.behind:
                self._write(ends, slug, known)
            if known.id == "structured-feedback" and story.scores > LUKEWARM + 1:
                self._later(ends + timedelta(days=2), case_study, slug)
            if known.id == "go-live" and story.scores > LUKEWARM:
                self._later(ends + timedelta(days=15), _succeed, slug)

    def _write(self, ends: datetime, slug: str, known: Task) -> None:
        """The mails of a task go out within hours of its end, or shortly before it."""
        for hours, message in enumerate(known.messages, start=2):
            if message.upon is not None:
                after = hours if message.upon.edge == "done" else -hours
                at = ends + timedelta(hours=after)
                self._later(at, _mark, slug, message.id)

    def _begin(self, ends: datetime, slug: str, task_id: str, quiet_from: datetime) -> None:
        """Tick the first item of the task that is under way."""
        at = min(ends - timedelta(days=1), quiet_from - timedelta(hours=3))
        self._later(at, _tick_first, slug, task_id)


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
        "pmf": "very_disappointed" if story.scores > LUKEWARM else "somewhat_disappointed",
        "requests": "2" if story.scores > LUKEWARM else "0",
        "consent": "yes" if story.scores > LUKEWARM else "no",
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
        advance.advance(now, advance.Advance(slug, (task_id,), all_items=True, evidence="example"))


def _known_numbers(playbook: Playbook, task_id: str, words: dict[str, str]) -> tuple[str, ...]:
    known = {spec.id for spec in playbook.metrics}
    pairs = (pair.format(**words) for pair in NUMBERS.get(task_id, ()))
    return tuple(pair for pair in pairs if pair.partition("=")[0] in known)


def _succeed(now: Session, slug: str) -> None:
    """Two weeks after go-live: usage is steady, and what they say of it is good."""
    advance.advance(
        now,
        advance.Advance(
            slug,
            metrics=("steady_usage_weeks=2",),
            attest=("positive-feedback",),
            evidence="example",
        ),
    )


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
    return name.split(maxsplit=1)[0].lower() + ".example"
