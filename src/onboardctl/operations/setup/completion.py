"""Names for the shell to offer: read-only look-ups that never create, migrate or ask anything."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.resources import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.settings import Settings
    from onboardctl.store.engine import Engine

LIMIT = 200


class Offer(NamedTuple):
    """A word the shell may complete to, and what it stands for."""

    word: str
    meaning: str = ""


def partners(settings: Settings, now: datetime, beginning: str) -> list[Offer]:
    """Slugs that begin so, in order, with the partner's name."""
    store = _open(settings, now)
    try:
        rows = store.rows(
            "partner.slugs_beginning", start=beginning, stop=beginning + "\U0010ffff", limit=LIMIT
        )
        return [Offer(row["slug"], row["name"]) for row in rows]
    finally:
        store.close()


def tasks(settings: Settings, now: datetime, partner: str, beginning: str) -> list[Offer]:
    """Tasks of one partner (id or slug) that begin so, in the order of the plan."""
    store = _open(settings, now)
    try:
        found = store.one("partner.by_key", key=partner)
        if found is None:
            return []
        rows = store.rows(
            "task.ids_beginning",
            partner_id=found["partner_id"],
            beginning=_literally(beginning) + "%",
            limit=LIMIT,
        )
        return [Offer(row["task_id"], row["title"]) for row in rows]
    finally:
        store.close()


def playbooks(workspace: str | None) -> list[Offer]:
    """Ids of the playbooks of the workspace and of those that ship with the program."""
    names: dict[str, None] = {}
    for folder in _folders(workspace, "playbooks"):
        for entry in _entries(folder):
            if os.path.isfile(os.path.join(entry.path, "playbook.yaml")):  # noqa: PTH113, PTH118
                names[entry.name] = None
    return [Offer(name) for name in sorted(names)]


def templates(workspace: str | None) -> list[Offer]:
    """Ids of the templates of every brand and locale: ``templates/<brand>/<locale>/<id>.md``."""
    names: dict[str, None] = {}
    for folder in _folders(workspace, "templates"):
        for brand in _entries(folder):
            for locale in _entries(brand.path):
                for entry in _entries(locale.path):
                    name, extension = os.path.splitext(entry.name)  # noqa: PTH122
                    if extension == ".md" and not name.startswith("_"):
                        names[name] = None
    return [Offer(name) for name in sorted(names)]


def _open(settings: Settings, now: datetime) -> Engine:
    from onboardctl.store import open_store

    store: Engine = open_store(settings.store, read_only=True, now=now)
    return store


def _folders(workspace: str | None, kind: str) -> list[str]:
    own = [] if workspace is None else [os.path.join(workspace, kind)]  # noqa: PTH118
    return [*own, str(bundled(kind))]


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
