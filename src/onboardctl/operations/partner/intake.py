"""Reading what a person typed about a partner: names, people, dates, facts, team."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.condition import BUILT_IN
from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.partner import gates
from onboardctl.core.payloads.partner import TeamMember
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Fact, Playbook
    from onboardctl.operations.session import Session

PRIMARY = "primary_contact"
_PERSON = re.compile(
    r"^(?:(?P<roles>[a-z_]+(?:\+[a-z_]+)*)=)?(?P<name>[^<>]*?)\s*<(?P<mail>[^<>]+)>$"
)
_MAIL = re.compile(
    r"^[^\s@<>,;\"]+@[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff.-]*[A-Za-z0-9\u00a1-\uffff])?$"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST = 200


class Person(NamedTuple):
    """A person of the partner's with the roles played."""

    roles: tuple[str, ...]
    name: str
    email: str


def organisation(name: str) -> str:
    """The name of an organisation, with the spaces set right.

    Raises:
        InvalidInput: it is empty, too long, or holds control characters.
    """
    if _CONTROL.search(name):
        raise InvalidInput(
            "partner.name",
            "the partner's name holds control characters",
            hint="type the name again; line breaks and escapes cannot be part of it",
        )
    cleaned = " ".join(name.split())
    if not cleaned:
        raise InvalidInput("partner.name", "the partner's name is empty")
    if len(cleaned) > _LONGEST:
        raise InvalidInput(
            "partner.name", f"the partner's name has {len(cleaned)} characters, {_LONGEST} at most"
        )
    return cleaned


