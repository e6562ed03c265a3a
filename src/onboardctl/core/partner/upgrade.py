"""A running plan that follows its playbook: a three-way merge by id and field.

O is the definition the plan runs on, N the new one, C the partner as the facts make it. What has
not begun takes N; what has begun takes N's text and keeps its owner, its clock and what was ticked
or sent; what is done stays as it was. The result is a definition of its own, which may be N itself,
and the fact that moves progress to new ids. Nothing here dates anything.
The table of cases is in docs/reference/plan.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.condition.judging import evaluate
from onboardctl.core.names import similar_names
from onboardctl.core.partner import carry
from onboardctl.core.partner.state import UNTOUCHED
from onboardctl.core.partner.upgrade_names import migrations_between, moved_ids
from onboardctl.core.partner.upgrade_values import Line, Surroundings, Upgrade
from onboardctl.core.partner.upgrade_whole import named, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onboardctl.core.partner.state import Partner, TaskProgress
    from onboardctl.core.playbook import Condition, Item, Message, Playbook, Task


MINE, NEW = "mine", "new"
GONE = "no longer in the playbook"
MISSED = "its time was over when the playbook got it"

_STRUCTURE = ("id", "phase", "parent", "after", "when", "line")
"""What a finished task takes of N: where it stands, so that no link or loop is left behind."""

_SILENT = frozenset({"line", "id", "origin"})


def upgrade(old: Playbook, new: Playbook, partner: Partner, around: Surroundings) -> Upgrade:
    """Merge a new version of a playbook into a running plan.

    Args:
        old: the definition the plan runs on.
        new: the version it shall follow.
        partner: the plan as it stands.
        around: what else counts.
    """
    merge = _Merge(old, new, partner, around)
    return merge.result()


class _Merge:
    """One merge; see :func:`upgrade`."""

    def __init__(
        self, old: Playbook, new: Playbook, partner: Partner, around: Surroundings
    ) -> None:
        self.old, self.new, self.partner, self.around = old, new, partner, around
        self.before = {task.id: task for task in old.tasks}
        self.after = {task.id: task for task in new.tasks}
        self.fact = moved_ids(old, new, partner.playbook_version, around.renamed)
        self.progress = carry.carried(partner.tasks, self.fact)
        self.origins = self._origins()
        self.sent = {name for name, mark in partner.messages.items() if mark.sent_at}
        self.lines: list[Line] = []
        self.dropped: dict[str, str] = {}
        self.unassigned: list[str] = []
        self.unanswered: list[tuple[str, str]] = []

    def _origins(self) -> dict[str, tuple[str, ...]]:
        """The old ids behind each id of N."""
        moved: dict[str, tuple[str, ...]] = {
            now: (old,) for old, now in self.fact.renamed.items() if "/" not in old
        }
        moved |= {part: (old,) for old, parts in self.fact.split.items() for part in parts}
        moved.update(self.fact.merged)
        return {
            task: moved.get(task, (task,) if task in self.before else ()) for task in self.after
        }

    def result(self) -> Upgrade:
        """The whole merge."""
        gone = self._gone()
        self._look_alike(gone)
        tasks = [made for task in self.new.tasks for made in self._task(task)]
        kept = sorted(self._detached(gone), key=lambda task: task.id)
        merged = self._definition((*tasks, *kept), kept)
        same = merged.digest == self.old.digest
        fact = self.fact._replace(
            version=self.new.version,
            digest=merged.digest,
            dropped=self.dropped,
            notes=tuple(line.text for line in self.lines if line.kind != "changed"),
        )
        moved = any((fact.renamed, fact.split, fact.merged, self.unassigned))
        return Upgrade(
            merged,
            None if same and not moved else fact,
            tuple(self.unassigned),
            tuple(self.lines),
            tuple(self.unanswered),
        )

    def _gone(self) -> list[Task]:
        """Tasks of O that no task of N comes from."""
        known = {old for olds in self.origins.values() for old in olds}
        return [task for task in self.old.tasks if task.id not in known]

    def _look_alike(self, gone: Sequence[Task]) -> None:
        added = {self.after[t].title: t for t, olds in self.origins.items() if not olds}
        for task in gone:
            close = similar_names(task.title, list(added))
            if not close or task.id in self.around.separate:
                continue
            twin = added[close[0]]
            text = f'"{task.id}" looks like "{twin}"; add it to migrations.rename of the playbook'
            self.lines.append(Line("looks-renamed", task.id, text))
            if self._has_begun(task, self.partner.progress(task.id)):
                self.unanswered.append((task.id, twin))

    def _has_begun(self, task: Task, progress: TaskProgress) -> bool:
        """Whether anything has happened, a mail of the task that went out included."""
        return carry.is_touched(progress) or any(one.id in self.sent for one in task.messages)

    def _task(self, task: Task) -> Iterable[Task]:
        origins = self.origins[task.id]
        if not origins:
            yield from self._added(task)
            return
        progress = self.progress.get(task.id, UNTOUCHED)
        before = self._under_new_names(self.before[origins[0]], task.id)
        if len(origins) > 1 or origins[0] in self.fact.split:
            kind = "merged" if len(origins) > 1 else "split"
            self._say(kind, task.id, f'"{task.id}" comes from {", ".join(origins)}')
            before = task
        elif origins[0] != task.id:
            self._say("renamed", task.id, f'"{origins[0]}" is now "{task.id}"')
        if progress.state in carry.FINISHED:
            yield self._finished(before, task)
        elif self._has_begun(before, progress):
            yield self._begun(before, task, progress)
        else:
            yield self._untouched(before, task, progress)

    def _under_new_names(self, task: Task, name: str) -> Task:
        items = {
            old.partition("/")[2]: new.partition("/")[2]
            for old, new in self.fact.renamed.items()
            if old.startswith(f"{task.id}/")
        }
        return task._replace(
            id=name,
            checklist=tuple(i._replace(id=items.get(i.id, i.id)) for i in task.checklist),
            preparation=tuple(i._replace(id=items.get(i.id, i.id)) for i in task.preparation),
        )

    def _added(self, task: Task) -> Iterable[Task]:
        if not self._applies(task, self.new):
            yield task
            return
        end = self.around.ends.get(task.id)
        if task.optional and end is not None and end < self.around.today:
            self.dropped[task.id] = MISSED
            self._say("missed", task.id, f'"{task.id}" is new, but {MISSED}')
            return
        self._say("added", task.id, f'"{task.id}" is new: {task.title}')
        yield task._replace(messages=self._messages((), task.messages))

    def _untouched(self, before: Task, task: Task, progress: TaskProgress) -> Task:
        changed = _differing(before, task)
        if "owners" in changed and progress.person:
            self._conflict(task, progress.person)
        if changed:
            self._say("changed", task.id, f'"{task.id}" takes {", ".join(changed)}')
        was, now = self._applies(before, self.old), self._applies(task, self.new)
        if was and not now:
            self._say("removed", task.id, f'"{task.id}" does not apply any more')
        if now and not was:
            self._say("added", task.id, f'"{task.id}" applies now: {task.title}')
        return task._replace(messages=self._messages(before.messages, task.messages))

    def _conflict(self, task: Task, person: str) -> None:
        if self.around.take == NEW:
            self.unassigned.append(task.id)
            return
        if self.around.take != MINE:
            said = f'"{task.id}" has another owner role, but {person} was put on it and stays'
            self._say("conflict", task.id, said)

    def _begun(self, before: Task, task: Task, progress: TaskProgress) -> Task:
        made = task._replace(
            owners=before.owners,
            due=before.due,
            duration=before.duration,
            checklist=self._items(task.id, before.checklist, task.checklist),
            preparation=self._items(task.id, before.preparation, task.preparation),
            messages=self._messages(before.messages, task.messages),
        )
        if task.owners != before.owners and self.around.take == NEW:
            made = made._replace(owners=task.owners)
            self.unassigned += [task.id] if progress.person else []
        elif task.owners != before.owners:
            kind = "conflict" if progress.person and self.around.take != MINE else "kept"
            self._say(kind, task.id, f'"{task.id}" has begun and keeps its owner')
        changed = [name for name in _differing(before, made) if name != "messages"]
        if changed:
            self._say("changed", task.id, f'"{task.id}" has begun and takes {", ".join(changed)}')
        self._recheck(before, task, passed=False)
        return self._standing(made)

    def _finished(self, before: Task, task: Task) -> Task:
        made = before._replace(**{name: getattr(task, name) for name in _STRUCTURE})
        if changed := _differing(made, task):
            version = self.partner.playbook_version
            said = f'"{task.id}" was done under {version} and keeps {", ".join(changed)}'
            self._say("kept", task.id, said)
        known = {item.id for item in (*before.checklist, *before.preparation)}
        for item in (*task.checklist, *task.preparation):
            if item.id not in known:
                said = f'"{task.id}/{item.id}" is new since it was done: {item.text}'
                self._say("since-done", task.id, said)
        owed = {message.id for message in before.messages}
        for message in task.messages:
            if message.id not in owed:
                said = f'"{message.id}" is new since "{task.id}" was done; it is not sent'
                self._say("unsent", message.id, said)
        self._recheck(before, task, passed=True)
        return self._standing(made)

    def _standing(self, made: Task) -> Task:
        """What has happened stays in the plan, whatever the new condition says."""
        if self._applies(made, self.new):
            return made
        self._say("kept", made.id, f'"{made.id}" does not apply any more, but has begun')
        group = next((one for one in self.new.tasks if one.id == made.parent), None)
        parent = made.parent if group is None or self._holds(group.when) else None
        return made._replace(when=None if not self._holds(made.when) else made.when, parent=parent)

    def _recheck(self, before: Task, task: Task, *, passed: bool) -> None:
        """Tell of criteria that changed under a mark, or under a gate that was passed."""
        marks = self._progress(task.id).criteria
        known = {criterion.id: criterion for criterion in before.gate}
        for criterion in task.gate:
            if known.get(criterion.id) != criterion and (passed or criterion.id in marks):
                then = "it stays passed" if passed else "check it again"
                said = f'gate "{task.id}": {criterion.text or criterion.id} has changed; {then}'
                self._say("recheck", task.id, said)

    def _detached(self, gone: Iterable[Task]) -> Iterable[Task]:
        fates = {old: fate for one in self._applying() for old, fate in one.drop}
        for task in gone:
            progress = self.partner.progress(task.id)
            done = progress.state in carry.FINISHED
            begun = self._has_begun(task, progress)
            if done or (begun and fates.get(task.id) != "drop"):
                why = "done" if done else "begun"
                said = f'"{task.id}" is {GONE}, but {why}; it stays as it is'
                self._say("detached", task.id, said)
                # What it waited for is past, and its condition has had its say.
                yield task._replace(after=(), parent=None, when=None)
            elif task.id in self.partner.plan.tasks:
                self.dropped[task.id] = GONE
                self._say("removed", task.id, f'"{task.id}" is {GONE}: {task.title}')

    def _applying(self) -> list[Any]:
        return migrations_between(self.old, self.new, self.partner.playbook_version)

    def _items(self, task: str, before: Sequence[Item], after: Sequence[Item]) -> tuple[Item, ...]:
        """N's items; what was ticked stays as it was, also when N has it no more."""
        ticked = self._progress(task).items
        known = {item.id: item for item in before}
        names = {item.id for item in after}
        for item in after:
            if item.id not in known:
                self._say("added", task, f'"{task}/{item.id}" is new: {item.text}')
        return (
            *(known[i.id] if i.id in ticked and i.id in known else i for i in after),
            *sorted(
                (item for item in before if item.id in ticked and item.id not in names),
                key=lambda item: item.id,
            ),
        )

    def _messages(self, before: Sequence[Message], after: Sequence[Message]) -> tuple[Message, ...]:
        """N's messages; what was sent stays as it was, and what came too late is not sent."""
        known = {message.id: message for message in before}
        names = {message.id for message in after}
        found = []
        for message in after:
            moment = self.around.moments.get(message.id)
            if message.id in known:
                found.append(known[message.id] if message.id in self.sent else message)
            elif message.id in self.sent or moment is None or moment >= self.around.now:
                found.append(message)
            else:
                said = f'"{message.id}" is new, but its moment has passed; it is not sent'
                self._say("unsent", message.id, said)
        late = [
            message for message in before if message.id in self.sent and message.id not in names
        ]
        return (*found, *sorted(late, key=lambda message: message.id))

    def _definition(self, tasks: tuple[Task, ...], kept: Sequence[Task]) -> Playbook:
        messages = self._messages(self.old.messages, self.new.messages)
        merged = together(self.old, self.new, self.partner, tasks, kept)
        return named(self._opened(merged._replace(messages=messages)), self.new)

    def _opened(self, merged: Playbook) -> Playbook:
        """Phases whose condition fails stay for what has happened in them, and for that alone."""
        begun = {task.id for task in merged.tasks if self._has_begun(task, self._progress(task.id))}
        happened = {task.phase for task in merged.tasks if task.id in begun}
        closed = {
            phase.id
            for phase in merged.phases
            if phase.id in happened and not self._holds(phase.when)
        }
        if not closed:
            return merged
        return merged._replace(
            phases=tuple(
                phase._replace(when=None) if phase.id in closed else phase
                for phase in merged.phases
            ),
            tasks=tuple(
                task for task in merged.tasks if task.phase not in closed or task.id in begun
            ),
        )

    def _progress(self, task: str) -> TaskProgress:
        """How far a task is, by its id of N or, of one that N has no more, of O."""
        return self.progress.get(task, UNTOUCHED)

    def _holds(self, when: Condition | None) -> bool:
        facts = {fact.id: fact.default for fact in self.new.facts if fact.default is not None}
        return when is None or evaluate(when, {**facts, **self.around.facts})

    def _applies(self, task: Task, playbook: Playbook) -> bool:
        """Whether its own condition and those of its phase and group in a playbook hold."""
        phase = next((one for one in playbook.phases if one.id == task.phase), None)
        group = next((one for one in playbook.tasks if one.id == task.parent), None)
        return all(self._holds(one.when) for one in (task, phase, group) if one is not None)

    def _say(self, kind: str, task: str, text: str) -> None:
        self.lines.append(Line(kind, task, text))


def _differing(before: Task, after: Task) -> list[str]:
    pairs = zip(before._fields, before, after, strict=True)
    return [name for name, one, other in pairs if one != other and name not in _SILENT]
