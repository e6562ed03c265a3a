"""Versions of KPI definitions: what changed between two, and none changed under its own number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import decode, encode
from onboardctl.core.errors import Diagnostic, NotFound, Refused
from onboardctl.core.kpi.definition import KpiDefinition
from onboardctl.core.kpi.kept import WORDS, fingerprint
from onboardctl.core.names import listed
from onboardctl.core.payloads.kpi import KpiChange, KpiDiff
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session

FILES = "files"


class DiffKpi(NamedTuple):
    """Which KPI, between which versions of its playbook; ``files`` is what the files say now."""

    id: str
    before: str | None
    after: str
    as_of: datetime


def diff_kpi(session: Session, request: DiffKpi) -> Result:
    """What differs between two definitions of a KPI, and whether its meaning does.

    Raises:
        NotFound: no playbook in use has the KPI, or there is no such version.
    """
    from onboardctl.operations.kpi.catalogue import find_kpi
    from onboardctl.operations.kpi.use import playbooks_in_use

    used = playbooks_in_use(session, None)
    present = find_kpi(request.id, [one for use in used for one in use.definitions])
    playbook = present.id.partition(".")[0]
    kept = _kept(session, playbook)
    before = _one_of(session, playbook, kept, request.before or next(iter(kept)), present.id)
    after = _one_of(session, playbook, kept, request.after, present.id)
    changes = tuple(_changes(before, after))
    same_meaning = fingerprint(before) == fingerprint(after)
    if not changes:
        said = "the two definitions are the same"
    elif same_meaning:
        said = "worded otherwise; the meaning is the same"
    else:
        said = "another meaning: its numbers begin anew and are never joined to the old ones"
    return Result(
        "kpi diff",
        "kpi-diff/1",
        KpiDiff(
            present.id,
            request.before or next(iter(kept)),
            request.after,
            before.version,
            after.version,
            same_meaning,
            changes,
        ),
        as_of=request.as_of,
        zone=session.settings.zone,
        messages=(said,),
    )


def changed_in_place(session: Session, playbook: Playbook) -> list[Diagnostic]:
    """Definitions that mean something else than partners were measured by, under the same version.

    A changed meaning needs a new version: numbers of the two are never joined.
    """
    found = []
    known = _fingerprints(session, playbook.id)
    for one in _definitions(playbook):
        before = known.get((one.id, one.version))
        if before is not None and before != fingerprint(one):
            found.append(
                Diagnostic(
                    "kpi.changed_in_place",
                    f"{one.id} means something else than before under the same version"
                    f" {one.version}",
                    hint=f"write `version: {one.version + 1}`; numbers of the two are not joined",
                    file=f"{playbook.id}/kpis.yaml",
                    line=one.line,
                )
            )
    return found


def refuse_changed(session: Session, playbook: Playbook) -> None:
    """Let no partner start on definitions that changed under their own version.

    Raises:
        Refused: with every definition that did.
    """
    found = changed_in_place(session, playbook)
    if found:
        raise Refused(
            "kpi.changed_in_place",
            f"{listed([one.message for one in found], most=1)}",
            hint=found[0].hint,
            diagnostics=tuple(found),
        )


def _definitions(playbook: Playbook) -> list[KpiDefinition]:
    return [
        one if isinstance(one, KpiDefinition) else decode(KpiDefinition, one)
        for one in playbook.kpis
    ]


def _kept(session: Session, playbook: str) -> dict[str, dict[str, Any]]:
    """Definitions as data by version of the playbook, the latest taken into use first."""
    rows = session.store.rows("kpi.versions", playbook=playbook)
    return {row["version"]: json.loads(row["body"]) for row in rows}


def _fingerprints(session: Session, playbook: str) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for body in reversed(_kept(session, playbook).values()):
        for data in body.get("kpis", ()):
            one = decode(KpiDefinition, data)
            found[one.id, one.version] = fingerprint(one)
    return found


def _one_of(
    session: Session, playbook: str, kept: dict[str, dict[str, Any]], version: str, kpi: str
) -> KpiDefinition:
    if version == FILES:
        from onboardctl.definitions import require_playbook

        definitions: Iterable[KpiDefinition] = _definitions(
            require_playbook(playbook, session.settings.folder)
        )
    elif version in kept:
        definitions = (decode(KpiDefinition, data) for data in kept[version].get("kpis", ()))
    else:
        raise NotFound(
            "kpi.version_unknown",
            f"nobody runs on version {version} of {playbook}",
            hint=f"versions in use are {listed(kept)}; `files` is what the files say now",
        )
    for one in definitions:
        if one.id == kpi:
            return one
    raise NotFound("kpi.unknown", f"version {version} of {playbook} has no {kpi}")


def _changes(before: KpiDefinition, after: KpiDefinition) -> Iterable[KpiChange]:
    old, new = encode(before), encode(after)
    for name, was in old.items():
        now = new[name]
        if was == now or name == "line":
            continue
        if name == "measure":
            for part, value in was.items():
                if value != now[part]:
                    yield KpiChange(part, _text(value), _text(now[part]), "meaning")
        else:
            effect = "wording" if name in WORDS or name == "version" else "meaning"
            yield KpiChange(name, _text(was), _text(now), effect)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
