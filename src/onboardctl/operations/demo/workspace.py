"""An example workspace: fifteen partners at different days of three playbooks.

Everything is done by the program's own operations under a moving clock, in the order in which it
would have happened: partners are signed, items ticked, gates passed or missed, mails sent.
"""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict
from onboardctl.core.lifecycle import LIFECYCLE
from onboardctl.core.partner import gates
from onboardctl.core.payloads.demo import DemoBuilt
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.comms import ledger as comms
from onboardctl.operations.demo import health as demo_health
from onboardctl.operations.demo import money as demo_money
from onboardctl.operations.demo import recurring as demo_recurring
from onboardctl.operations.demo import tickets as demo_tickets
from onboardctl.operations.demo.absences import add_holidays
from onboardctl.operations.demo.calendars import write_calendars
from onboardctl.operations.demo.feedback import voices
from onboardctl.operations.demo.imports import write_imports
from onboardctl.operations.demo.lifecycle import (
    GROWING,
    SHORT_CONTRACT,
    case_study,
    courtship,
    growth,
    short_contract,
)
from onboardctl.operations.demo.outbox import fill_outbox
from onboardctl.operations.demo.training import lessons
from onboardctl.operations.health.writing import Update, update
from onboardctl.operations.measured.action import AddAction, add_action
from onboardctl.operations.partner import new_partner
from onboardctl.operations.partner import record as partner
from onboardctl.operations.session import Session, open_session
from onboardctl.operations.task import advance
from onboardctl.operations.task import work as task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task


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


MARK = ".onboardctl/demo"
"""Says that a folder was made by the demonstration and may be replaced by it."""

WORKSPACE = {
    "brands": ("credlink", "skillforge"),
    "staff": (
        "csm+account_manager+bd_manager=Ada Lovelace <ada@example.com>",
        "technical_lead+solutions_architect+solution_architect=Tim Berg <tim@example.com>",
        "customer_engineer+qa_lead=Kim Sato <kim@example.com>",
        "support_manager+support_lead=Uma Patel <uma@example.com>",
        "founder=Max Frey <max@example.com>",
        "trainee=Nora Lind <nora@example.com>",
    ),
    "tier_slas": ("developer=1bd/5bd", "business=4h/2bd", "enterprise=1h/8h"),
    "support_hours": (
        "developer=Monday to Friday, 9 to 17",
        "business=Monday to Friday, 8 to 20",
        "enterprise=24/7",
    ),
    "support_channels": ("enterprise=#skillforge-support and the on-call line",),
    "on_call": "+1 555-0142",
    "links": (
        "calendar_link=https://meet.example.com/kickoff",
        "calendly_link=https://meet.example.com/kickoff",
        "slack_invite_link=https://chat.example.com/join",
        "documentation_link=https://docs.example.com/start",
        "welcome_package_link=https://docs.example.com/welcome",
        "survey_link=https://forms.example.com/onboarding",
        "integration_playbook_link=https://docs.example.com/integration",
        "support_portal_link=https://support.example.com",
    ),
    "zone": "Europe/Berlin",
    "example": True,
}
"""The settings of the example; the hours are invented and marked as such (A39)."""

LUKEWARM = 8
"""Partners that score higher answer surveys warmly and consent to be named."""

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
    Story("Tidewater Training", ENABLEMENT, "business", "agency", 12, "Rosa Klein", "Europe/Berlin", 75, trouble="paused"),
    Story("Fjord Analytics", ENABLEMENT, "business", "enterprise", 1, "Eirik Dahl", "Europe/Oslo", 610),
    Story("Delta Bridge Staffing", LIFECYCLE, "business", "recruiter", 17, "Inga Vogt", "Europe/Vienna", 90),
)  # fmt: skip

TAKEN_UP = AddAction(
    "Call the sponsors of customers that are not live yet",
    kpi="beta-28-day.integration_completion",
    expected="four more go-lives",
)
"""What the KPI review of the example decided."""

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
    "business-review": ("expansion_request={requests}",),
    "success-planning": ("reference={consent}",),
}
"""What is measured when a task ends; tasks that are not named measure nothing."""


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


def make_folder(folder: Path, *, replace: bool) -> Path:
    """An empty folder for the example; an earlier example gives way when told so.

    Raises:
        Conflict: the folder holds something else, or an example that was not to be replaced.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Conflict(
                "demo.folder",
                f"{folder} holds something that is no example of ours",
                hint="name a folder that does not exist: `onboardctl demo DIR`",
            )
        if not replace:
            raise Conflict(
                "demo.exists",
                f"{folder} holds an earlier example",
                hint="add `--replace` to build it anew, or name another folder",
            )
        import shutil

        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def planned(folder: Path, present: datetime) -> Result:
    """What :func:`build` would make."""
    said = f"{len(STORIES)} partners would be made in {folder}"
    data = DemoBuilt(str(folder), len(STORIES), {}, 0)
    return Result("demo", "demo/1", data, as_of=present, messages=(said,), dry_run=True)


def build(
    folder: Path, present: datetime, *, store: str | None = None, replace: bool = False
) -> Result:
    """Make the workspace and fill its store.

    Args:
        folder: an empty folder, see :func:`make_folder`.
        present: the moment up to which the stories are told.
        store: the URL given with ``--store``.
        replace: an earlier example on that server gives way.

    Raises:
        Conflict: ``store.exists``: there is a store on the server, and it is no example of ours.
    """
    from onboardctl.operations.setup.workspace import NewWorkspace, init_workspace
    from onboardctl.settings import load_settings, server_named
    from onboardctl.store import upkeep

    began = present - timedelta(days=1 + max(story.days for story in STORIES))
    server = server_named(store)
    if server is not None:
        upkeep.make_room_for_example(server, replace=replace)
    request = NewWorkspace(folder=folder, store=store, **WORKSPACE)  # type: ignore[arg-type]
    init_workspace(request, now=began)
    if server is not None:
        upkeep.mark_example(server)
    mark = folder / MARK
    mark.parent.mkdir(exist_ok=True)
    mark.write_text("made by `onboardctl demo`\n", encoding="utf-8")
    write_calendars(folder, present.year)
    write_imports(folder, present)
    session = open_session(load_settings(workspace=str(folder), store=None), now=present)
    try:
        commands = Stage(session._replace(actor="ada")).play()
        demo_health.import_use(session._replace(actor="ada"), folder)
        fill_outbox(session._replace(actor="ada"))
        add_action(session._replace(actor="ada"), TAKEN_UP)
        add_holidays(session._replace(actor="ada"))
        update(session._replace(actor="ada"), Update())
        counts = {row["status"]: row["partners"] for row in session.store.rows("partner.counts")}
    finally:
        session.close()
    return Result(
        "demo",
        "demo/1",
        DemoBuilt(str(folder), sum(counts.values()), counts, commands),
        as_of=present,
        messages=(f"{sum(counts.values())} partners after {commands} commands in {folder}",),
        next_steps=(f"cd {folder}", "onboardctl today", "onboardctl status"),
    )
