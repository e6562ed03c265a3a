"""The mutual plan: what the partner may see of its plan, as a page to send or to print."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.partner import gates
from onboardctl.core.payloads.mutual_plan import (
    MutualPlan,
    PageItem,
    PageMark,
    PagePerson,
    PagePhase,
    PageTask,
)
from onboardctl.core.payloads.plan_file import PlanFile
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task
    from onboardctl.operations.session import Session

NEXT = 3
"""So many tasks of each side are listed as next."""

MARKS_AT_MOST = 10


class ExportPage(NamedTuple):
    """Whose plan, and where to: ``out`` is a file, ``None`` prints; ``replace`` may overwrite."""

    partner: str
    out: str | None = None
    replace: bool = False


def export_page(session: Session, request: ExportPage) -> Result:
    """The plan of a partner as one self-contained HTML page.

    Raises:
        Conflict: the file exists already.
    """
    from onboardctl.operations.report.saving import save
    from onboardctl.output.plan_page import plan_page

    partner = session.partner(session.find_partner(request.partner)["partner_id"])
    plan = mutual_plan(session, partner, session.playbook(partner.digest))
    text = plan_page(plan)
    data = PlanFile(
        partner.slug, partner.name, "html", sum(len(p.tasks) for p in plan.phases), text
    )
    messages: tuple[str, ...] = ()
    if request.out is not None:
        path = Path(request.out)
        save(path, text.encode(), replace=request.replace)
        data = data._replace(file=str(path))
        messages = (f"saved the plan of {partner.name} to {path}",)
    return Result(
        "plan timeline",
        "plan-file/1",
        data,
        as_of=session.moment,
        zone=partner.zone,
        messages=messages,
    )


def mutual_plan(session: Session, partner: Partner, playbook: Playbook) -> MutualPlan:
    """What the partner may see, in the order of the playbook."""
    groups = {task.parent for task in playbook.tasks if task.parent}
    included = [
        task
        for task in playbook.tasks
        if gates.is_included(partner, task.id) and task.id not in groups
    ]
    dated = [partner.plan.tasks[task.id] for task in included]
    today = local_day(session.moment, partner.zone)
    first = min((one.start_on for one in dated), default=today)
    last = max((one.finish_on for one in dated), default=today)
    scale = _Scale(first, last)
    brand = next((one for one in session.settings.brands if one.id == partner.brand), None)
    lines = {task.id: _task(partner, playbook, task, scale, today) for task in included}
    required = [task for task in included if not task.optional]
    counted = [task for task in required if partner.progress(task.id).state != "skipped"]
    return MutualPlan(
        partner=partner.name,
        brand=brand.name if brand else partner.brand,
        accent=brand.accent if brand and brand.accent else "",
        title=playbook.title,
        today=today,
        start_on=first,
        finish_on=last,
        promised_on=max((one.finish_on for one in partner.plan.baseline.values()), default=last),
        go_live_on=_anchor_day(partner, "go_live"),
        tasks_done=sum(partner.progress(task.id).state == "done" for task in counted),
        tasks_required=len(counted),
        yours=_next(lines.values(), ("yours", "shared")),
        ours=_next(lines.values(), ("ours",)),
        phases=tuple(
            PagePhase(
                phase.title, tuple(lines[task.id] for task in included if task.phase == phase.id)
            )
            for phase in playbook.phases
            if any(task.phase == phase.id for task in included)
        ),
        weeks=scale.marks(),
        today_at=scale.at(today) if first <= today <= last else None,
        people=_people(session, partner, playbook),
    )


class _Scale:
    """Where days lie between the first and the last of a plan, in hundredths."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.days = (last - first).days + 1

    def at(self, day: date) -> float:
        """The left edge of a day."""
        return round(100 * (day - self.first).days / self.days, 2)

    def width(self, first: date, last: date) -> float:
        """How wide the days from one to another are, both inclusive."""
        return round(100 * ((last - first).days + 1) / self.days, 2)

    def marks(self) -> tuple[PageMark, ...]:
        """Days at whole weeks from the first, as many as fit."""
        weeks = max(1, -(-self.days // (7 * MARKS_AT_MOST)))
        found = []
        for offset in range(0, self.days, 7 * weeks):
            day = self.first + timedelta(days=offset)
            found.append(PageMark(day, self.at(day)))
        return tuple(found)


def _task(partner: Partner, playbook: Playbook, task: Task, scale: _Scale, today: date) -> PageTask:
    dated, progress = partner.plan.tasks[task.id], partner.progress(task.id)
    side = _side(playbook, task)
    state = "open"
    if progress.state in gates.FINISHED:
        state = "done"
    elif min(dated.finish_on, partner.plan.committed[task.id]) < today:
        state = "late"
    elif progress.started_at is not None:
        state = "started"
    theirs = [item for item in gates.live_items(partner, task) if item.side == "partner"]
    return PageTask(
        title=task.title,
        who={"yours": "you", "shared": "together"}.get(side, _role_title(playbook, task)),
        side=side,
        state=state,
        start_on=dated.start_on,
        finish_on=dated.finish_on,
        milestone=task.milestone,
        provisional=dated.provisional,
        left=scale.at(dated.start_on),
        width=scale.width(dated.start_on, dated.finish_on),
        items=tuple(PageItem(item.text, item.id in progress.items) for item in theirs),
        meeting_minutes=task.agenda.minutes if task.agenda else None,
    )


def _side(playbook: Playbook, task: Task) -> str:
    """Whose task it is: of both when each side owns it, has items of it, or meets over it."""
    sides = {role.id: role.side for role in playbook.roles}
    owners = {
        sides.get(owner, "partner" if owner == "partner" else "ours") for owner in task.owners
    }
    owners.add(task.side)
    owners |= {"partner" for item in task.checklist if item.side == "partner"}
    if task.agenda is not None:
        owners |= {"ours", "partner"}
    if owners == {"partner"}:
        return "yours"
    return "shared" if "partner" in owners else "ours"


def _role_title(playbook: Playbook, task: Task) -> str:
    titles = {role.id: role.title for role in playbook.roles}
    return titles.get(task.owners[0], task.owners[0]) if task.owners else "us"


def _next(tasks: Iterable[PageTask], sides: tuple[str, ...]) -> tuple[PageTask, ...]:
    waiting = [task for task in tasks if task.side in sides and task.state != "done"]
    return tuple(sorted(waiting, key=lambda task: (task.finish_on, task.start_on))[:NEXT])


def _anchor_day(partner: Partner, anchor: str) -> date | None:
    text = partner.plan.anchors.get(anchor)
    if text is None:
        return None
    from onboardctl.operations.plan.planning import moment_or_date

    found = moment_or_date(text)
    return local_day(found, partner.zone) if isinstance(found, datetime) else found


def _people(session: Session, partner: Partner, playbook: Playbook) -> tuple[PagePerson, ...]:
    """Our people with a hand in the plan, each once, with the first role they play."""
    staff = {person.id: person for person in session.settings.staff}
    used = {owner for task in playbook.tasks for owner in task.owners}
    found: dict[str, PagePerson] = {}
    for role in playbook.roles:
        person = gates.person_for(partner, playbook, role.id)
        if role.side == "ours" and role.id in used and person and person not in found:
            known = staff.get(person)
            found[person] = PagePerson(
                known.name if known else person, role.title, known.email if known else ""
            )
    return tuple(found.values())
