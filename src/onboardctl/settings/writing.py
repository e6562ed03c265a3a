"""A new ``onboardctl.yaml``: commented, checked by reading it back, never over an existing file."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict, InvalidInput
from onboardctl.settings.reading import parse
from onboardctl.settings.values import FILE_NAME, TIERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from onboardctl.settings.values import Brand, Content, Person, TierTerms

_COMMON_LINKS = (
    ("survey_link", "https://…", "the onboarding survey of the welcome mail"),
    ("calendar_link", "https://…", "where partners book the kickoff call"),
    ("integration_playbook_link", "https://…", "the integration guide"),
    ("support_portal_link", "https://…", "where tickets are opened"),
)
_INVISIBLE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/@:")


def write_workspace(folder: Path, content: Content) -> Path:
    """Write the settings file of a new workspace.

    Args:
        folder: made when it does not exist.
        content: what the file shall say; it is read back before it is written.

    Returns:
        The file.

    Raises:
        Conflict: ``workspace.exists``; the file was left as it is.
        InvalidInput: ``settings.invalid``, or the folder cannot be written.
    """
    path = folder / FILE_NAME
    text = workspace_text(content)
    parse(text, FILE_NAME)
    temporary = folder / f".{FILE_NAME}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        os.link(temporary, path)
    except FileExistsError:
        raise exists(path) from None
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise InvalidInput("workspace.folder", f"{folder}: {reason}") from error
    finally:
        if folder.is_dir():
            temporary.unlink(missing_ok=True)
    return path


def exists(path: Path) -> Conflict:
    """There is a workspace in that place already."""
    return Conflict(
        "workspace.exists",
        f"{path} exists already; it was left as it is",
        hint="edit it with any editor, or name another folder",
    )


def workspace_text(content: Content) -> str:
    """The settings as YAML with comments; reading it gives the same content back."""
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Content) -> Iterator[str]:
    yield "# Settings of this onboardctl workspace. Check them with `onboardctl config show`,"
    yield "# see every key with `onboardctl config keys`. Passwords never belong in this file."
    yield "onboardctl: 1"
    yield ""
    yield "# Where people here read times, and the language of mails unless a partner has another."
    yield _scalar("timezone", content.zone) if content.zone else "# timezone: Europe/Berlin"
    yield _scalar("locale", content.locale) if content.locale else "# locale: en"
    for key, value in (("store", content.store), ("actor", content.actor)):
        if value:
            yield _scalar(key, value)
    yield from _brands(content)
    yield from _staff(content.staff)
    yield from _tiers(content.tiers)
    yield from _links(content.links)
    yield from _rest(content)


def _brands(content: Content) -> Iterator[str]:
    yield ""
    yield "# The brand a partner hears from unless its playbook or --brand says otherwise."
    yield _scalar("brand", content.brand) if content.brand else "# brand: skillforge"
    if content.brands:
        yield "brands:"
    for brand in content.brands:
        yield f"  {brand.id}:"
        yield from _brand(brand)


def _brand(brand: Brand) -> Iterator[str]:
    yield _scalar("    name", brand.name)
    for key in ("product", "website", "slack_channel", "accent"):
        if getattr(brand, key):
            yield _scalar(f"    {key}", getattr(brand, key))
    if brand.domains:
        yield f"    domains: [{', '.join(scalar_text(one) for one in brand.domains)}]"
    if brand.addresses:
        yield "    addresses:"
        for purpose, address in brand.addresses.items():
            name = f"name: {scalar_text(address.name)}, " if address.name else ""
            yield f"      {purpose}: {{{name}email: {scalar_text(address.addr)}}}"
    yield from _map("    links", brand.links)
    if brand.tier_links:
        yield "    tier_links:"
        for tier, links in brand.tier_links.items():
            yield from _map(f"      {tier}", links)
    yield from _map("    texts", brand.texts)
    yield from _map("    signatures", brand.signatures)


def _staff(staff: tuple[Person, ...]) -> Iterator[str]:
    yield ""
    yield "# Our people with the roles they play, the main one first."
    if not staff:
        yield "# staff:"
        yield "#   ada: {name: Ada Lovelace, email: ada@example.com, roles: [csm]}"
        return
    yield "staff:"
    for person in staff:
        yield f"  {person.id}:"
        yield _scalar("    name", person.name)
        yield _scalar("    email", person.email)
        if person.roles:
            yield f"    roles: [{', '.join(person.roles)}]"
        if person.zone:
            yield _scalar("    timezone", person.zone)
        if person.days:
            yield f"    days: [{', '.join(person.days)}]"
        if person.week_minutes:
            yield f"    hours: {person.week_minutes / 60:g}"
        if person.shares:
            told = ", ".join(f"{role}: {share}%" for role, share in person.shares.items())
            yield f"    shares: {{{told}}}"
        if person.absences:
            yield "    absences:"
        for away in person.absences:
            reason = f", reason: {scalar_text(away.reason)}" if away.reason else ""
            yield f"      - {{from: {away.from_on}, to: {away.to_on}{reason}}}"


def _tiers(tiers: tuple[TierTerms, ...]) -> Iterator[str]:
    yield ""
    yield "# What each tier is promised. The two times come from your contracts: there is no default,"
    yield "# and a mail that needs them is refused until they stand here. Units: m h d w, bh bd for"
    yield "# business hours and days."
    if not tiers:
        yield "# tiers:"
        yield "#   enterprise: {name: Enterprise, response_sla: …, resolution_sla: …}"
        return
    yield "tiers:"
    for tier in tiers:
        yield f"  {tier.id}:"
        yield _scalar("    name", tier.name)
        yield _scalar_or_hint("response_sla", tier.response_sla, "time to a first response")
        yield _scalar_or_hint("resolution_sla", tier.resolution_sla, "time to a resolution")
        yield _scalar_or_hint("support_channel", tier.support_channel, "how they reach you")
        yield _scalar_or_hint("support_hours", tier.support_hours, "when support answers")
        if tier.on_call_number or tier.id == TIERS[-1]:
            yield _scalar_or_hint("on_call_number", tier.on_call_number, "for urgent incidents")
        if tier.example:
            yield "    example: true   # invented for a demonstration"


def _links(links: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield "# Addresses that mails print, by the name of the template variable. A brand's own `links:`"
    yield "# win over these, and a partner's own (--set survey_link=…) over both."
    missing = [one for one in _COMMON_LINKS if one[0] not in links]
    if links:
        yield from _map("links", links)
    elif missing:
        yield "# links:"
    for name, value, what in missing:
        yield f"#   {name}: {value}   # {what}"


def _rest(content: Content) -> Iterator[str]:
    if content.values:
        yield ""
        yield "# Further names that a partner may be given with --set."
        yield f"values: [{', '.join(content.values)}]"
    if content.smtp is not None:
        yield ""
        yield "# The mail server; its password is never written here."
        yield "smtp:"
        for key, value in content.smtp._asdict().items():
            if isinstance(value, str):
                yield _scalar(f"  {key}", value)
            elif isinstance(value, tuple):
                yield from (f"  {key}: [{', '.join(map(scalar_text, value))}]",) if value else ()
            elif value is not None:
                yield f"  {key}: {value}"


def _map(key: str, values: Mapping[str, str]) -> Iterator[str]:
    if values:
        yield f"{key}:"
        indent = " " * (len(key) - len(key.lstrip()) + 2)
        for name, value in values.items():
            yield _scalar(indent + name, value)


def _scalar(key: str, value: str) -> str:
    return f"{key}: {scalar_text(value)}"


def _scalar_or_hint(key: str, value: str | None, what: str) -> str:
    return _scalar(f"    {key}", value) if value else f"    # {key}: …   # {what}"


def scalar_text(value: str) -> str:
    """A YAML text that reads back as exactly this value."""
    plain = (
        value[:1].isalpha()
        and set(value) <= _PLAIN
        and not value.endswith(":")
        and value.lower() not in {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
    )
    if plain:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
