"""The keys of ``onboardctl.yaml`` as one table, and the checks across them.

Read only when the file has changed; a daily command takes the remembered form.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.calendar.shape import CalendarNames
from onboardctl.core.names import did_you_mean, is_id, listed
from onboardctl.core.points import ParseFailure, parse_duration
from onboardctl.core.shape import (
    Choice,
    Context,
    Field,
    Flag,
    Form,
    Keyed,
    Many,
    Pairs,
    Reading,
    Record,
    Scalar,
    Whole,
)
from onboardctl.core.store_url import is_server, password_in
from onboardctl.settings.values import (
    TIERS,
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
    from collections.abc import Callable, Iterator

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

VERSION = "1"
_MAIL = re.compile(r"[^\s@<>,;\"]+@[A-Za-z0-9\u00a1-\uffff][A-Za-z0-9\u00a1-\uffff.-]*")
_DOMAIN = re.compile(r"[A-Za-z0-9\u00a1-\uffff-]+(\.[A-Za-z0-9\u00a1-\uffff-]+)+")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
_LOCALE = re.compile(r"[a-z]{2,3}([-_][A-Z]{2})?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SECRETS = frozenset({"password", "passwd", "secret", "token", "api_key", "apikey"})
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_CODES = {"PB003": "settings.key", "PB004": "settings.value"}


def read_content(root: Node) -> tuple[Content, tuple[Diagnostic, ...]]:
    """What the file says, and every way in which it is wrong, in file order."""
    reading = Reading(Context())
    content = _FILE.read(reading, root, "onboardctl.yaml")
    findings = [_renamed(finding) for finding in reading.findings]
    if isinstance(content, Content):
        findings.extend(_across(content, root))
    findings = _without_secrets(findings)
    return content, tuple(sorted(findings, key=lambda one: (one.line or 0, one.column or 0)))


def _matching(pattern: re.Pattern[str], words: str, example: str) -> Callable[[str, Context], str]:
    def parse(text: str, context: Context) -> str:
        if not pattern.fullmatch(text):
            raise ParseFailure(f'"{text}" is not {words}', example)
        return text

    return parse


def _one_line(text: str, context: Context) -> str:
    if _CONTROL.search(text):
        raise ParseFailure("it holds a line break or an invisible character", "one line of text")
    if not text.strip():
        raise ParseFailure("it is empty", "some text; leave the key out to say nothing")
    return text


def _identifier(text: str, context: Context) -> str:
    if not is_id(text):
        raise ParseFailure(f'"{text}" is not an id', "lower-case words joined by - or _")
    return text


def zone_name(text: str, context: Context) -> str:
    """A zone that exists.

    Raises:
        ParseFailure: it does not, with the nearest name.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(text, sorted(available_timezones()))
        raise ParseFailure(
            f'there is no time zone "{text}"{near}', "a name like Europe/Berlin"
        ) from None
    return text


def _hours(text: str, context: Context) -> str:
    if not text[:1].isdigit():
        raise ParseFailure(f'"{text}" is not a duration', "a duration like 1h or 2bd")
    duration = parse_duration(text)
    if duration.amount <= 0:
        raise ParseFailure(f'"{text}" is not a time to answer in', "a duration like 1h or 2bd")
    return text


def _date(text: str, context: Context) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParseFailure(f'"{text}" is no date', "a date like 2026-12-24") from None


def _form(words: str, parse: Callable[[str, Context], Any]) -> Scalar:
    return Scalar(Form(words, words, parse))


_TEXT = _form("text", _one_line)
_ID = _form("an id", _identifier)
_MAILBOX = _form(
    "a mail address", _matching(_MAIL, "a mail address", "an address like ada@example.com")
)
_LINK = _form(
    "a web address", _matching(_URL, "a web address", "an address that begins with https://")
)
_DURATION = _form("a duration", _hours)
_ZONE = _form("a time zone", zone_name)
_DATE = _form("a date", _date)
_LANGUAGE = _form("a language", _matching(_LOCALE, "a language", "a code like en or de-AT"))


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


