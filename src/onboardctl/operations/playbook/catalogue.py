"""Playbooks: which there are, what they say, what is wrong with them, how two differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl import definitions
from onboardctl.core.compile import Surroundings
from onboardctl.core.compile.versions import (
    BUMPS,
    actual_bump,
    changes,
    next_version,
    required_bump,
)
from onboardctl.core.errors import Diagnostic, NotFound
from onboardctl.core.lifecycle import LIFECYCLE
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.playbook import (
    PlaybookCheck,
    PlaybookDiff,
    PlaybookLine,
    PlaybookList,
    PlaybookSchema,
    PlaybookShown,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.revision import review_due
from onboardctl.definitions.catalogue import PROFILES, TITLES
from onboardctl.definitions.playbooks import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime
    from pathlib import Path

    from onboardctl.core.playbook import Playbook
    from onboardctl.store.engine import Engine
    from onboardctl.templating.catalogue import Found
    from onboardctl.yamlfile import Document

MOST_FINDINGS = 1_000
"""Findings told by one check; the counts say how many there are."""


class Place(NamedTuple):
    """Where playbooks are looked for, and when.

    ``workspace`` is ``None`` outside of any; only the bundled playbooks exist then. ``staff`` are
    the names of our people there, ``roles`` who plays which role.
    """

    workspace: Path | None
    now: datetime
    dry_run: bool = False
    staff: tuple[str, ...] = ()
    roles: dict[str, str] = {}  # noqa: RUF012 -- never changed


class ShowPlaybook(NamedTuple):
    """A playbook by name, and what to show of it."""

    name: str
    owner: str | None = None
    raci: bool = False
    document: bool = False
    resolved: bool = False
    origin: bool = False


class CheckPlaybooks(NamedTuple):
    """Playbooks by name or path (all when empty), and how to report.

    ``style`` is ``text``, ``json``, ``sarif`` or ``github``.
    """

    names: tuple[str, ...] = ()
    profile: str = "standard"
    style: str = "text"


def list_playbooks(place: Place) -> Result:
    """Every playbook there is, by id; broken ones with the number of their errors."""
    lines = []
    parts: dict[Path, Document] = {}
    for name in definitions.playbook_names(place.workspace):
        path = definitions.find_playbook(name, place.workspace)
        loaded = definitions.load(path, place.workspace, Surroundings(digest=False), parts)
        own = place.workspace is not None and path.is_relative_to(place.workspace)
        errors = sum(one.severity == "error" for one in loaded.findings)
        lines.append(_line(name, loaded.playbook, errors, place.now.date(), own=own))
    return answer(place, "list", PlaybookList(tuple(lines)))


def _line(
    name: str, playbook: Playbook | None, errors: int, today: date, *, own: bool
) -> PlaybookLine:
    if playbook is None:
        return PlaybookLine(name, "", "", None, None, 0, 0, errors, own)
    below = playbook.layers[-1].id if playbook.layers else None
    due = review_due(playbook.review)
    return PlaybookLine(
        id=name,
        version=playbook.version,
        title=playbook.title,
        brand=playbook.brand,
        days=playbook.length_days,
        phases=len(playbook.phases),
        tasks=len(playbook.tasks),
        errors=errors,
        own=own,
        over=below,
        revised_on=max((one.on for one in playbook.history), default=None),
        review_due_on=due,
        overdue=due is not None and due < today,
    )


def show_playbook(place: Place, request: ShowPlaybook) -> Result:
    """A playbook as a person reads it.

    Raises:
        NotFound: no such playbook, or no such role in it.
        InvalidInput: it has errors.
    """
    playbook = definitions.require_playbook(request.name, place.workspace)
    if request.resolved or request.origin:
        from onboardctl.operations.playbook.origin import origins_of, resolved

        return (resolved if request.resolved else origins_of)(place, request.name, playbook)
    roles = [role.id for role in playbook.roles]
    if request.owner is not None and request.owner not in roles:
        message = (
            f'"{playbook.id}" has no role "{request.owner}"{did_you_mean(request.owner, roles)}'
        )
        raise NotFound("role.unknown", message, hint=f"roles are {listed(roles)}")
    payload = PlaybookShown(
        playbook, request.owner, request.raci, request.document, place.roles if request.raci else {}
    )
    return answer(place, "show", payload)


def check_playbooks(
    place: Place, request: CheckPlaybooks, store: Callable[[], Engine | None] | None = None
) -> Result:
    """Apply every rule to playbooks, their parts and what running plans made of them.

    Args:
        place: where to look.
        request: which, and how to report.
        store: opens the store whose running plans are compared (PB502, PB503); ``None`` skips that.

    Raises:
        NotFound: no such playbook or file.
    """
    names = request.names or definitions.playbook_names(place.workspace)
    engine = store() if store is not None else None
    library = _library(place.workspace)
    people = {row["name"] for row in engine.rows("contact.names")} if engine is not None else set()
    around = Surroundings(
        templates=_by_brand(library),
        today=place.now.date(),
        people=frozenset(people.union(place.staff)),
        digest=engine is not None,
    )
    findings: dict[Diagnostic, None] = {}
    checked, sound = [], []
    parts: dict[Path, Document] = {}
    for name in names:
        path = definitions.find_playbook(name, place.workspace)
        loaded = definitions.load(path, place.workspace, around, parts)
        checked.append(loaded.playbook.id if loaded.playbook else name)
        sound += [loaded.playbook] if loaded.playbook is not None else []
        findings |= dict.fromkeys(loaded.findings)
        if loaded.playbook is not None and engine is not None:
            from onboardctl.operations.playbook.use import in_use

            findings |= dict.fromkeys(in_use(loaded.playbook, shown(path), engine))
    if not request.names and len(sound) == len(checked):
        findings |= dict.fromkeys(unused_templates(sound, library))
    if LIFECYCLE in {playbook.id for playbook in sound}:
        from onboardctl.operations.health.checking import findings_of

        findings |= dict.fromkeys(findings_of(place.workspace))
    kept = tuple(one for one in findings if one.severity in PROFILES[request.profile])
    counts = {
        name: sum(one.severity == name for one in kept) for name in ("error", "warning", "info")
    }
    told = kept[:MOST_FINDINGS]
    payload = PlaybookCheck(
        told,
        tuple(checked),
        counts["error"],
        counts["warning"],
        counts["info"],
        _rendered(told, request.style),
    )
    summary = () if payload.rendered is not None else (_summary(payload),)
    if len(told) < len(kept):
        summary = (*summary, f"the first {len(told):,} findings of {len(kept):,} are told")
    result = answer(place, "check", payload, messages=summary)
    return result._replace(exit_code=8) if payload.errors else result


def templates_by_brand(workspace: Path | None) -> dict[str, frozenset[str]]:
    """Ids of the mail templates there are, the workspace's and the bundled ones, by brand."""
    return _by_brand(_library(workspace))


