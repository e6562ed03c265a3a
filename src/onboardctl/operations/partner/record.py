"""Partners on the books: show, edit, pause, resume, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput, Refused, Usage
from onboardctl.core.names import counted
from onboardctl.core.partner import events as e
from onboardctl.core.partner.projection import project
from onboardctl.core.payloads.partner import Contact, PartnerChanged, PartnerShown
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.types import PartnerStatus, Segment, Tier
from onboardctl.operations.partner import intake, people
from onboardctl.operations.plan import calendars as plan_calendars
from onboardctl.operations.task import progress

if TYPE_CHECKING:
    from onboardctl.core.partner.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session


class EditPartner(NamedTuple):
    """What changes; ``None`` and empty leave it as it is. Pairs are as typed.

    A ``calendar`` of ``none`` takes the partner's calendar away.
    """

    partner: str
    name: str | None = None
    tier: str | None = None
    segment: str | None = None
    users: int | None = None
    contract: str | None = None
    zone: str | None = None
    locale: str | None = None
    channel: str | None = None
    facts: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    calendar: str | None = None


def show(session: Session, name: str) -> Result:
    """Everything recorded about a partner but its plan."""
    row = session.find_partner(name)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    data = PartnerShown(
        partner=partner.id,
        slug=partner.slug,
        name=partner.name,
        tier=partner.tier,
        segment=partner.segment,
        status=row["status"],
        playbook=partner.playbook,
        playbook_version=partner.playbook_version,
        brand=partner.brand,
        zone=partner.zone,
        calendar=partner.calendar or None,
        locale=partner.locale,
        users=partner.users,
        contract=partner.contract,
        channel=partner.channel,
        contacts=contacts_of(session, partner),
        team=tuple(sorted(partner.team.items())),
        facts=dict(sorted(partner.facts.items())),
        anchors=tuple(partner.plan.anchors.items()),
        provisional_anchors=partner.plan.provisional_anchors,
        prerequisites=tuple(
            (item.text, item.id in partner.prerequisites) for item in playbook.prerequisites
        ),
        created_at=partner.created_at or session.moment,
        version=partner.version,
    )
    return Result(
        "partner show",
        "partner/1",
        data,
        as_of=session.moment,
        zone=partner.zone,
        next_steps=(f"onboardctl status {partner.slug}",),
    )


def contacts_of(session: Session, partner: Partner) -> tuple[Contact, ...]:
    """The partner's people with their roles, in the order in which they were added."""
    rows = session.store.rows("contact.of_partner", partner_id=partner.id)
    roles: dict[str, list[str]] = {}
    for role, contact in partner.contacts.items():
        roles.setdefault(contact, []).append(role)
    return tuple(
        Contact(
            row["contact_id"], tuple(roles.get(row["contact_id"], ())), row["name"], row["email"]
        )
        for row in rows
    )


def edit(session: Session, request: EditPartner) -> Result:
    """Change what is recorded; dates that hang on it are worked out again.

    Raises:
        InvalidInput: a value is not of its kind.
        NotFound: an unknown fact, role, person or anchor.
        Usage: nothing was to be changed.
    """
    with session.change("partner edit") as change:
        row = session.find_partner(request.partner)
        before = change.partner(row["partner_id"])
        playbook = session.playbook(before.digest)
        facts, said = _edits(session, before, playbook, request)
        facts += _calendar(session, before, playbook, request, said)
        if request == EditPartner(request.partner):
            raise Usage(
                "edit.nothing",
                f"say what of {before.name} changes",
                hint=f"for example `onboardctl partner edit {before.slug} --users 600`",
            )
        added = _add_contacts(session, before, request.contacts)
        said |= {fact.role: fact.contact for fact in added}
        after = change.append(before, [*facts, *added])
        answer = progress.conclude(session, change, after, playbook, before=before)
        if after.tier != before.tier:
            from onboardctl.operations.ticket.writing import retier

            retier(session, change, after.id, after.tier)
        changed = f"changed {', '.join(sorted(said))}" if said else "nothing to do"
        change.summary = f"{before.name}: {changed}"
    moved = len(answer.moves)
    messages = (change.summary, *((f"{counted(moved, 'task')} moved",) if moved else ()))
    return _changed(session, "partner edit", after, said, messages)


def pause(session: Session, name: str, reason: str) -> Result:
    """Put a partner on hold; nothing of it is late until it is resumed."""
    if not reason.strip():
        raise Refused("reason.missing", "a pause needs a reason", hint="add `--reason TEXT`")
    return _set(
        session,
        "partner pause",
        name,
        lambda partner: (
            () if partner.status == PartnerStatus.PAUSED else (e.PartnerPaused(reason),)
        ),
        f"paused: {reason}",
    )


def resume(session: Session, name: str) -> Result:
    """Let a paused partner go on; what is unfinished is dated again from today."""
    return _set(
        session,
        "partner resume",
        name,
        lambda partner: (e.PartnerResumed(),) if partner.status == PartnerStatus.PAUSED else (),
        "resumed",
    )


