"""A partnership as operations work on it: found, or started when the first fact is recorded."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.errors import OnboardError
from onboardctl.core.lifecycle import LIFECYCLE, standing
from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.state import Lifecycle, Visit
from onboardctl.core.lifecycle.subject import lifecycle_id
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


class Partnership(NamedTuple):
    """A partnership with its partner and the definition it follows."""

    partner: Partner
    playbook: Playbook
    lifecycle: Lifecycle


def find_partnership(session: Session, name: str) -> Partnership:
    """The partnership of a partner at the session's moment; version 0 when nothing was recorded."""
    from onboardctl.store import event_log

    row = session.find_partner(name)
    partner = session.partner(row["partner_id"])
    known: Lifecycle = event_log.load(session.store, lifecycle_id(partner.id), as_of=session.as_of)
    if known.visits:
        return Partnership(partner, session.playbook(known.digest), known)
    return not_started(session, partner)


def open_partnership(session: Session, change: Change, name: str) -> Partnership:
    """The partnership within a change, started if nothing was recorded of it before."""
    row = session.find_partner(name)
    partner = change.partner(row["partner_id"])
    lifecycle: Lifecycle = change.subject(lifecycle_id(partner.id))
    if lifecycle.visits:
        return Partnership(partner, session.playbook(lifecycle.digest), lifecycle)
    found = not_started(session, partner)
    change.keep_playbook(found.playbook)
    started = e.LifecycleStarted(
        partner.id,
        found.playbook.id,
        found.playbook.version,
        found.playbook.digest,
        found.lifecycle.stage,
    )
    after = change.append(lifecycle, (started,), occurred_at=partner.created_at)
    return found._replace(lifecycle=after)


def not_started(session: Session, partner: Partner) -> Partnership:
    """The partnership of whom nothing was recorded, where it would begin.

    It follows its own playbook where that one has stages: the lifecycle, or what is laid over it.
    """
    own = session.playbook(partner.digest)
    playbook = own if own.stages else definition(session)
    first = standing.first_stage(playbook, partner)
    visit = Visit(first.id, partner.created_at or session.moment, session.actor)
    lifecycle = Lifecycle(
        lifecycle_id(partner.id), partner=partner.id, digest=playbook.digest, visits=(visit,)
    )
    return Partnership(partner, playbook, lifecycle)


def definition(session: Session) -> Playbook:
    """The lifecycle playbook of the workspace, or the bundled one."""
    from onboardctl.operations.partner.intake import load_playbook

    return load_playbook(session, LIFECYCLE)


def today_of(session: Session, found: Partnership) -> date:
    """The partner's day."""
    from onboardctl.operations.lines import local_day

    return local_day(session.moment, found.partner.zone)


def day_of(session: Session, found: Partnership, typed: str, flag: str) -> date:
    """A day as typed, in the partner's zone.

    Raises:
        InvalidInput: ``date.invalid``.
    """
    from onboardctl.operations.moments import when

    return date.fromisoformat(when(typed, found.partner.zone, session.now, flag)[:10])


@contextmanager
def naming(found: Partnership) -> Iterator[None]:
    """Lets refusals say what the partner is called: the rules know a partnership, not a slug."""
    try:
        yield
    except OnboardError as error:
        if error.hint is not None:
            error.hint = error.hint.replace("PARTNER", found.partner.slug)
        raise


class Said(NamedTuple):
    """What a command recorded of a partnership: how it stands now, the facts, and a sentence."""

    found: Partnership
    facts: tuple[Any, ...]
    sentence: str


def record(
    session: Session,
    command: str,
    name: str,
    decisions: Iterable[Callable[[Partnership], tuple[Any, str]]],
    *,
    also: Callable[[Change, Partnership], str] | None = None,
) -> Said:
    """Take decisions about a partnership in one change, each on what the ones before it left.

    Args:
        session: where.
        command: the words typed, for the log.
        name: of the partner.
        decisions: each refuses, or answers with a fact and a few words about it.
        also: what else belongs to the change, such as facts about the partner itself; answers with
            a few words, or none.
    """
    facts: list[Any] = []
    words: list[str] = []
    with session.change(command) as change:
        found = open_partnership(session, change, name)
        for decide in decisions:
            with naming(found):
                fact, told = decide(found)
            found = found._replace(lifecycle=change.append(found.lifecycle, (fact,)))
            facts.append(fact)
            words.append(told)
        if also is not None and (told := also(change, found)):
            words.append(told)
        change.summary = f"{found.partner.name}: {'; '.join(words)}"
    return Said(found, tuple(facts), change.summary)
