"""The playbooks that partners run on, with the KPIs they are measured by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import decode
from onboardctl.core.errors import Diagnostic, InvalidInput
from onboardctl.core.kpi.definition import KpiDefinition
from onboardctl.core.names import listed
from onboardctl.core.record import NamedTuple
from onboardctl.operations.kpi.facts.outline import Outline, outline

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from onboardctl.operations.session import Session


CURRENCY = "currency"
"""The unit of amounts of which a definition cannot know the currency."""


class InUse(NamedTuple):
    """A playbook that partners run on: the definitions of the version taken into use last."""

    id: str
    version: str
    title: str
    partner_count: int
    definitions: tuple[KpiDefinition, ...]
    outlines: dict[str, Outline]
    differing: tuple[str, ...]
    known_issues: tuple[dict[str, Any], ...] = ()
    earlier_targets: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 -- never written to


def playbooks_in_use(session: Session, playbook: str | None) -> tuple[InUse, ...]:
    """Playbooks that partners run on, by id, with the KPIs of the version last taken into use."""
    by_id: dict[str, list[Any]] = {}
    for row in session.store.rows("kpi.playbooks", playbook=playbook):
        by_id.setdefault(row["playbook"], []).append(row)
    return tuple(_in_use(session, versions) for versions in by_id.values())


def zone_of(session: Session) -> tzinfo:
    """The workspace's zone, whose midnight parts days and months."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(session.settings.zone or "UTC")


def _in_use(session: Session, versions: list[Any]) -> InUse:
    bodies = {row["digest"]: _body(session, row["digest"]) for row in versions}
    latest = versions[0]
    definitions = tuple(
        decode(KpiDefinition, data) for data in bodies[latest["digest"]].get("kpis", ())
    )
    definitions = _in_one_currency(session, definitions)
    known = {definition.id: definition.version for definition in definitions}
    differing = {
        data["id"]
        for body in bodies.values()
        for data in body.get("kpis", ())
        if known.get(data["id"], data["version"]) != data["version"]
    }
    return InUse(
        latest["playbook"],
        latest["version"],
        latest["title"],
        sum(row["partners"] for row in versions),
        tuple(one for one in definitions if one.status != "retired"),
        {digest: outline(body) for digest, body in bodies.items()},
        tuple(sorted(differing)),
        tuple(bodies[latest["digest"]].get("troubleshooting", ())),
        _earlier_targets(definitions, bodies.values(), set(differing)),
    )


def _earlier_targets(
    definitions: tuple[KpiDefinition, ...], bodies: Iterable[dict[str, Any]], differing: set[str]
) -> dict[str, tuple[str, ...]]:
    """Targets that other versions of a KPI have: one that was moved is never forgotten."""
    if not differing:
        return {}
    from onboardctl.core.kpi.words import target_text

    found: dict[str, dict[int, str]] = {}
    for data in (data for body in bodies for data in body.get("kpis", ())):
        if data["id"] in differing:
            one = decode(KpiDefinition, data)
            found.setdefault(one.id, {})[one.version] = target_text(one) or "none"
    return {
        one.id: tuple(
            f"v{version}: {text}"
            for version, text in sorted(found[one.id].items())
            if version != one.version and text != found[one.id][one.version]
        )
        for one in definitions
        if one.id in found
    }


def _in_one_currency(
    session: Session, definitions: tuple[KpiDefinition, ...]
) -> tuple[KpiDefinition, ...]:
    """Amounts in the currency that the whole store knows, where it knows just one."""
    if all(one.unit != CURRENCY for one in definitions):
        return definitions
    known = [row["currency"] for row in session.store.rows("money.currencies") if row["currency"]]
    if len(known) != 1:
        return definitions
    return tuple(
        one._replace(unit=known[0]) if one.unit == CURRENCY else one for one in definitions
    )


def _body(session: Session, digest: str) -> dict[str, Any]:
    row = session.store.one("playbook_version.body", digest=digest)
    assert row is not None
    body: dict[str, Any] = json.loads(row["body"])
    return body


def not_in_use(session: Session, name: str) -> InUse:
    """A playbook that nobody runs on yet, as its files say: every KPI of it is "no data".

    Raises:
        NotFound: there is no such playbook.
        InvalidInput: its files cannot be read.
    """
    from onboardctl.definitions.playbooks import find_playbook, load

    loaded = load(find_playbook(name, session.settings.folder), session.settings.folder)
    playbook = loaded.playbook
    if playbook is None:
        raise InvalidInput(
            "playbook.invalid",
            f"playbook {name} cannot be read",
            hint=f"see what is wrong with `onboardctl playbook check {name}`",
            diagnostics=loaded.findings,
        )
    return InUse(playbook.id, playbook.version, playbook.title, 0, playbook.kpis, {}, ())


def version_warnings(used: tuple[InUse, ...]) -> list[Diagnostic]:
    """A changed meaning is never joined silently: name the KPIs defined otherwise elsewhere."""
    return [
        Diagnostic(
            "kpi.versions_differ",
            f"some partners run on another version of {one.id} that defines {listed(one.differing)}"
            f" differently; all are measured by version {one.version}",
            severity="warning",
        )
        for one in used
        if one.differing
    ]