def remove(session: Session, name: str, reason: str) -> Result:
    """Take a partner off the books; the history stays, and ``undo`` brings it back."""
    if not reason.strip():
        raise Refused("reason.missing", "a removal needs a reason", hint="add `--reason TEXT`")
    return _set(
        session,
        "partner remove",
        name,
        lambda _: (e.PartnerRemoved(reason),),
        f"removed: {reason}",
    )


def _set(session: Session, command: str, name: str, decide: Any, what: str) -> Result:
    with session.change(command) as change:
        row = session.find_partner(name)
        before = change.partner(row["partner_id"])
        playbook = session.playbook(before.digest)
        after = change.append(before, decide(before))
        if command == "partner resume":
            progress.conclude(session, change, after, playbook, before=before, commits=True)
            after = change.partner(before.id)
        changed = after.version != before.version
        change.summary = f"{before.name} {what}" if changed else f"{before.name}: nothing to do"
    (card,) = project(after, playbook)["partner"].values()
    data = PartnerChanged(
        after.id, after.slug, after.name, card["status"], {"status": card["status"]}, changed
    )
    return Result(
        command,
        "partner-changed/1",
        data,
        as_of=session.now,
        zone=after.zone,
        messages=(change.summary,),
        next_steps=("onboardctl undo",)
        if command == "partner remove"
        else (f"onboardctl status {after.slug}",),
        dry_run=session.dry_run,
    )


def _changed(
    session: Session,
    command: str,
    partner: Partner,
    said: dict[str, Any],
    messages: tuple[str, ...],
) -> Result:
    data = PartnerChanged(
        partner.id, partner.slug, partner.name, str(partner.status), said, bool(said)
    )
    return Result(
        command,
        "partner-changed/1",
        data,
        as_of=session.now,
        zone=partner.zone,
        messages=messages,
        next_steps=(f"onboardctl partner show {partner.slug}",),
        dry_run=session.dry_run,
    )


def _edits(
    session: Session, partner: Partner, playbook: Playbook, request: EditPartner
) -> tuple[list[Event], dict[str, Any]]:
    fields: dict[str, Any] = {
        "name": intake.organisation(request.name) if request.name is not None else None,
        "tier": _one_of(request.tier, Tier, "tier"),
        "segment": _one_of(request.segment, Segment, "segment"),
        "users": request.users,
        "contract": request.contract,
        "zone": intake.zone(request.zone) if request.zone else None,
        "locale": request.locale,
        "channel": request.channel,
    }
    changes = {k: v for k, v in fields.items() if v is not None and getattr(partner, k) != v}
    facts: list[Event] = [e.PartnerEdited(changes)] if changes else []
    said: dict[str, Any] = dict(changes)
    values = intake.facts(session, playbook, request.facts, fields["zone"] or partner.zone)
    news = {k: v for k, v in values.items() if partner.facts.get(k) != v}
    if news:
        facts.append(e.FactsSet(news))
        said |= news
    if request.team:
        for role, person in people.team(session, playbook, request.team).items():
            named = any(pair.partition("=")[0].strip() == role for pair in request.team)
            if named and partner.team.get(role) != person:
                facts.append(e.TeamAssigned(role, person))
                said[role] = person
    for anchor, at in _given(playbook, partner, request, session).items():
        if partner.given.get(anchor) != at:
            facts.append(e.AnchorGiven(anchor, at))
            said[anchor] = at
    return facts, said


def _calendar(
    session: Session,
    partner: Partner,
    playbook: Playbook,
    request: EditPartner,
    said: dict[str, Any],
) -> list[Event]:
    """The calendar newly given, read from its file now; said even when only its content changed."""
    if request.calendar is None:
        return []
    name = "" if request.calendar == "none" else request.calendar
    found = plan_calendars.needed(session, playbook, name)
    pins = plan_calendars.keep(session, found)
    if (name, pins) == (partner.calendar, partner.calendars):
        return []
    said["calendar"] = name or None
    return [e.PartnerEdited({"calendar": name, "calendars": pins})]


def _given(
    playbook: Playbook, partner: Partner, request: EditPartner, session: Session
) -> dict[str, str]:
    if not request.anchors:
        return {}
    typed = {pair.partition("=")[0].strip() for pair in request.anchors}
    read = intake.anchors(playbook, partner.zone, None, request.anchors, session.now)
    return {anchor: at for anchor, at in read.items() if anchor in typed}


def _one_of(value: str | None, kind: Any, what: str) -> str | None:
    if value is None:
        return None
    if value not in {member.value for member in kind}:
        raise InvalidInput(
            f"{what}.unknown",
            f'there is no {what} "{value}"',
            hint=f"it is one of {', '.join(member.value for member in kind)}",
        )
    return str(value)


def _add_contacts(
    session: Session, partner: Partner, typed: tuple[str, ...]
) -> list[e.ContactAdded]:
    added = []
    known = people.PRIMARY in partner.contacts
    for person in people.contacts(typed, someone_is_primary=known) if typed else ():
        contact_id = f"C-{intake.next_number(session, 'contact'):04d}"
        session.store.run(
            "contact.put",
            contact_id=contact_id,
            partner_id=partner.id,
            name=person.name,
            email=person.email,
        )
        added += [e.ContactAdded(role, contact_id) for role in person.roles or ("contact",)]
    return added