def zone(name: str) -> str:
    """An IANA time zone that exists.

    Raises:
        InvalidInput: it does not, with the nearest name.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(name, sorted(available_timezones()))
        raise InvalidInput(
            "zone.unknown",
            f'there is no time zone "{name}"{near}',
            hint="write it like Europe/Berlin or America/New_York",
        ) from None
    return name


def brand(session: Session, name: str | None) -> str:
    """The brand a partner hears from: the playbook's, or the workspace's default.

    Raises:
        NotFound: the workspace has no such brand.
    """
    known = {one.id for one in session.settings.brands}
    wanted = name or session.settings.brand
    if wanted == "shared" or wanted is None:
        wanted = session.settings.brand or "shared"
    if wanted not in known and known:
        raise NotFound(
            "brand.unknown",
            f'onboardctl.yaml has no brand "{wanted}"{did_you_mean(wanted, known)}',
            hint=f"it has {listed(sorted(known))}: choose with --brand, or add it under `brands:`",
        )
    return wanted


def anchors(
    playbook: Playbook, zone: str, signed: str | None, typed: tuple[str, ...], now: datetime
) -> dict[str, str]:
    """The moments a plan starts from, as ISO dates or instants.

    ``--signed`` gives ``contract_signed``, and the playbook's origin when that is required and
    not given; without it they are now. Where a task of the plan brings the signature about, the
    signature is left to that task (B9).

    Raises:
        NotFound: the playbook has no such anchor.
        Refused: the anchor is the end or start of a task.
        InvalidInput: not a date, or a local time that does not exist in the zone.
    """
    known = {anchor.id: anchor for anchor in playbook.anchors}
    given: dict[str, str] = {}
    for pair in typed:
        name, value = _pair(pair, "anchor", "--anchor kickoff=2026-03-05")
        if name not in known:
            raise NotFound(
                "anchor.unknown",
                f'"{playbook.id}" has no anchor "{name}"{did_you_mean(name, known)}',
                hint=f"it has {listed(known)}",
            )
        source = known[name].derived
        if source is not None and source.kind == "task":
            raise Refused(
                "anchor.derived",
                f'"{name}" is the {source.edge} of the task "{source.ref}", it is not given',
                hint=f"finish the task when it is done; `plan why PARTNER {source.ref}` explains it",
            )
        given[name] = when(value, zone, now, f"--anchor {name}")
    moment = when(signed or "now", zone, now, "--signed")
    signature = known.get("contract_signed")
    if signature and signature.derived is None:
        given.setdefault("contract_signed", moment)
    origin = known.get(playbook.origin)
    if origin and origin.given == "required":
        given.setdefault(origin.id, moment)
    return given


def when(text: str, zone: str, now: datetime, flag: str) -> str:
    """A moment as typed: ``2026-03-02``, ``2026-03-02 14:30`` (local), an instant, ``today``.

    Returns:
        An ISO date, or an instant in UTC.

    Raises:
        InvalidInput: none of those, a local time the zone skips, or beyond the years covered.
    """
    from datetime import UTC, date, datetime, timedelta
    from zoneinfo import ZoneInfo

    from onboardctl.core import codec

    local = ZoneInfo(zone)
    words = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if text == "now":
        return codec.instant_text(now)
    if text in words:
        return (now.astimezone(local).date() + timedelta(days=words[text])).isoformat()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
            _refuse_uncovered(day, flag)
            return day.isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            "date.invalid",
            f'{flag} is "{text}", which is not a date',
            hint="write it like 2026-03-02, 2026-03-02T14:30 (local) or 2026-03-02T14:30+01:00",
        ) from None
    _refuse_uncovered(moment, flag)
    if moment.tzinfo is None:
        aware = moment.replace(tzinfo=local)
        if aware.astimezone(UTC).astimezone(local).replace(tzinfo=None) != moment:
            raise InvalidInput(
                "date.skipped",
                f"{flag} is {text}, but {zone} skips that time when its clocks go forward",
                hint="give a time before or after the change, or an offset",
            )
        moment = aware
    return codec.instant_text(moment)


def _refuse_uncovered(moment: date, flag: str) -> None:
    from onboardctl.clock import FIRST_YEAR, LAST_YEAR, is_covered

    if not is_covered(moment):
        raise InvalidInput(
            "date.range", f"{flag} lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        )


def contacts(typed: tuple[str, ...]) -> tuple[Person, ...]:
    """The partner's people; the first is the primary contact unless another says so.

    Raises:
        InvalidInput: not of the form ``Name <mail>``, or the address is none.
    """
    people = [_person(text) for text in typed]
    roles = {role for person in people for role in person.roles}
    if people and PRIMARY not in roles:
        first = people[0]
        people[0] = first._replace(roles=(PRIMARY, *first.roles))
    return tuple(people)


def _person(text: str) -> Person:
    match = _PERSON.match(text.strip())
    if match is None or _CONTROL.search(text):
        raise InvalidInput(
            "contact.form",
            f'"{_CONTROL.sub(" ", text)}" is not a contact',
            hint='write `--contact "Ada Lovelace <ada@example.com>"`, '
            'or `--contact "executive_sponsor=Ada Lovelace <ada@example.com>"`',
        )
    mail, name = match["mail"].strip(), " ".join(match["name"].split())
    if not _MAIL.match(mail):
        raise InvalidInput("contact.mail", f'"{mail}" is not an e-mail address')
    if not name:
        raise InvalidInput("contact.name", f"the contact <{mail}> has no name")
    return Person(tuple((match["roles"] or "").split("+")) if match["roles"] else (), name, mail)


def facts(
    session: Session, playbook: Playbook, typed: tuple[str, ...], zone: str
) -> dict[str, Any]:
    """Facts and template values as typed, read as the kinds the playbook or a template declares.

    Args:
        session: with the settings and the templates of the workspace.
        playbook: whose facts they may be.
        typed: ``name=value`` pairs; an empty value takes a template's value away.
        zone: the partner's, for moments without an offset.

    Raises:
        NotFound: neither the playbook nor a template speaks of it.
        InvalidInput: the value is not of its kind.
    """
    declared = {fact.id: fact for fact in playbook.facts}
    read: dict[str, Any] = {}
    for pair in typed:
        name, value = _pair(pair, "fact", "--set sso=yes")
        if name in declared:
            read[name] = fact_value(declared[name], value)
        elif name in session.settings.partner_values:
            read[name] = value or None
        else:
            read[name] = _template_value(session, playbook, name, value, zone)
    return read


def _template_value(session: Session, playbook: Playbook, name: str, value: str, zone: str) -> Any:
    from onboardctl.operations.template.values import asked_for, typed_value

    asked = asked_for(session, playbook)
    if name in asked:
        return typed_value(session, asked[name], name, value, zone)
    declared = [fact.id for fact in playbook.facts]
    known = (*declared, *session.settings.partner_values, *asked)
    raise NotFound(
        "fact.unknown",
        f'neither "{playbook.id}" nor a template knows "{name}"{did_you_mean(name, known)}',
        hint=f"the playbook's facts are {listed(sorted(declared)) or 'none'}",
    )


def fact_value(fact: Fact, text: str) -> Any:
    """A fact's value as typed, read as its kind; empty removes it.

    Raises:
        InvalidInput: not of the kind, or not one of the choices.
    """
    if not text:
        return None
    if fact.type == "integer" and re.fullmatch(r"\d{1,9}", text):
        return int(text)
    truths = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}
    if fact.type == "boolean" and text.lower() in truths:
        return truths[text.lower()]
    if fact.type == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and _is_day(text):
        return text
    if fact.type == "choice" and text in fact.choices:
        return text
    if fact.type == "text":
        return text
    forms = {
        "integer": "a whole number",
        "boolean": "yes or no",
        "date": "a date like 2026-03-02",
        "choice": f"one of {', '.join(fact.choices)}",
    }
    raise InvalidInput("fact.value", f'{fact.id} is "{text}", it takes {forms[fact.type]}')


def _is_day(text: str) -> bool:
    from datetime import date

    from onboardctl.clock import is_covered

    try:
        return is_covered(date.fromisoformat(text))
    except ValueError:
        return False


def team(session: Session, playbook: Playbook, typed: tuple[str, ...]) -> dict[str, str]:
    """Who plays which role: as typed, else the first of the staff with that role.

    Raises:
        NotFound: no such role in the playbook, or no such person in the workspace.
    """
    roles = {role.id for role in playbook.roles}
    people = {person.id: person for person in session.settings.staff}
    assigned: dict[str, str] = {}
    for pair in typed:
        role, person = _pair(pair, "role", "--team csm=ada")
        if role not in roles:
            raise NotFound(
                "role.unknown",
                f'"{playbook.id}" has no role "{role}"{did_you_mean(role, roles)}',
                hint=f"it has {listed(sorted(roles))}",
            )
        assigned[role] = staff_member(session, person)
    for known in playbook.roles:
        if known.side != "ours" or known.id in assigned:
            continue
        able = [person.id for person in people.values() if known.id in person.roles]
        if able:
            assigned[known.id] = able[0]
    return assigned


def staff_member(session: Session, name: str) -> str:
    """The id of one of our people, by id or e-mail address.

    Raises:
        NotFound: the workspace has no such person.
    """
    for person in session.settings.staff:
        if name in {person.id, person.email}:
            return str(person.id)
    known = [person.id for person in session.settings.staff]
    raise NotFound(
        "person.unknown",
        f'onboardctl.yaml has no person "{name}"{did_you_mean(name, known)}',
        hint=f"it has {listed(known) or 'nobody'}; add people under `staff:`",
    )


def team_members(session: Session, playbook: Playbook, partner: Partner) -> tuple[TeamMember, ...]:
    """Every role of ours in the playbook with the person behind it, in the playbook's order."""
    names = {person.id: person.name for person in session.settings.staff}
    used = {owner for task in playbook.tasks for owner in task.owners}
    members = []
    for role in playbook.roles:
        if role.side != "ours" or role.id not in used:
            continue
        person = gates.person_for(partner, playbook, role.id)
        direct = role.id in partner.team
        members.append(
            TeamMember(
                role.id,
                role.title,
                person,
                names.get(person or "", person),
                None if direct or person is None else role.fallback,
            )
        )
    return tuple(members)