def _library(workspace: Path | None) -> list[Found]:
    from onboardctl.templating.catalogue import Library

    own = workspace / "templates" if workspace is not None else None
    return Library(own if own is not None and own.is_dir() else None).files()


def _by_brand(library: list[Found]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in library:
        found.setdefault(one.brand, set()).add(one.stem)
    return {brand: frozenset(names) for brand, names in found.items()}


def unused_templates(playbooks: list[Playbook], library: list[Found]) -> list[Diagnostic]:
    """PB106: templates that the workspace adds and no playbook names.

    Args:
        playbooks: all that there are.
        library: every template; one that stands in for a bundled one is used where that is.
    """
    used = {name for playbook in playbooks for name in _templates_of(playbook)}
    used |= {one.stem for one in library if not one.own}
    return [
        Diagnostic(
            "PB106",
            f'template "{one.stem}" is never used',
            "name it in a message of a playbook, or remove it",
            file=shown(one.path),
            severity="warning",
        )
        for one in library
        if one.own and one.stem not in used
    ]


def _templates_of(playbook: Playbook) -> set[str]:
    mails = [*playbook.messages, *(mail for task in playbook.tasks for mail in task.messages)]
    names = {mail.template for mail in mails}
    names |= {one.template for one in playbook.recurring if one.template}
    told = (playbook.sla or {}).get("tell_customer") or {}
    return names | {playbook.welcome, str(told.get("template", ""))}


def _rendered(findings: tuple[Diagnostic, ...], style: str) -> str | None:
    from onboardctl import __version__
    from onboardctl.core.codec import encode
    from onboardctl.output.findings import github, sarif

    if style == "github":
        return github(findings)
    if style == "sarif":
        return json.dumps(sarif(findings, TITLES, __version__), indent=2, ensure_ascii=False)
    if style == "json":
        return json.dumps(encode(findings), indent=2, ensure_ascii=False)
    return None


def _summary(check: PlaybookCheck) -> str:
    counts = [
        f"{number} {word}" + ("" if number == 1 else "s")
        for number, word in (
            (check.errors, "error"),
            (check.warnings, "warning"),
            (check.infos, "hint"),
        )
        if number
    ]
    where = (
        f"{len(check.playbooks)} playbooks"
        if len(check.playbooks) != 1
        else f"playbook {check.playbooks[0]}"
    )
    return f"{' and '.join(counts)} in {where}" if counts else f"{where}: nothing wrong"


def schema(
    place: Place, *, part: bool = False, overlay: bool = False, health: bool = False
) -> Result:
    """The JSON Schema of playbooks, of the parts they share, of variants, or of the health file."""
    from onboardctl.definitions import reference

    made = reference.json_schema
    if part or overlay or health:
        made = reference.part_schema if part else reference.overlay_schema
        made = reference.health_schema if health else made
    return answer(place, "schema", PlaybookSchema(made()))


def diff_playbooks(place: Place, before: str, after: str) -> Result:
    """What changed between two definitions, in ids and fields, and the bump it requires (PB501).

    Raises:
        NotFound, InvalidInput: one of them does not exist or has errors.
    """
    old = definitions.require_playbook(before, place.workspace)
    new = definitions.require_playbook(after, place.workspace)
    variant = new.id != old.id and any(one.id == old.id for one in new.layers)
    found = changes(as_variant(old, new.id) if variant else old, new)
    required, actual = required_bump(found), actual_bump(old.version, new.version)
    enough = variant or BUMPS.index(actual) >= BUMPS.index(required)
    wanted = next_version(old.version, required)
    payload = PlaybookDiff(
        found, before, after, old.version, new.version, required, actual, enough, wanted, variant
    )
    if enough:
        return answer(place, "diff", payload)
    result = answer(place, "diff", payload)
    if actual == "none":
        message = f"change needs a {required} version, file says {new.version}"
        finding = Diagnostic("PB501", message, f"write version: {wanted}", file=new.source or after)
        return result._replace(errors=(finding,), exit_code=8)
    from onboardctl.operations.playbook.use import too_small

    errors = tuple(too_small(old, new, found, new.source or after))
    return result._replace(errors=errors, exit_code=8)


def as_variant(playbook: Playbook, variant: str) -> Playbook:
    """A playbook with the id of a variant of it, and its KPIs named as the variant names them."""
    from onboardctl.core.codec import decode, encode
    from onboardctl.core.kpi.definition import KpiDefinition

    def named(text: str) -> str:
        return text.replace(f'"{playbook.id}.', f'"{variant}.')

    kpis = json.loads(named(json.dumps(encode(playbook.kpis))))
    issues = tuple(
        one._replace(kpis=tuple(json.loads(named(json.dumps(one.kpis)))))
        for one in playbook.troubleshooting
    )
    return playbook._replace(
        id=variant, kpis=tuple(decode(KpiDefinition, one) for one in kpis), troubleshooting=issues
    )


def answer(
    place: Place,
    verb: str,
    payload: object,
    *,
    messages: Iterable[str] = (),
    next_steps: tuple[str, ...] = (),
) -> Result:
    """A result of a playbook command."""
    return Result(
        f"playbook {verb}",
        f"playbook-{verb}/1",
        payload,
        place.now,
        messages=tuple(messages),
        next_steps=next_steps,
    )
