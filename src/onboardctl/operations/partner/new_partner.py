"""Take on a partner at signature: who they are, who serves them, and a dated plan."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Conflict, Diagnostic, InvalidInput, Refused
from onboardctl.core.names import listed, similar_names
from onboardctl.core.names import slug as slug_of
from onboardctl.core.partner import events as e
from onboardctl.core.partner.projection import project
from onboardctl.core.partner.state import Partner
from onboardctl.core.payloads.partner import PartnerCreated
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lines import clock, day, local_day, task_line
from onboardctl.operations.partner import intake, people
from onboardctl.operations.plan import calendars as plan_calendars
from onboardctl.operations.plan import facts as plan_facts
from onboardctl.operations.plan import planning, recurring_ahead

if TYPE_CHECKING:
    from onboardctl.core.calendar import NamedCalendar
    from onboardctl.core.payloads.plan import Clock
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


SIGNED = ("contract", "contract-signed")
"""Prerequisites that taking on a partner at signature fulfils by itself."""


class NewPartner(NamedTuple):
    """What is known of a partner at signature.

    Attributes:
        name: of the organisation.
        playbook: id of the playbook.
        tier, segment: closed sets of ``core.types``.
        signed: when, as typed: a date, an instant, ``today``; ``None`` is now.
        contacts: ``role=Name <mail>`` or ``Name <mail>``; the first is the primary contact.
        users: how many people will use the product.
        contract: the contract's number.
        zone, locale, brand: ``None`` takes the workspace's or the playbook's.
        facts: ``fact=value`` as typed.
        team: ``role=person`` as typed; the others come from the staff of the workspace.
        anchors: ``anchor=when`` as typed.
        confirmed: prerequisites that are fulfilled, by id; ``all`` confirms every one.
        similar_ok: a partner of nearly the same name is somebody else.
        calendar: name of the calendar the partner works by; ``None`` for the playbook's alone.
    """

    name: str
    playbook: str
    tier: str
    segment: str
    signed: str | None = None
    contacts: tuple[str, ...] = ()
    users: int | None = None
    contract: str | None = None
    zone: str | None = None
    locale: str | None = None
    brand: str | None = None
    slug: str | None = None
    facts: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    similar_ok: bool = False
    calendar: str | None = None


def new_partner(session: Session, request: NewPartner) -> Result:
    """Create the partner, its team and its plan, all or nothing.

    Raises:
        InvalidInput: a value is not of its kind, or the playbook has errors.
        NotFound: the playbook, a fact, a person or a calendar does not exist.
        Refused: a prerequisite is missing, or the playbook is not for such a partner.
        Conflict: the partner exists already, or one of nearly the same name does.
    """
    playbook = intake.load_playbook(session, request.playbook)
    ready = prepare(session, request, playbook)
    with session.change("new-partner") as change:
        _refuse_double(session, request, ready.created)
        partner = record(session, change, playbook, ready)
        change.summary = f"{partner.name} taken on under {playbook.id} {playbook.version}"
    return _answer(session, playbook, partner)


class Ready(NamedTuple):
    """A partner about to be recorded: everything typed was read and fits the playbook.

    Attributes:
        created: the first fact, without contacts and calendars, which are kept when it is recorded.
        contacts: the people there.
        confirmed: the prerequisites that are fulfilled.
        calendars: what the plan is counted in, by the names its policy uses.
    """

    created: e.PartnerCreated
    contacts: tuple[people.Person, ...]
    confirmed: tuple[str, ...]
    calendars: dict[str, NamedCalendar]


def prepare(session: Session, request: NewPartner, playbook: Playbook) -> Ready:
    """Read what was typed; nothing is written.

    Raises:
        InvalidInput, NotFound, Refused: as for :func:`new_partner`, except for doubles and for a
            playbook that is not for such partners.
    """
    name = intake.organisation(request.name)
    zone = intake.zone(request.zone or session.settings.zone)
    slug = _slug(session, request, name)
    given = intake.anchors(playbook, zone, request.signed, request.anchors, session.now)
    contacts = people.contacts(request.contacts)
    created = e.PartnerCreated(
        name=name,
        slug=slug,
        tier=request.tier,
        segment=request.segment,
        playbook=playbook.id,
        playbook_version=playbook.version,
        digest=playbook.digest,
        brand=intake.brand(session, request.brand or playbook.brand),
        zone=zone,
        locale=request.locale or session.settings.locale,
        users=request.users,
        contract=request.contract,
        channel=_channel(playbook, slug),
        team=people.team(session, playbook, request.team),
        facts=intake.facts(session, playbook, request.facts, zone),
        given=given,
        calendar=request.calendar or "",
    )
    found = plan_calendars.needed(session, playbook, created.calendar)
    confirmed = _prerequisites(playbook, request, created.slug)
    return Ready(created, contacts, confirmed, found)


def _slug(session: Session, request: NewPartner, name: str) -> str:
    wanted = request.slug or slug_of(name, longest=40)
    if not wanted or wanted != slug_of(wanted, longest=40):
        raise InvalidInput(
            "partner.slug",
            f'"{request.slug or name}" makes no short name of lower-case letters and digits',
            hint="choose one with `--slug`, for example `--slug acme`",
        )
    return wanted


def _channel(playbook: Playbook, slug: str) -> str | None:
    return playbook.channel.replace("{slug}", slug) if playbook.channel else None


def _prerequisites(playbook: Playbook, request: NewPartner, slug: str) -> tuple[str, ...]:
    known = {item.id: item for item in playbook.prerequisites}
    for name in request.confirmed:
        if name != "all" and name not in known:
            raise InvalidInput(
                "prerequisite.unknown",
                f'"{playbook.id}" has no prerequisite "{name}"',
                hint=f"it has {listed(known) or 'none'}",
            )
    if "all" in request.confirmed:
        return tuple(known)
    made = {item.id for item in playbook.prerequisites if item.action == "create-channel"}
    confirmed = {*request.confirmed, *made, *SIGNED}
    missing = [item for item in playbook.prerequisites if item.id not in confirmed]
    if missing:
        raise Refused(
            "prerequisite.missing",
            f"{request.name} is not ready to start: "
            + "; ".join(f"{item.id} ({item.text})" for item in missing),
            hint="confirm what is fulfilled with "
            + " ".join(f"`--have {item.id}`" for item in missing),
        )
    return tuple(name for name in known if name in confirmed)


def _refuse_double(session: Session, request: NewPartner, created: e.PartnerCreated) -> None:
    rows = session.store.rows("partner.names")
    for row in rows:
        if row["slug"] == created.slug:
            raise Conflict(
                "partner.exists",
                f'the partner "{created.slug}" exists already: {row["name"]}',
                hint=f"see it with `onboardctl status {created.slug}`, "
                "or choose another short name with `--slug`",
            )
        if created.contract and row["contract"] == created.contract:
            raise Conflict(
                "contract.exists",
                f"contract {created.contract} belongs to {row['name']} already",
                hint=f"see it with `onboardctl status {row['slug']}`",
            )
    close = similar_names(created.name, [row["name"] for row in rows])
    if close and not request.similar_ok:
        raise Conflict(
            "partner.similar",
            f'"{created.name}" looks like {listed(close)}, which exists already',
            hint="if it is somebody else, add `--similar-ok`",
        )


def record(session: Session, change: Change, playbook: Playbook, ready: Ready) -> Partner:
    """Write a prepared partner with its contacts and its first dates; inside a change.

    Raises:
        Refused: the playbook is not for such a partner.
    """
    partner_id = f"P-{intake.next_number(session, 'partner'):04d}"
    created = ready.created._replace(calendars=plan_calendars.keep(session, ready.calendars))
    roles: dict[str, str] = {}
    for person in ready.contacts:
        contact_id = f"C-{intake.next_number(session, 'contact'):04d}"
        session.store.run(
            "contact.put",
            contact_id=contact_id,
            partner_id=partner_id,
            name=person.name,
            email=person.email,
        )
        roles |= dict.fromkeys(person.roles, contact_id)
    if session.store.one("playbook_version.known", digest=playbook.digest) is None:
        from onboardctl.operations.kpi.versions import refuse_changed  # once for each version

        refuse_changed(session, playbook)
    change.keep_playbook(playbook)
    partner = change.append(Partner(partner_id), [created._replace(contacts=roles)])
    partner = change.append(partner, [e.PrerequisiteConfirmed(item) for item in ready.confirmed])
    dated = planning.compute(partner, playbook, session.now, session.calendar(partner, playbook))
    if not dated.applies:
        said = playbook.applies_to.text if playbook.applies_to else ""
        raise Refused(
            "playbook.not_for",
            f'the playbook "{playbook.id}" is for partners with {said}',
            hint="choose another one: `onboardctl playbook list`",
        )
    partner = change.append(partner, [plan_facts.first_dates(playbook, dated)])
    return recurring_ahead.lay_out(session, change, partner, playbook, dated)


def _answer(session: Session, playbook: Playbook, partner: Partner) -> Result:
    rows = project(partner, playbook)
    (card,) = rows["partner"].values()
    team = people.team_members(session, playbook, partner)
    today = local_day(session.now, partner.zone)
    tasks = [task_line(row, partner.slug, today) for row in rows["task"].values()]
    origin = day(card["origin_on"])
    horizon = (origin or tasks[0].start_on) + timedelta(days=7) if tasks else None
    clocks = sorted(
        (clock(row, partner.slug) for row in rows["deadline"].values() if row["state"] == "open"),
        key=lambda running: running.due_at,
    )
    soon = session.now + timedelta(days=3)
    data = PartnerCreated(
        partner=partner.id,
        slug=partner.slug,
        name=partner.name,
        tier=partner.tier,
        segment=partner.segment,
        playbook=playbook.id,
        playbook_version=playbook.version,
        zone=partner.zone,
        channel=partner.channel,
        origin_on=origin,
        finish_on=day(card["finish_on"]),
        task_count=card["tasks_required"],
        item_count=card["items_required"],
        team=team,
        clocks=tuple(running for running in clocks if running.due_at <= soon),
        first_week=tuple(task for task in tasks if horizon and task.start_on < horizon),
        excluded_count=len(partner.plan.excluded),
    )
    return Result(
        command="new-partner",
        schema="new-partner/1",
        data=data,
        as_of=session.now,
        zone=partner.zone,
        messages=(f"{partner.name} is taken on under {playbook.id} {playbook.version}",),
        next_steps=_next_steps(partner, _first_mail(playbook, clocks), tasks),
        warnings=_unfilled(partner, data),
        dry_run=session.dry_run,
    )


def _unfilled(partner: Partner, data: PartnerCreated) -> tuple[Diagnostic, ...]:
    roles = [member.role for member in data.team if member.person is None]
    if not roles:
        return ()
    return (
        Diagnostic(
            "team.unfilled",
            f"nobody plays {listed(roles)} for {partner.name}",
            hint=f"assign one: `onboardctl partner edit {partner.slug} --team {roles[0]}=PERSON`",
            severity="warning",
        ),
    )


def _first_mail(playbook: Playbook, clocks: list[Clock]) -> str | None:
    """What to write first of the mails whose clock runs: the welcome, else the most urgent."""
    mails = (*playbook.messages, *(mail for task in playbook.tasks for mail in task.messages))
    templates = {mail.id: mail.template for mail in mails}
    owed = [templates[one.ref] for one in clocks if one.ref in templates]
    return "welcome" if playbook.welcome in owed else next(iter(owed), None)


def _next_steps(partner: Partner, mail: str | None, tasks: list[Any]) -> tuple[str, ...]:
    first = next((task.task for task in tasks if task.waits_for is None), None)
    steps = [f"onboardctl render {mail} --partner {partner.slug}"] if mail else []
    steps.append(f"onboardctl plan show {partner.slug}")
    if first:
        steps.append(f"onboardctl task show {partner.slug} {first}")
    return tuple(steps)
