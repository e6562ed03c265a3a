"""The keys of ``onboardctl.yaml`` as one table, and the checks across them.

Read only when the file has changed; a daily command takes the remembered form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.calendar.shape import CalendarNames
from onboardctl.core.shape import (
    Choice,
    Context,
    Field,
    Flag,
    Keyed,
    Many,
    Pairs,
    Reading,
    Record,
    Whole,
)
from onboardctl.settings.values import (
    WEEKDAYS,
    Absence,
    Address,
    Brand,
    Content,
    Person,
    Smtp,
    TierTerms,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

from onboardctl.settings.agreement import across
from onboardctl.settings.texts import (
    DATE,
    DURATION,
    ID,
    LANGUAGE,
    LINK,
    MAILBOX,
    PERCENT,
    TEXT,
    WEEK,
    ZONE,
    form,
    matching,
    one_line,
)

_DOMAIN = re.compile(r"[A-Za-z0-9\u00a1-\uffff-]+(\.[A-Za-z0-9\u00a1-\uffff-]+)+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_CODES = {"PB003": "settings.key", "PB004": "settings.value"}


def read_content(root: Node) -> tuple[Content, tuple[Diagnostic, ...]]:
    """What the file says, and every way in which it is wrong, in file order."""
    reading = Reading(Context())
    content = _FILE.read(reading, root, "onboardctl.yaml")
    findings = [_renamed(finding) for finding in reading.findings]
    if isinstance(content, Content):
        findings.extend(across(content, root))
    findings = _without_secrets(findings)
    return content, tuple(sorted(findings, key=lambda one: (one.line or 0, one.column or 0)))


def _address(id: str = "", name: str = "", email: str = "") -> tuple[str, Address]:  # noqa: A002
    return id, Address(name, email)


def _absence(from_on: Any = None, to_on: Any = None, reason: str = "") -> Absence:
    return Absence(from_on, to_on or from_on, reason)


def _brand(**given: Any) -> Brand:
    for key in ("links", "texts", "signatures", "addresses"):
        given[key] = dict(given.get(key, ()))
    given["tier_links"] = {tier: dict(pairs) for tier, pairs in given.get("tier_links", ())}
    return Brand(**given)


def _smtp(**given: Any) -> Smtp:
    usual = _PORTS[given.get("security") or "starttls"]
    return Smtp(**{**given, "port": given.get("port") or usual})


def _content(onboardctl: str = "", **given: Any) -> Content:
    given["links"] = dict(given.get("links", ()))
    return Content(**given)


def _person(**given: Any) -> Person:
    given["shares"] = dict(given.get("shares", ()))
    return Person(**given)


_ADDRESS = Record("address", _address, short="email", plural="addresses").has(
    email=Field(MAILBOX, "the address", required=True),
    name=Field(TEXT, "the name shown"),
)
_ABSENCE = Record("absence", _absence).has(
    from_=Field(DATE, "the first day away", required=True, to="from_on"),
    to=Field(DATE, "the last day away; the first one when left out", to="to_on"),
    reason=Field(TEXT, "why"),
)
_PERSON = Record("person", _person, plural="people").has(
    id=Field(ID, "short name, used with --owner"),
    name=Field(TEXT, "full name", required=True),
    email=Field(MAILBOX, "mail address", required=True),
    roles=Field(Many(ID, lone=True), "role ids, the main one first"),
    timezone=Field(ZONE, "where the person works", to="zone"),
    absences=Field(Many(_ABSENCE), "days on which the person is away"),
    days=Field(Many(Choice(*WEEKDAYS)), "the weekdays the person works; mon to fri"),
    hours=Field(WEEK, "hours a week; 8 on each weekday", to="week_minutes"),
    shares=Field(Pairs(PERCENT), "how much of the week each role may take, such as csm: 60%"),
)
_BRAND = Record("brand", _brand).has(
    id=Field(ID, "the brand's folder of templates"),
    name=Field(TEXT, "as mails write it", required=True),
    product=Field(TEXT, "what the partner buys; the name when left out"),
    domains=Field(
        Many(form("a domain", matching(_DOMAIN, "a domain", "a domain like example.com"))),
        "mail and web domains, the main one first",
    ),
    website=Field(LINK, "the brand's site"),
    links=Field(Pairs(LINK), "web addresses by variable name"),
    tier_links=Field(Pairs(Pairs(LINK)), "links that differ by tier"),
    texts=Field(Pairs(TEXT), "other words by variable name"),
    addresses=Field(Keyed(_ADDRESS), "mailboxes by purpose"),
    signatures=Field(Pairs(TEXT), "the line under a name, by role"),
    slack_channel=Field(TEXT, "where partners reach us"),
    accent=Field(
        form("a colour", matching(_COLOUR, "a colour", "a colour like #1f5fbf")),
        "colour of headings in HTML mails",
    ),
)
_TIER = Record("tier", TierTerms).has(
    id=Field(ID, "developer, business or enterprise"),
    name=Field(TEXT, "as mails write it", required=True),
    response_sla=Field(DURATION, "time to a first response"),
    resolution_sla=Field(DURATION, "time to a resolution"),
    support_channel=Field(TEXT, "how the tier reaches support"),
    support_hours=Field(TEXT, "when support answers, in words"),
    on_call_number=Field(TEXT, "telephone line for urgent incidents"),
    example=Field(Flag(), "the figures are invented"),
)
_SMTP = Record("mail server", _smtp).has(
    host=Field(TEXT, "name of the server", required=True),
    port=Field(Whole("", 1, 65535), "587 unless given; 465 with tls, 25 with none"),
    security=Field(Choice("starttls", "tls", "none"), "starttls unless given"),
    user=Field(TEXT, "login; the password comes from elsewhere"),
    sender=Field(MAILBOX, "address that bounces go to; that of From when left out"),
    login_command=Field(TEXT, "a command that prints the password on its first line"),
    keyring=Field(TEXT, "the service under which the keyring has the password"),
    ca_file=Field(TEXT, "certificates to trust instead of the system's, a PEM file"),
    per_minute=Field(Whole("", 1, 100_000), "most mails in a minute; no limit when left out"),
    allow_domains=Field(
        Many(form("a domain", matching(_DOMAIN, "a domain", "a domain like example.com"))),
        "nobody outside these domains gets mail; everybody may when left out",
    ),
    timeout_seconds=Field(Whole("", 1, 600), "how long an answer may take; 30 unless given"),
)
_FILE = Record("the settings", _content).has(
    onboardctl=Field(form("the format version", one_line), "format of this file: 1", required=True),
    store=Field(TEXT, "path of the store, relative to this file, or its postgresql:// URL"),
    brand=Field(ID, "the brand a partner hears from unless told otherwise"),
    timezone=Field(ZONE, "in which people here read times", to="zone"),
    locale=Field(LANGUAGE, "language of mails"),
    actor=Field(ID, "who works here when only one person does"),
    brands=Field(Keyed(_BRAND), "the brands"),
    staff=Field(Keyed(_PERSON), "our people"),
    tiers=Field(Keyed(_TIER), "what each tier is promised"),
    links=Field(Pairs(LINK), "web addresses of every brand"),
    smtp=Field(_SMTP, "the mail server, without its password"),
    values=Field(Many(ID), "further names a partner may be given with --set"),
    calendars=Field(CalendarNames(), "calendars that win over the bundled ones of the same name"),
)


def _renamed(finding: Diagnostic) -> Diagnostic:
    return finding._replace(code=_CODES.get(finding.code, finding.code))


def _without_secrets(findings: list[Diagnostic]) -> list[Diagnostic]:
    """A line that holds a secret is never shown, and its key is reported once."""
    lines = {one.line for one in findings if one.code == "settings.secret"}
    places = {one.place for one in findings if one.code == "settings.secret"}
    return [
        one._replace(excerpt=None) if one.line in lines else one
        for one in findings
        if one.code != "settings.key" or one.place not in places
    ]


def reference() -> list[tuple[str, str, bool, str]]:
    """Every key with what it takes, whether it is required, and what it means; in file order."""
    return list(_keys_of(_FILE, ""))


def _keys_of(record: Record, prefix: str) -> Iterator[tuple[str, str, bool, str]]:
    for name, field in record.fields.items():
        if name == "id":
            continue
        yield from _key(f"{prefix}{name}", field)


def _key(key: str, field: Field) -> Iterator[tuple[str, str, bool, str]]:
    shape = field.shape
    if isinstance(shape, Keyed):
        yield key, "a map from ids", field.required, field.doc
        yield from _keys_of(shape.record, f"{key}.<id>.")
    elif isinstance(shape, Record):
        yield key, "a map", field.required, field.doc
        yield from _keys_of(shape, f"{key}.")
    elif isinstance(shape, Pairs):
        nested = isinstance(shape.inner, Pairs)
        below = f"{key}.<tier>.<name>" if nested else f"{key}.<name>"
        takes = shape.inner.inner.words if isinstance(shape.inner, Pairs) else shape.inner.words
        yield below, takes, field.required, field.doc
    else:
        yield key, shape.words, field.required, field.doc
