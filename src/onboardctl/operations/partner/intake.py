"""Reading what a person typed about a partner: names, people, dates, facts, team."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.condition.doubts import BUILT_IN
from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.patterns import pattern
from onboardctl.operations.moments import when

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.playbook import Fact, Playbook
    from onboardctl.operations.session import Session

_CONTROL = pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST = 200


def organisation(name: str) -> str:
    """The name of an organisation, with the spaces set right.

    Raises:
        InvalidInput: it is empty, too long, or holds control characters.
    """
    if _CONTROL().search(name):
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
    for text in typed:
        name, value = pair(text, "anchor", "--anchor kickoff=2026-03-05")
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
    for text in typed:
        name, value = pair(text, "fact", "--set sso=yes")
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


def pair(text: str, what: str, example: str) -> tuple[str, str]:
    """A name and its value as typed with an equals sign.

    Raises:
        InvalidInput: there is none.
    """
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