def load_playbook(session: Session, name: str) -> Playbook:
    """A playbook of the workspace or a bundled one, read and checked.

    Raises:
        NotFound: there is none of that name.
        InvalidInput: it has errors; all of them are in the diagnostics.
    """
    from onboardctl.definitions import require_playbook

    return require_playbook(name, session.settings.folder)


def next_number(session: Session, counter: str) -> int:
    """The next free number of a counter."""
    row = session.store.one("contact.next_number", name=counter)
    assert row is not None
    number: int = row["value"]
    return number


def _pair(text: str, what: str, example: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InvalidInput(
            f"{what}.form", f'"{text}" is not {what}=value', hint=f"write `{example}`"
        )
    return name.strip(), value.strip()


def playbook_choices(session: Session) -> list[tuple[str, str]]:
    """The playbooks a person may choose from: id, and what a person reads."""
    from onboardctl.definitions import find_playbook, load, playbook_names

    folder = session.settings.folder
    loaded = [load(find_playbook(name, folder), folder).playbook for name in playbook_names(folder)]
    return [(found.id, f"{found.id}: {found.title}") for found in loaded if found is not None]


def prerequisite_choices(session: Session, playbook: str) -> list[tuple[str, str]]:
    """What must be true before a playbook starts: id, and what a person reads."""
    return [(item.id, item.text) for item in load_playbook(session, playbook).prerequisites]


def open_facts(session: Session, playbook: str, typed: tuple[str, ...]) -> list[tuple[str, str]]:
    """Facts of a playbook that were not typed and are worth asking for: id and question."""
    known = {pair.partition("=")[0].strip() for pair in typed} | set(BUILT_IN)
    found = []
    for fact in load_playbook(session, playbook).facts:
        if fact.ask and fact.id not in known:
            choices = f" ({'/'.join(fact.choices)})" if fact.choices else ""
            found.append((fact.id, fact.ask + choices))
    return found