_ADDRESS = Record("address", _address, short="email", plural="addresses").has(
    email=Field(_MAILBOX, "the address", required=True),
    name=Field(_TEXT, "the name shown"),
)
_ABSENCE = Record("absence", _absence).has(
    from_=Field(_DATE, "the first day away", required=True, to="from_on"),
    to=Field(_DATE, "the last day away; the first one when left out", to="to_on"),
    reason=Field(_TEXT, "why"),
)
_PERSON = Record("person", Person, plural="people").has(
    id=Field(_ID, "short name, used with --owner"),
    name=Field(_TEXT, "full name", required=True),
    email=Field(_MAILBOX, "mail address", required=True),
    roles=Field(Many(_ID, lone=True), "role ids, the main one first"),
    timezone=Field(_ZONE, "where the person works", to="zone"),
    absences=Field(Many(_ABSENCE), "days on which the person is away"),
    days=Field(Many(Choice(*WEEKDAYS)), "the weekdays the person works; mon to fri"),
)
_BRAND = Record("brand", _brand).has(
    id=Field(_ID, "the brand's folder of templates"),
    name=Field(_TEXT, "as mails write it", required=True),
    product=Field(_TEXT, "what the partner buys; the name when left out"),
    domains=Field(
        Many(_form("a domain", _matching(_DOMAIN, "a domain", "a domain like example.com"))),
        "mail and web domains, the main one first",
    ),
    website=Field(_LINK, "the brand's site"),
    links=Field(Pairs(_LINK), "web addresses by variable name"),
    tier_links=Field(Pairs(Pairs(_LINK)), "links that differ by tier"),
    texts=Field(Pairs(_TEXT), "other words by variable name"),
    addresses=Field(Keyed(_ADDRESS), "mailboxes by purpose"),
    signatures=Field(Pairs(_TEXT), "the line under a name, by role"),
    slack_channel=Field(_TEXT, "where partners reach us"),
    accent=Field(
        _form("a colour", _matching(_COLOUR, "a colour", "a colour like #1f5fbf")),
        "colour of headings in HTML mails",
    ),
)
_TIER = Record("tier", TierTerms).has(
    id=Field(_ID, "developer, business or enterprise"),
    name=Field(_TEXT, "as mails write it", required=True),
    response_sla=Field(_DURATION, "time to a first response"),
    resolution_sla=Field(_DURATION, "time to a resolution"),
    support_channel=Field(_TEXT, "how the tier reaches support"),
    support_hours=Field(_TEXT, "when support answers, in words"),
    on_call_number=Field(_TEXT, "telephone line for urgent incidents"),
    example=Field(Flag(), "the figures are invented"),
)
_SMTP = Record("mail server", _smtp).has(
    host=Field(_TEXT, "name of the server", required=True),
    port=Field(Whole("", 1, 65535), "587 unless given; 465 with tls, 25 with none"),
    security=Field(Choice("starttls", "tls", "none"), "starttls unless given"),
    user=Field(_TEXT, "login; the password comes from elsewhere"),
    sender=Field(_MAILBOX, "address that bounces go to; that of From when left out"),
    login_command=Field(_TEXT, "a command that prints the password on its first line"),
    keyring=Field(_TEXT, "the service under which the keyring has the password"),
    ca_file=Field(_TEXT, "certificates to trust instead of the system's, a PEM file"),
    per_minute=Field(Whole("", 1, 100_000), "most mails in a minute; no limit when left out"),
    allow_domains=Field(
        Many(_form("a domain", _matching(_DOMAIN, "a domain", "a domain like example.com"))),
        "nobody outside these domains gets mail; everybody may when left out",
    ),
    timeout_seconds=Field(Whole("", 1, 600), "how long an answer may take; 30 unless given"),
)
_FILE = Record("the settings", _content).has(
    onboardctl=Field(
        _form("the format version", _one_line), "format of this file: 1", required=True
    ),
    store=Field(_TEXT, "path of the store, relative to this file, or its postgresql:// URL"),
    brand=Field(_ID, "the brand a partner hears from unless told otherwise"),
    timezone=Field(_ZONE, "in which people here read times", to="zone"),
    locale=Field(_LANGUAGE, "language of mails"),
    actor=Field(_ID, "who works here when only one person does"),
    brands=Field(Keyed(_BRAND), "the brands"),
    staff=Field(Keyed(_PERSON), "our people"),
    tiers=Field(Keyed(_TIER), "what each tier is promised"),
    links=Field(Pairs(_LINK), "web addresses of every brand"),
    smtp=Field(_SMTP, "the mail server, without its password"),
    values=Field(Many(_ID), "further names a partner may be given with --set"),
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


def _across(content: Content, root: Node) -> list[Diagnostic]:
    return [
        *_version(root),
        *_secrets(root),
        *_default_brand(content, root),
        *_actor(content, root),
        *_tiers(root),
        *_variables(root),
        *_people(content, root),
        *_absences(root),
    ]


def _version(root: Node) -> list[Diagnostic]:
    node = root.get("onboardctl")
    if node is None or node.text == VERSION:
        return []
    message = f"this file is of format {node.text}, this program reads format {VERSION}"
    return [node.problem("settings.version", message, hint="install a later onboardctl")]


def _secrets(root: Node) -> list[Diagnostic]:
    hint = "give it through the environment, a command or the keyring"
    smtp = root.get("smtp")
    return [
        node.key_problem(key, "settings.secret", "secrets are never kept in this file", hint=hint)
        for node in (root, smtp)
        if node is not None
        for key, _ in node.items()
        if key in _SECRETS
    ] + _store_secret(root)


def _store_secret(root: Node) -> list[Diagnostic]:
    store = root.get("store")
    if store is None or not isinstance(store.value, str):
        return []
    if not is_server(store.value) or password_in(store.value) is None:
        return []
    message = "the URL holds a password; secrets are never kept in this file"
    hint = "set ONBOARDCTL_STORE_PASSWORD, ONBOARDCTL_STORE_PASSWORD_COMMAND or ~/.pgpass"
    return [store.problem("settings.secret", message, hint=hint)]


def _default_brand(content: Content, root: Node) -> list[Diagnostic]:
    node = root.get("brand")
    known = [brand.id for brand in content.brands]
    if node is None or content.brand is None or content.brand in known:
        return []
    near = did_you_mean(content.brand, known)
    message = f'there is no brand "{content.brand}"{near or f"; brands: {listed(known)}"}'
    return [node.problem("settings.brand", message)]


def _actor(content: Content, root: Node) -> list[Diagnostic]:
    node = root.get("actor")
    known = [person.id for person in content.staff]
    if node is None or content.actor is None or content.actor in known:
        return []
    near = did_you_mean(content.actor, known)
    message = f'nobody under `staff:` is "{content.actor}"{near or f"; people: {listed(known)}"}'
    return [node.problem("settings.actor", message)]


def _tiers(root: Node) -> list[Diagnostic]:
    places = [root.get("tiers"), *_of_brands(root, "tier_links")]
    return [
        node.key_problem(
            key,
            "settings.tier",
            f'there is no tier "{key}"{did_you_mean(key, TIERS)}',
            hint=f"tiers are {', '.join(TIERS)}",
        )
        for node in places
        if node is not None
        for key, _ in node.items()
        if key not in TIERS
    ]


def _variables(root: Node) -> list[Diagnostic]:
    places = [root.get("links"), *_of_brands(root, "links"), *_of_brands(root, "texts")]
    return [
        node.key_problem(
            key,
            "settings.variable",
            f'"{key}" is not the name of a template variable',
            hint="write it like survey_link: lower-case words joined by _",
        )
        for node in places
        if node is not None
        for key, _ in node.items()
        if not _VARIABLE.fullmatch(key)
    ]


def _of_brands(root: Node, key: str) -> list[Node | None]:
    brands = root.get("brands")
    return [] if brands is None else [brand.get(key) for _, brand in brands.items()]


def _people(content: Content, root: Node) -> list[Diagnostic]:
    taken: dict[str, str] = {}
    found = []
    for person in content.staff:
        first = taken.setdefault(person.email.lower(), person.id)
        node = root.at("staff", person.id, "email")
        if first != person.id and node is not None:
            message = f'"{person.email}" is the address of "{first}" already'
            found.append(node.problem("settings.person", message))
    return found


def _absences(root: Node) -> list[Diagnostic]:
    """An absence that ends before it begins; dates that cannot be read were reported before."""
    found = []
    staff = root.get("staff")
    for person in () if staff is None else (one for _, one in staff.items()):
        for node in person.get("absences") or ():
            first, last = node.get("from"), node.get("to")
            if first is None or last is None or not (_is_date(first) and _is_date(last)):
                continue
            if last.text < first.text:
                found.append(last.problem("settings.absence", "the absence ends before it begins"))
    return found


def _is_date(node: Node) -> bool:
    try:
        date.fromisoformat(node.text)
    except ValueError:
        return False
    return True


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
