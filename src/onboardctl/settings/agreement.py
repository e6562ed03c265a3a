"""What the keys of ``onboardctl.yaml`` must agree on with each other, and what never stands in it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.store_url import is_server, password_in
from onboardctl.settings.values import (
    TIERS,
    Content,
)

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node


VERSION = "1"
WHOLE = 100
"""All of somebody's week, in percent."""
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_SECRETS = frozenset({"password", "passwd", "secret", "token", "api_key", "apikey"})


def across(content: Content, root: Node) -> list[Diagnostic]:
    """Everything wrong that no single key shows."""
    return [
        *_version(root),
        *_secrets(root),
        *_default_brand(content, root),
        *_actor(content, root),
        *_tiers(root),
        *_variables(root),
        *_people(content, root),
        *_absences(root),
        *_shares(content, root),
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


def _shares(content: Content, root: Node) -> list[Diagnostic]:
    """Shares are of roles the person plays, and together no more than the whole."""
    staff = root.get("staff")
    found = []
    for person in content.staff:
        node = staff.get(person.id) if staff is not None else None
        shares = node.get("shares") if node is not None else None
        if shares is None:
            continue
        for role in person.shares:
            if role not in person.roles:
                near = did_you_mean(role, person.roles)
                message = f'{person.id} does not play the role "{role}"{near}'
                hint = f"roles: {listed(person.roles)}" if person.roles else "say `roles:` first"
                found.append(shares.key_problem(role, "settings.share", message, hint=hint))
        total = sum(person.shares.values())
        if total > WHOLE:
            message = f"the shares of {person.id} add up to {total}%"
            found.append(shares.problem("settings.share", message, hint="100% is the whole week"))
    return found
