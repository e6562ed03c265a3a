"""Playbooks against the plans that run on them: versions that changed, ids that are gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core.codec import decode
from onboardctl.core.compile.versions import (
    BUMPS,
    Change,
    changes,
    edition_bump,
    next_version,
    required_bump,
)
from onboardctl.core.errors import Diagnostic
from onboardctl.core.names import counted
from onboardctl.core.playbook import Playbook

if TYPE_CHECKING:
    from onboardctl.store.engine import Engine


def in_use(playbook: Playbook, file: str, store: Engine) -> list[Diagnostic]:
    """PB502 and PB503: what running plans were made of, and this version no longer has."""
    found: list[Diagnostic] = []
    for row in store.rows("playbook_version.in_use"):
        if (
            row["playbook"] != playbook.id
            or row["digest"] == playbook.digest
            or not row["partners"]
        ):
            continue
        plans = counted(row["partners"], "plan")
        body = store.one("playbook_version.body", digest=row["digest"])
        kept = decode(Playbook, json.loads(body["body"])) if body is not None else None
        # a new version of a playbook below makes a new edition of what is laid over it
        same = kept.edition == playbook.edition if kept else row["version"] == playbook.version
        if same:
            message = f"version {playbook.version} is in use by {plans} and has changed; raise the version"
            found.append(Diagnostic("PB502", message, file=file, severity="error"))
        if kept is None:
            continue
        differences = changes(kept, playbook)
        if edition_bump(kept, playbook) != "none":
            found += too_small(kept, playbook, differences, file)
        for change in differences:
            if (
                change.kind == "removed"
                and change.path.startswith("task ")
                and change.bump == "major"
            ):
                name = change.path.removeprefix("task ")
                message = f'removed id "{name}" is live in {plans} and has no migration'
                found.append(Diagnostic("PB503", message, file=file, severity="error"))
    return list(dict.fromkeys(found))


def too_small(
    old: Playbook, new: Playbook, differences: tuple[Change, ...], file: str
) -> list[Diagnostic]:
    """PB501: the version number was raised by less than the changes need."""
    required = required_bump(differences)
    if BUMPS.index(edition_bump(old, new)) >= BUMPS.index(required):
        return []
    gravest = next(change for change in differences if change.bump == required)
    what = f"{gravest.kind} {gravest.path} {gravest.field}".strip()
    message = f"change needs a {required} version ({what}), file says {new.version}"
    hint = f"write version: {next_version(old.version, required)}"
    return [Diagnostic("PB501", message, hint, file=file)]
