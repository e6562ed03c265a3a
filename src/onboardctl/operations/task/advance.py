"""Move a partner forward: tick items, settle gates, finish tasks, and date the rest again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, InvalidInput, Usage
from onboardctl.core.partner import checklist, criteria, gates
from onboardctl.core.partner.finding import find_item, find_task
from onboardctl.core.record import NamedTuple
from onboardctl.core.types import TaskState
from onboardctl.operations import moments
from onboardctl.operations.task import progress

if TYPE_CHECKING:
    from onboardctl.core.partner.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task
    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


class Advance(NamedTuple):
    """What was done for a partner.

    Attributes:
        partner: id, slug or part of the name.
        targets: tasks to finish and ``task/item`` pairs to tick, in order.
        all_items: tick whatever is still open in the tasks named.
        evidence: a link or sentence kept with what is ticked, measured or confirmed.
        metrics: ``metric=value`` as typed.
        attest: criteria confirmed by a person.
        waive: criteria that need not hold; ``reason`` says why.
        refuse: criteria that a person says no to; ``reason`` says why.
        reason: for what is waived or refused.
        at: when it happened, if not now: an instant in UTC.
    """

    partner: str
    targets: tuple[str, ...] = ()
    all_items: bool = False
    evidence: str = ""
    metrics: tuple[str, ...] = ()
    attest: tuple[str, ...] = ()
    waive: tuple[str, ...] = ()
    reason: str = ""
    at: str | None = None
    refuse: tuple[str, ...] = ()

    @property
    def settles(self) -> bool:
        """Whether it says anything of gates."""
        return bool(self.metrics or self.attest or self.waive or self.refuse)


def advance(session: Session, request: Advance) -> Result:
    """Do all that is asked, or refuse and do nothing.

    Raises:
        NotFound: no such partner, task, item, metric or criterion.
        Refused: the rules of the playbook say no; the message says which.
        Usage: nothing was named.
    """
    with session.change("advance") as change:
        row = session.find_partner(request.partner)
        partner = change.partner(row["partner_id"])
        playbook = session.playbook(partner.digest)
        _refuse_nothing(partner, playbook, request)
        checklist.refuse_inactive(partner)
        worker = _Worker(
            change,
            partner,
            playbook,
            request,
            moments.happened_at(session, partner.zone, request.at),
        )
        worker.settle_gates()
        worker.do_targets()
        answer = progress.conclude(session, change, worker.partner, playbook, before=partner)
        change.summary = progress.summary(answer)
    return progress.result(session, "advance", playbook, worker.partner, answer, worker.warnings)


def _refuse_nothing(partner: Partner, playbook: Playbook, request: Advance) -> None:
    if request.targets or request.settles:
        return
    ready = [
        task.id
        for task in playbook.tasks
        if gates.is_included(partner, task.id)
        and partner.progress(task.id).state not in gates.FINISHED
        and gates.waits_for(partner, playbook, task) is None
    ]
    raise Usage(
        "advance.nothing",
        f"say what of {partner.name} is done; ready now: {', '.join(ready[:6]) or 'nothing'}",
        hint=f"for example `onboardctl advance {partner.slug} {ready[0]}`"
        if ready
        else f"see `onboardctl plan show {partner.slug}`",
    )


class _Worker:
    """Carries the partner through one request, fact by fact."""

    def __init__(
        self,
        change: Change,
        partner: Partner,
        playbook: Playbook,
        request: Advance,
        at: object,
    ) -> None:
        self.change = change
        self.partner = partner
        self.playbook = playbook
        self.request = request
        self.at = at
        self.warnings: list[Diagnostic] = []

    def settle_gates(self) -> None:
        """Measure, confirm and waive; in the tasks named, when any are."""
        named = self._named_task()
        evidence = self.request.evidence
        for pair in self.request.metrics:
            metric, equals, value = pair.partition("=")
            if not equals:
                raise InvalidInput(
                    "metric.form",
                    f'"{pair}" is not metric=value',
                    hint="write `--metric csat=9`",
                )
            gated = named if named and _asks_for(named, metric) else None
            self._record(
                criteria.measure(
                    self.partner, self.playbook, metric, value, task=gated, evidence=evidence
                )
            )
        for name in self.request.attest:
            self._record(
                criteria.attest(self.partner, self.playbook, name, task=named, evidence=evidence)
            )
        for name in self.request.waive:
            reason = self.request.reason
            self._record(criteria.waive(self.partner, self.playbook, name, reason, task=named))

        for name in self.request.refuse:
            reason = self.request.reason
            self._record(criteria.refuse(self.partner, self.playbook, name, reason, task=named))

    def do_targets(self) -> None:
        """Tick the items and finish the tasks named, in the order named.

        A task that is named only to say where a number or a confirmation belongs is finished
        when nothing stands in its way, and left open otherwise.
        """
        settled = self.request.settles
        for target in self.request.targets:
            name, slash, item_name = target.partition("/")
            task = find_task(self.partner, self.playbook, name)
            self._warn_about_order(task)
            if slash:
                item = find_item(self.partner, task, item_name)
                self._record(
                    checklist.tick(self.partner, self.playbook, task, item, self.request.evidence)
                )
                self._finish_if_complete(task)
                continue
            if self.request.all_items:
                self._tick_all(task)
            progress_now = self.partner.progress(task.id)
            waiting = gates.open_items(self.partner, task) or gates.open_criteria(
                progress_now, task
            )
            if settled and waiting and progress_now.state not in gates.FINISHED:
                continue
            self._record(
                checklist.complete(self.partner, self.playbook, task, self.request.evidence)
            )

    def _tick_all(self, task: Task) -> None:
        for item in gates.open_items(self.partner, task):
            self._record(
                checklist.tick(self.partner, self.playbook, task, item, self.request.evidence)
            )

    def _finish_if_complete(self, task: Task) -> None:
        if checklist.is_complete(self.partner, self.playbook, task):
            self._record(checklist.complete(self.partner, self.playbook, task))

    def _named_task(self) -> Task | None:
        named = {target.partition("/")[0] for target in self.request.targets}
        if len(named) != 1:
            return None
        return find_task(self.partner, self.playbook, named.pop())

    def _warn_about_order(self, task: Task) -> None:
        held = gates.waits_for(self.partner, self.playbook, task)
        if held and held[1] == "order" and self.partner.progress(task.id).state == TaskState.OPEN:
            self.warnings.append(
                Diagnostic(
                    "task.order",
                    f'"{task.id}" was to wait for "{held[0]}", which is not done',
                    severity="warning",
                )
            )

    def _record(self, facts: tuple[Event, ...]) -> None:
        self.partner = self.change.append(self.partner, facts, occurred_at=self.at)  # type: ignore[arg-type]


def _asks_for(task: Task, metric: str) -> bool:
    return any(criterion.metric == metric for criterion in (*task.gate, *task.metrics))


def open_choices(session: Session, name: str) -> list[tuple[str, str]]:
    """What may be ticked now: ``task/item`` pairs with their words, then tasks without items."""
    row = session.find_partner(name)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    choices = []
    for task in playbook.tasks:
        if not gates.is_included(partner, task.id):
            continue
        if partner.progress(task.id).state in gates.FINISHED:
            continue
        if gates.waits_for(partner, playbook, task) is not None:
            continue
        items = gates.open_items(partner, task)
        choices += [(f"{task.id}/{item.id}", f"{task.title}: {item.text}") for item in items]
        if not items:
            choices.append((task.id, f"{task.title}: finish it"))
    return choices
