"""Safety: nobody real can be reached, and no secret lies open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.sandbox.schema import SEED, TEXT
from onboardctl.sandbox.verify.subject import Subject, judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.payloads.sandbox import SandboxCheck

_GROUP = "safety"
_ADDRESS = re.compile(r"[\w.+\-]+@([\w.\-]+)", re.ASCII)
_RESERVED = re.compile(r"(?:[\w\-]+\.)*example\.(?:com|org|net)", re.ASCII)
_FULL_ADDRESS = re.compile(r"[a-z0-9.\-]+@example\.(?:com|org|net)")
_URL = re.compile(r"\b\w+://([^/\s:?#]+)")
_IP = re.compile(r"\b(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}\b")
_TEST_NETS = {("192", "0", "2"), ("198", "51", "100"), ("203", "0", "113")}
_PHONE = re.compile(r"\+1 \(\d{3}\) 555-01\d\d")
_ANY_PHONE = re.compile(
    r"\(\d{3}\) ?\d{3}[\-. ]\d{4}|\b\d{3}[\-.]\d{3}[\-.]\d{4}\b|\+\d[\d ()\-]{8,}"
)
_SECRET = re.compile(r"\bsk_\w+?_[0-9A-Za-z]{16,}|-----BEGIN|\bBearer [\w\-.]{16,}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SUSPICIOUS = "*[@:(+]*"


def safety(subject: Subject) -> list[SandboxCheck]:
    """All checks of safety, over every free text of every seed row."""
    found: dict[str, list[str]] = {
        "addresses": [],
        "phones": [],
        "urls": [],
        "networks": [],
        "secrets": [],
    }
    for place, value in _texts(subject):
        _look(found, place, value)
    for place, value in _columns(subject, "users", ("email", "phone")):
        if place.endswith("email") and not _FULL_ADDRESS.fullmatch(value):
            found["addresses"].append(f"{place}: {value!r}")
        if place.endswith("phone") and not _PHONE.fullmatch(value):
            found["phones"].append(f"{place}: {value!r}")
    for table, name in (("api_keys", "sha256"), ("webhooks", "secret_sha256")):
        for place, value in _columns(subject, table, (name,)):
            if not _SHA256.fullmatch(value):
                found["secrets"].append(f"{place} is not a SHA-256")
    rules = {
        "addresses": "every e-mail address is at a domain reserved for examples (RFC 2606)",
        "phones": "every telephone number lies in 555-0100 to 555-0199",
        "urls": "every web address is under example.com, .org or .net",
        "networks": "every IP address is of a documentation network (RFC 5737)",
        "secrets": "no key is stored in clear",
    }
    return [judged(_GROUP, name, rule, sorted(set(found[name]))) for name, rule in rules.items()]


def _columns(subject: Subject, table: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    columns = subject.columns[table]
    for name in names:
        if name in columns:
            for key, value in subject.each(
                f"SELECT id, {name} FROM main.{table} WHERE origin = ?", (SEED,)
            ):
                yield f"{table} {key} {name}", str(value)


def _texts(subject: Subject) -> Iterator[tuple[str, str]]:
    """Free texts that could hold an address, a number, a link or a key."""
    for table in subject.tables:
        free = [
            column.name
            for column in table.columns
            if column.kind == TEXT
            and not column.choices
            and not column.references
            and column.name != "origin"
            and column.name in subject.columns[table.name]
        ]
        for name in free:
            for key, value in subject.each(
                f"SELECT {table.key}, {name} FROM main.{table.name} WHERE origin = ? AND "
                f"({name} GLOB '{_SUSPICIOUS}' OR {name} GLOB '*[0-9].[0-9]*' "
                f"OR {name} GLOB '*[0-9][-. ][0-9][0-9][0-9][0-9]*' OR {name} LIKE '%sk\\_%' ESCAPE '\\' "
                f"OR {name} LIKE '%bearer%' OR {name} LIKE '%-----BEGIN%')",
                (SEED,),
            ):
                yield f"{table.name} {key} {name}", str(value)


def _look(found: dict[str, list[str]], place: str, value: str) -> None:
    if any(not _RESERVED.fullmatch(domain) for domain in _ADDRESS.findall(value)):
        found["addresses"].append(f"{place}: {value!r}")
    if any(not _RESERVED.fullmatch(host) for host in _URL.findall(value)):
        found["urls"].append(f"{place}: {value!r}")
    if any(parts not in _TEST_NETS for parts in _IP.findall(value)):
        found["networks"].append(f"{place}: {value!r}")
    if any("555-01" not in number for number in _ANY_PHONE.findall(value)):
        found["phones"].append(f"{place}: {value!r}")
    if _SECRET.search(value):
        found["secrets"].append(f"{place} holds a key in clear")
