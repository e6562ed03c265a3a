"""Bringing a policy into force, and showing those that are.

A version changes open clocks only: every open ticket gets a fact that names the new policy, so
what was decided before keeps its verdict, and the change can be taken back like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.sla import (
    PoliciesApplied,
    PolicyApplied,
    PolicyLine,
    PolicyList,
    RolledUp,
    TargetLine,
)
from onboardctl.core.result import Result
from onboardctl.core.ticket.facts import TicketRejudged
from onboardctl.operations.lines import local_day
from onboardctl.operations.sla.policies import compile_policy, same, start_of
from onboardctl.store import policies

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.core.playbook import Playbook
    from onboardctl.core.sla.policy import Policy
    from onboardctl.core.ticket.state import Ticket
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


def apply(session: Session, playbook: str | None, valid_from: str | None) -> Result:
    """Bring what files and settings say into force.

    Args:
        session: an open store.
        playbook: only this one; every playbook in use by default.
        valid_from: local date from which it holds; by default the day of the first version, and
            today for later ones.

    Raises:
        InvalidInput: a policy that cannot be used.
        Refused: the date lies in the future, or before the version in force.
        NotFound: nobody follows that playbook.
    """
    used = session.store.rows("sla_policy.playbooks_in_use")
    names = [row["playbook"] for row in used]
    if playbook is not None and playbook not in names:
        raise NotFound(
            "playbook.unused",
            f'no partner follows a playbook "{playbook}"{did_you_mean(playbook, names)}',
            hint=f"partners follow {listed(names)}" if names else "take on a partner first",
        )
    done = []
    with session.change("sla apply") as change:
        for row in used:
            if playbook is not None and row["playbook"] != playbook:
                continue
            made = _apply(
                session, change, _definition(session, row["playbook"], row["digest"]), valid_from
            )
            if made is not None:
                done.append(made)
        told = ", ".join(f"{one.playbook} {one.version}" for one in done)
        change.summary = f"SLA in force: {told}"
    data = PoliciesApplied(tuple(done))
    said = (
        change.summary if done else "nothing to do: what is in force is what files and settings say"
    )
    return Result(
        "sla apply", "sla-applied/1", data, as_of=session.now, zone=session.settings.zone,
        messages=(said,), next_steps=("onboardctl sla policies",), dry_run=session.dry_run,
    )  # fmt: skip


def _definition(session: Session, name: str, digest: str) -> Playbook:
    """The playbook as its file says now; as it is kept with plans when the file is gone."""
    from onboardctl.core.errors import OnboardError
    from onboardctl.definitions.playbooks import require_playbook

    try:
        return require_playbook(name, session.settings.folder)
    except OnboardError:
        return session.playbook(digest)


def _apply(
    session: Session, change: Change, playbook: Playbook, valid_from: str | None
) -> PolicyApplied | None:
    policy = compile_policy(session, playbook)
    if policy is None:
        return None
    rows = policies.versions(session.store, playbook.id)
    known = policies.book(session.store).policy(rows[0]["digest"]) if rows else None
    if known is not None and same(policy, known) and valid_from is None:
        return None
    day = _valid_from(session, policy, known, valid_from)
    version = policy.version if known is None else _next_version(policy, known, len(rows))
    policy = policy._replace(valid_from=day, version=version)
    digest = policies.keep(session.store, policy, session.now)
    tickets = 0
    for row in session.store.rows("ticket.of_playbook_open", playbook=playbook.id):
        ticket: Ticket = change.subject(row["ticket_id"])
        if ticket.policy != digest:
            at = _changes_at(session, ticket, day)
            change.append(ticket, [TicketRejudged(digest)], occurred_at=at)
            tickets += 1
    change.recorded += 1  # a policy that no open ticket follows is a change all the same
    return PolicyApplied(playbook.id, version, day, digest, tickets)


def _valid_from(session: Session, policy: Policy, known: Policy | None, typed: str | None) -> date:
    today = local_day(session.now, session.settings.zone)
    if typed is None:
        if known is None:
            return policy.valid_from
        return policy.valid_from if policy.valid_from > known.valid_from else today
    from onboardctl.operations.sla.periods import day_of

    day = day_of(typed, "--from")
    if day > today:
        raise Refused(
            "sla.future",
            f"{day} lies in the future; a policy comes into force on its day",
            hint=f"type it again on {day}",
        )
    if known is not None and day < known.valid_from:
        raise Refused(
            "sla.earlier", f"{known.version} is in force since {known.valid_from}, after {day}"
        )
    return day


def _next_version(policy: Policy, known: Policy, count: int) -> str:
    """The file's own version when it rose, else that with the number of the change."""
    plain = known.version.partition(".")[0]
    return policy.version if policy.version != plain else f"{policy.version}.{count}"


def _changes_at(session: Session, ticket: Ticket, day: date) -> datetime:
    """When the change reaches a ticket: the first instant of the day, but not before it began."""
    assert ticket.opened is not None
    assert ticket.opened_at is not None
    if day == local_day(session.now, session.settings.zone):
        return session.now
    return max(start_of(day, ticket.opened.zone), ticket.opened_at)


def list_policies(session: Session, *, history: bool) -> Result:
    """The policies in force, with every target; earlier versions too where wanted."""
    lines, seen = [], set()
    for row in session.store.rows("sla_policy.all"):
        first = row["playbook"] not in seen
        seen.add(row["playbook"])
        if first or history:
            policy = policies.book(session.store).policy(row["digest"])
            lines.append(_line(session, policy, row["digest"], in_force=first))
    for row in session.store.rows("sla_policy.playbooks_in_use"):
        if row["playbook"] not in seen:
            own = compile_policy(session, session.playbook(row["digest"]))
            if own is not None:
                lines.append(_line(session, own, "", in_force=False))
    return Result(
        "sla policies", "sla-policies/1", PolicyList(tuple(lines)), as_of=session.moment,
        zone=session.settings.zone,
        next_steps=("onboardctl sla apply",) if any(one.behind for one in lines) else (),
    )  # fmt: skip


def _line(session: Session, policy: Policy, digest: str, *, in_force: bool) -> PolicyLine:
    from fractions import Fraction

    behind = False
    if in_force:
        rows = session.store.rows("sla_policy.playbooks_in_use")
        used = {row["playbook"]: row["digest"] for row in rows}
        if policy.playbook in used:
            now = compile_policy(
                session, _definition(session, policy.playbook, used[policy.playbook])
            )
            behind = now is not None and not same(now, policy)
    return PolicyLine(
        playbook=policy.playbook,
        version=policy.version,
        valid_from=policy.valid_from,
        digest=digest,
        in_force=in_force,
        behind=behind,
        warn_ratio=float(Fraction(policy.warn_at)),
        pauses=policy.pauses,
        targets=tuple(
            TargetLine(
                one.clock, one.tier, one.priority, one.written, one.seconds, one.calendar,
                one.source,
            )
            for one in policy.targets
        ),
        missing_hours=policy.missing_hours,
    )  # fmt: skip


def roll_up(session: Session) -> Result:
    """Count the closed months that were not counted yet or have changed."""
    from onboardctl.operations.sla import rollups

    with session.store.atomic(bulk=True, keep=not session.dry_run):
        months = rollups.refresh(session)
    said = (
        f"counted {', '.join(months)}" if months else "nothing to do: every closed month is counted"
    )
    return Result(
        "sla rollup",
        "sla-rollup/1",
        RolledUp(months),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        dry_run=session.dry_run,
    )
