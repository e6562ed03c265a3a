"""Make a workspace: a folder with its settings file and an empty store."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, InvalidInput, StoreError
from onboardctl.core.names import did_you_mean, is_id, listed, slug, unique
from onboardctl.core.payloads.workspace import WorkspaceCreated, WorkspaceTier
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.settings import presets, server_named
from onboardctl.settings.reading import parse
from onboardctl.settings.values import FILE_NAME, STORE_NAME, TIERS, Content, Person
from onboardctl.settings.writing import exists, workspace_text, write_workspace

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.settings.values import Brand, TierTerms

_PERSON = re.compile(r"^(?P<roles>[a-z_]+(?:\+[a-z_]+)*)=(?P<name>[^<>]+?)\s*<(?P<mail>[^<>\s]+)>$")


class NewWorkspace(NamedTuple):
    """What was asked for, as typed.

    Attributes:
        folder: where; made when it does not exist.
        brands: ``id`` or ``id=Name``; the first is the default.
        staff: ``role+role=Name <mail>``.
        tier_slas: ``tier=response/resolution``.
        support_channels: ``tier=text``.
        support_hours: ``tier=text``.
        on_call: telephone line of the highest tier.
        links: ``name=https://…`` or ``brand.name=https://…``.
        zone: IANA name.
        locale: language of mails.
        example: the figures are invented, for a demonstration.
        store: URL of a database for the store, which the settings file then names; otherwise the
            one in ``ONBOARDCTL_STORE``, or a file in the folder.
    """

    folder: Path
    brands: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    tier_slas: tuple[str, ...] = ()
    support_channels: tuple[str, ...] = ()
    support_hours: tuple[str, ...] = ()
    on_call: str | None = None
    links: tuple[str, ...] = ()
    zone: str | None = None
    locale: str | None = None
    example: bool = False
    store: str | None = None


def init_workspace(request: NewWorkspace, *, now: datetime, dry_run: bool = False) -> Result:
    """Create the workspace; a store that is there already is kept.

    Raises:
        Conflict: ``workspace.exists``.
        InvalidInput: something typed is not of its form; nothing was written.
        StoreError: the store cannot be made.
    """
    folder = request.folder.expanduser().absolute()
    if (folder / FILE_NAME).exists():
        raise exists(folder / FILE_NAME)
    content = content_of(request)
    parse(workspace_text(content), FILE_NAME)
    store = server_named(request.store) or str(folder / STORE_NAME)
    kept = _exists(store)
    if kept:
        _usable(store, now)
    if not dry_run:
        _write(folder, content, store, kept=kept, now=now)
    return Result(
        command="init",
        schema="workspace/1",
        data=_payload(folder, store, content, kept=kept),
        as_of=now,
        zone=content.zone,
        messages=(f"created a workspace in {folder}",),
        next_steps=_next_steps(request.folder),
        warnings=tuple(_open_points(content)),
        dry_run=dry_run,
    )


def content_of(request: NewWorkspace) -> Content:
    """The settings a request asks for.

    Raises:
        InvalidInput: something typed is not of its form.
    """
    brands = tuple(_brand(text) for text in request.brands) or presets.BRANDS
    brands, links = _with_links(brands, request.links)
    return Content(
        brand=brands[0].id,
        zone=request.zone,
        locale=request.locale,
        brands=brands,
        staff=_staff(request.staff),
        tiers=_tiers(request),
        links=links,
        store=server_named(request.store) if request.store else None,
    )


def person(text: str, taken: set[str]) -> Person:
    """One of our people from ``role+role=Name <mail>``; the id is made from the name.

    Raises:
        InvalidInput: not of that form.
    """
    match = _PERSON.match(text.strip())
    if match is None:
        raise InvalidInput(
            "staff.form",
            f'"{text}" does not say role, name and address',
            hint='write it like --staff "csm=Ada Lovelace <ada@example.com>"',
        )
    name = " ".join(match["name"].split())
    base = slug(name.split()[0]) or "person"
    made = unique(base, taken)
    taken.add(made)
    return Person(made, name, match["mail"], tuple(match["roles"].split("+")))


def hours(text: str) -> tuple[str, str]:
    """Response and resolution from ``1h/8h``.

    Raises:
        InvalidInput: not two durations.
    """
    from onboardctl.core.points import ParseFailure, parse_duration

    parts = [part.strip() for part in text.split("/")]
    try:
        if len(parts) == 2 and all(parse_duration(part).amount > 0 for part in parts):  # noqa: PLR2004
            return parts[0], parts[1]
        reason = "it does not name two times"
    except ParseFailure as failure:
        reason = failure.message
    raise InvalidInput(
        "tier.sla",
        f'"{text}" is not a response and a resolution time: {reason}',
        hint='write it like --tier-sla "enterprise=1h/8h"; units are m h d w, bh bd',
    )


def _exists(store: str) -> bool:
    from onboardctl.store import upkeep

    return upkeep.exists(store)


def _write(folder: Path, content: Content, store: str, *, kept: bool, now: datetime) -> None:
    from onboardctl.store import upkeep

    made = not folder.exists()
    if made:
        _make(folder)
    if not kept:
        upkeep.create(store, now=now)
    write_workspace(folder, content)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "it cannot be made"
        raise InvalidInput("workspace.folder", f"{folder}: {reason}") from error


def _usable(store: str, now: datetime) -> None:
    from onboardctl.core.store_url import is_server
    from onboardctl.store import open_store

    try:
        open_store(store, read_only=True, now=now).close()
    except StoreError as error:
        if not is_server(store):
            error.hint = "move the file away, or name another folder"
        raise


def _brand(text: str) -> Brand:
    name, _, title = (part.strip() for part in text.partition("="))
    if not is_id(name):
        raise InvalidInput(
            "brand.form",
            f'"{name}" is not the id of a brand',
            hint='write --brand skillforge, or --brand "acme=Acme Inc."',
        )
    return presets.brand(name, title or None)


def _staff(typed: tuple[str, ...]) -> tuple[Person, ...]:
    taken: set[str] = set()
    people: dict[str, Person] = {}
    for text in typed:
        one = person(text, taken)
        known = people.get(one.email.lower())
        if known is not None:  # the same person with one more role
            roles = tuple(dict.fromkeys((*known.roles, *one.roles)))
            people[one.email.lower()] = known._replace(roles=roles)
            taken.discard(one.id)
        else:
            people[one.email.lower()] = one
    return tuple(people.values())


def _tiers(request: NewWorkspace) -> tuple[TierTerms, ...]:
    terms = {one.id: one for one in presets.TERMS}
    for text in request.tier_slas:
        tier, value = _tier_value(text, "--tier-sla", "enterprise=1h/8h")
        response, resolution = hours(value)
        terms[tier] = terms[tier]._replace(response_sla=response, resolution_sla=resolution)
    for text in request.support_channels:
        tier, value = _tier_value(text, "--support-channel", "business=support@example.com")
        terms[tier] = terms[tier]._replace(support_channel=value)
    for text in request.support_hours:
        tier, value = _tier_value(text, "--support-hours", "business=Monday to Friday, 9 to 17")
        terms[tier] = terms[tier]._replace(support_hours=value)
    if request.on_call:
        highest = TIERS[-1]
        terms[highest] = terms[highest]._replace(on_call_number=request.on_call)
    return tuple(one._replace(example=request.example) for one in terms.values())


def _tier_value(text: str, flag: str, example: str) -> tuple[str, str]:
    tier, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not value:
        raise InvalidInput(
            "tier.form", f'{flag}: "{text}" is not tier=value', hint=f'write {flag} "{example}"'
        )
    if tier not in TIERS:
        raise InvalidInput(
            "tier.unknown",
            f'{flag}: there is no tier "{tier}"{did_you_mean(tier, TIERS)}',
            hint=f"tiers are {', '.join(TIERS)}",
        )
    return tier, value


def _with_links(
    brands: tuple[Brand, ...], typed: tuple[str, ...]
) -> tuple[tuple[Brand, ...], dict[str, str]]:
    links: dict[str, str] = {}
    own = {brand.id: brand for brand in brands}
    for text in typed:
        name, _, address = (part.strip() for part in text.partition("="))
        brand, dot, key = name.partition(".")
        if not dot:
            links[name] = address
        elif brand in own:
            known = own[brand]
            own[brand] = known._replace(links={**known.links, key: address})
        else:
            raise InvalidInput(
                "brand.unknown",
                f'--link: there is no brand "{brand}"{did_you_mean(brand, own)}',
                hint=f"brands are {listed(own)}",
            )
    return tuple(own.values()), links


def _payload(folder: Path, store: str, content: Content, *, kept: bool) -> WorkspaceCreated:
    return WorkspaceCreated(
        folder=str(folder),
        file=str(folder / FILE_NAME),
        store=store,
        store_kept=kept,
        brands=tuple(brand.id for brand in content.brands),
        staff=tuple(one.id for one in content.staff),
        zone=content.zone,
        tiers=tuple(
            WorkspaceTier(one.id, one.name, one.response_sla, one.resolution_sla)
            for one in content.tiers
        ),
    )


def _next_steps(folder: Path) -> tuple[str, ...]:
    here = folder.expanduser().absolute() == Path.cwd()
    steps = () if here else (f"cd {_quoted(str(folder))}",)
    return (*steps, "onboardctl doctor", "onboardctl new-partner")


def _quoted(text: str) -> str:
    from shlex import quote

    return quote(text)


def _open_points(content: Content) -> list[Diagnostic]:
    """What mails will ask for later; said now, while the person is at it."""
    found = []
    without = [one.id for one in content.tiers if not (one.response_sla and one.resolution_sla)]
    if without:
        found.append(
            Diagnostic(
                "workspace.hours",
                f"response and resolution times are open for {listed(without)};"
                " mails that need them are refused until then",
                f"onboardctl config set tiers.{without[0]}.response_sla <time>",
                severity="warning",
            )
        )
    if not content.staff:
        found.append(
            Diagnostic(
                "workspace.staff",
                "nobody is named under `staff:`; tasks have roles but no people yet",
                "add people under `staff:` in onboardctl.yaml",
                severity="warning",
            )
        )
    return found
