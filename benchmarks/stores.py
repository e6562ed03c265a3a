"""Workspaces with thousands of partners, built once and kept in the user's cache.

A few dozen partners are lived through by the program's own operations (the example of
``onboardctl demo``, at three moments). Their facts are then cloned: other names, other ids, other
weeks. The read tables come from the projection of the cloned facts, so `store verify` holds on the
result, and :func:`fits` checks that it does.

Seven in ten partners are through with their plan, as tasks of Taskwarrior's benchmark are; three
in ten are under way on days of the last weeks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from onboardctl.core import codec
from onboardctl.core.errors import OnboardError
from onboardctl.core.facts import Recorded, from_payload
from onboardctl.core.partner.evolve import replay
from onboardctl.core.partner.projection import KEYS, project
from onboardctl.core.partner.subject import SUBJECT as PARTNER
from onboardctl.operations.demo import workspace as demo
from onboardctl.operations.health.writing import Update, update
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings
from onboardctl.store import counts, open_store, projecting, read_tables, snapshots, verifying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.partner.state import Partner
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Engine

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
"""The present of every benchmark, passed as ``ONBOARDCTL_NOW``."""
RECIPE = 5
"""Raise it when this module builds other stores than before."""
MOMENTS = (timedelta(0), timedelta(days=1), timedelta(days=2))
"""How long before :data:`NOW` the examples were told whose partners are cloned."""
WEEKS_OF_HISTORY = 150
WEEKS_UNDER_WAY = 2
BATCH = 500

FIRST = (
    "Amber Birch Cedar Copper Coral Crystal Dahlia Eagle Ember Falcon Fern Forest Garnet Golden Granite "
    "Harbor Hazel Iris Ivory Jade Juniper Kestrel Lark Laurel Linden Lotus Maple Marble Meadow Mistral "
    "Mosaic Nova Oak Olive Onyx Opal Orchid Osprey Pearl Pine Quartz Raven Reed River Rowan Saffron "
    "Sage Scarlet Silver Slate Sparrow Spruce Sterling Summit Teal Thistle Tulip Umber Velvet Willow"
)
SECOND = (
    "Arbor Bay Bluff Bridge Brook Cape Cliff Coast Creek Crest Dale Dune Falls Field Ford Gate Glen "
    "Grove Haven Heath Hill Hollow Isle Junction Lake Landing Ledge Marsh Mesa Mill Moor Narrows Park "
    "Pass Peak Point Pond Port Prairie Reach Ridge Rock Shore Sound Spring Station Strand Terrace "
    "Trail Vale Valley View Vista Ward Wharf Wood"
)
KIND = ("Talent", "College", "Staffing", "Analytics", "Media", "Logistics", "Academy", "Partners")
_FIRST, _SECOND = FIRST.split(), SECOND.split()
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d(?=T|\b)")


class Fact(NamedTuple):
    """One row of a template's stream; ``change`` counts within the template."""

    number: int
    change: int
    kind: str
    version: int
    payload: str
    occurred_at: str


class Done(NamedTuple):
    """One change that touched a template."""

    command: str
    summary: str
    actor: str
    recorded_at: str


class Template(NamedTuple):
    """A partner to clone: its facts, the changes that brought them, its state, and an older one."""

    facts: tuple[Fact, ...]
    done: tuple[Done, ...]
    partner: Partner
    kept: Partner
    completed: bool


def workspace(partners: int) -> Path:
    """A workspace with so many partners; built when the cache holds none that still fits."""
    folder = cache_folder() / f"{partners}-partners"
    if folder not in _FIT:
        if not (folder / "ready").exists() or not fits(folder):
            print(f"building a store of {partners:,} partners in {folder}", file=sys.stderr)
            _forget_others(folder)
            folder.parent.mkdir(parents=True, exist_ok=True)
            build(folder, partners)
            assert fits(folder), "the read tables differ from a replay of the facts"
            (folder / "ready").touch()
        _FIT.add(folder)
    return folder


_FIT: set[Path] = set()
"""Workspaces that were looked at in this run."""


def _forget_others(folder: Path) -> None:
    """Remove what stood here before, and stores of other layouts: they are large."""
    shutil.rmtree(folder, ignore_errors=True)
    for other in folder.parent.parent.glob("*"):
        if other != folder.parent:
            shutil.rmtree(other, ignore_errors=True)


@cache  # a program that is changed while it is measured must not cost the stores
def cache_folder() -> Path:
    """Where built stores are kept; another layout gets another folder."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    root = Path(read_tables.__file__).parent
    seen = hashlib.sha256(str(RECIPE).encode())
    for file in (*sorted(root.glob("migrations/*.sql")), root / "read_tables.py"):
        seen.update(file.read_bytes())
    return base / "onboardctl-benchmarks" / seen.hexdigest()[:12]


def fits(folder: Path, number: int = 40) -> bool:
    """Whether read rows are what this program would make of the facts, judged by a sample."""
    try:
        store = _store_of(folder)
    except OnboardError:
        return False
    ids = [row["subject"] for row in store.rows("event.subjects")]
    chosen = ids[:: max(1, len(ids) // number)]
    same = all(verifying.rebuild(store, partner_id) == 0 for partner_id in chosen)
    store.close()
    return same


@contextlib.contextmanager
def scratch_copy(folder: Path) -> Iterator[Path]:
    """A copy of a workspace to write to; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="onboardctl-bench-", dir=folder.parent) as scratch:
        copy = Path(scratch) / "workspace"
        shutil.copytree(folder, copy)
        os.sync()  # the first command to write would wait for the copy to reach the disk
        yield copy


def start_anew(folder: Path) -> None:
    """Make room for a store, removing what stood here before."""
    _forget_others(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)


def clone_all(session: Session, folder: Path, partners: int) -> None:
    """Fill a workspace with clones of its partners, up to that many, some weeks apart."""
    _fill(folder, list(_templates(session.store)), partners)


def build(folder: Path, partners: int) -> None:
    """Make a workspace and fill its store up to that many partners."""
    demo.build(demo.make_folder(folder, replace=True), NOW)
    with tempfile.TemporaryDirectory(prefix="onboardctl-bench-") as scratch:
        found: list[Template] = []
        for days, back in enumerate(MOMENTS):
            example = Path(scratch) / f"example-{days}"
            demo.build(demo.make_folder(example, replace=False), NOW - back)
            found += _templates(_store_of(example))
    _fill(folder, found, partners)
    _keep_scores(folder)


def _keep_scores(folder: Path) -> None:
    """Leave the store as a night leaves it: the scores of everybody are kept."""
    session = open_session(load_settings(workspace=str(folder), store=None), now=NOW)
    update(session, Update(signs=False))
    session.close()


def _fill(folder: Path, found: list[Template], partners: int) -> None:
    store = _store_of(folder)
    first = len(store.rows("event.subjects"))
    with store.atomic(bulk=True):
        _clone(store, found, range(first, partners))
        counts.recount(store)
        store.connection.execute("UPDATE counter SET value = ?", (partners,))  # type: ignore[attr-defined]
    store.close()


def _store_of(folder: Path) -> Engine:
    engine: Engine = open_store(load_settings(workspace=str(folder), store=None).store, now=NOW)
    return engine


def _templates(store: Engine) -> Iterator[Template]:
    for row in store.rows("partner.list", limit=100, **_EVERYBODY):
        yield _template(store, row["partner_id"], completed=row["status"] == "completed")
    store.close()


_EVERYBODY = dict.fromkeys(("tier", "segment", "playbook", "status", "lead"))


def _template(store: Engine, partner_id: str, *, completed: bool) -> Template:
    rows = store.rows("event.stream", subject=partner_id, after=0)
    numbers = list(dict.fromkeys(row["change_id"] for row in rows))
    done = []
    for number in numbers:
        change = store.one("event.change", change_id=number)
        assert change is not None
        done.append(
            Done(change["command"], change["summary"], change["actor"], change["recorded_at"])
        )
    facts = tuple(
        Fact(
            row["number"],
            numbers.index(row["change_id"]),
            row["kind"],
            row["version"],
            row["payload"],
            row["occurred_at"],
        )
        for row in rows
    )
    return _template_of(partner_id, facts, tuple(done), completed=completed)


def _template_of(
    partner_id: str, facts: tuple[Fact, ...], done: tuple[Done, ...], *, completed: bool
) -> Template:
    """With the state that a store keeps of it: on average half the facts between two are newer."""
    kept = _replayed(partner_id, facts[: max(0, len(facts) - snapshots.EVERY // 2)], done)
    return Template(facts, done, _replayed(partner_id, facts, done), kept, completed)


def _replayed(partner_id: str, facts: tuple[Fact, ...], done: tuple[Done, ...]) -> Partner:
    return replay(
        partner_id,
        (
            Recorded(
                number=fact.number,
                change=fact.change,
                event=from_payload(fact.kind, fact.version, json.loads(fact.payload)),
                occurred_at=codec.parse_instant(fact.occurred_at),
                recorded_at=codec.parse_instant(done[fact.change].recorded_at),
                actor=done[fact.change].actor,
            )
            for fact in facts
        ),
    )


def _shifted(template: Template, weeks: int) -> Template:
    """The same partner some weeks earlier."""
    if not weeks:
        return template

    def earlier(text: str) -> str:
        return _DATE.sub(
            lambda found: (date.fromisoformat(found.group()) - timedelta(weeks=weeks)).isoformat(),
            text,
        )

    facts = tuple(
        fact._replace(payload=earlier(fact.payload), occurred_at=earlier(fact.occurred_at))
        for fact in template.facts
    )
    done = tuple(one._replace(recorded_at=earlier(one.recorded_at)) for one in template.done)
    return _template_of(template.partner.id, facts, done, completed=template.completed)


class Clone(NamedTuple):
    """Who becomes a copy of which template."""

    index: int
    template: Template

    @property
    def partner(self) -> Partner:
        """The partner as its cloned facts make it."""
        return self._named(self.template.partner)

    @property
    def kept(self) -> Partner:
        """The partner as the store keeps it beside the facts."""
        return self._named(self.template.kept)

    def _named(self, base: Partner) -> Partner:
        name = f"{_word(_FIRST, self.index, 1)} {_word(_SECOND, self.index, len(_FIRST))} "
        name += _word(KIND, self.index, len(_FIRST) * len(_SECOND))
        turn = self.index // (len(_FIRST) * len(_SECOND) * len(KIND))
        name += f" {turn + 1}" if turn else ""
        slug = name.lower().replace(" ", "-")
        return base._replace(
            id=f"P-{self.index + 1:04d}",
            name=name,
            slug=slug,
            contract=f"B-{self.index + 1}",
            channel=base.channel and f"#{slug}",
            contacts=dict.fromkeys(base.contacts, f"C-{self.index + 1:04d}"),
        )


def _word(words: tuple[str, ...] | list[str], index: int, divisor: int) -> str:
    return words[index // divisor % len(words)]


def _clone(store: Engine, templates: list[Template], indexes: range) -> None:
    playbooks = {
        one.partner.digest: projecting.playbook_of(store, one.partner.digest) for one in templates
    }
    clones = list(_clones(templates, indexes))
    first_of = _add_changes(store, clones)
    rows: dict[str, list[Any]] = {table: [] for table in KEYS}
    facts: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    states: list[dict[str, Any]] = []
    for position, clone in enumerate(clones, start=1):
        partner = clone.partner
        facts += _facts(clone, partner, first_of[clone.index])
        for table, found in project(partner, playbooks[partner.digest]).items():
            rows[table] += found.values()
        states.append(snapshots.row_of(clone.kept))
        people.append(
            {
                "contact_id": f"C-{clone.index + 1:04d}",
                "partner_id": partner.id,
                "name": "Robin Example",
                "email": f"robin@{partner.slug}.example",
            }
        )
        if position % BATCH == 0 or position == len(clones):
            store.many("event.add", facts)
            store.many("contact.put", people)
            store.many("snapshot.put", states)
            for table, several in rows.items():
                read_tables.put(store, PARTNER, table, several)
                several.clear()
            facts.clear()
            people.clear()
            states.clear()


def _clones(templates: list[Template], indexes: range) -> Iterator[Clone]:
    under_way = [one for one in templates if not one.completed]
    through = [one for one in templates if one.completed] or under_way
    known: dict[tuple[int, int], Template] = {}
    for index in indexes:
        among, weeks = (
            (through, WEEKS_OF_HISTORY)
            if index % 10 < 7 and through is not under_way
            else (under_way, WEEKS_UNDER_WAY)
        )
        # Two strides without a common divisor with anything here: neighbours differ in all respects.
        place, back = index * 7919 % len(among), index * 104729 % weeks
        key = (id(among[place]), back)
        if key not in known:
            known[key] = _shifted(among[place], back)
        yield Clone(index, known[key])


def _add_changes(store: Engine, clones: list[Clone]) -> dict[int, list[int]]:
    """Write the log in the order of time; the numbers of the changes of each clone."""
    ordered = sorted(
        (done.recorded_at, clone.index, place)
        for clone in clones
        for place, done in enumerate(clone.template.done)
    )
    by_index = {clone.index: clone for clone in clones}
    names = {clone.index: clone.partner.name for clone in clones}
    numbers: dict[int, list[int]] = {
        clone.index: [0] * len(clone.template.done) for clone in clones
    }
    latest = store.rows("event.changes", actor=None, until=None, limit=1)
    following = latest[0]["change_id"] + 1
    for offset, (_, index, place) in enumerate(ordered):
        numbers[index][place] = following + offset

    def written() -> Iterator[dict[str, Any]]:
        for recorded_at, index, place in ordered:
            template = by_index[index].template
            done = template.done[place]
            yield {
                "change_id": numbers[index][place],
                "command": done.command,
                "summary": done.summary.replace(template.partner.name, names[index]),
                "actor": done.actor,
                "recorded_at": recorded_at,
            }

    store.connection.executemany(  # type: ignore[attr-defined]
        "INSERT INTO change (change_id, command, summary, actor, recorded_at)"
        " VALUES (:change_id, :command, :summary, :actor, :recorded_at)",
        written(),
    )
    return numbers


def _facts(clone: Clone, partner: Partner, numbers: list[int]) -> Iterator[dict[str, Any]]:
    for fact in clone.template.facts:
        payload = fact.payload
        if fact.kind == "partner.created":
            data = json.loads(payload)
            own = ("name", "slug", "contract", "channel", "contacts")
            data |= {name: getattr(partner, name) for name in own}
            payload = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        yield {
            "subject": partner.id,
            "number": fact.number,
            "change_id": numbers[fact.change],
            "kind": fact.kind,
            "version": fact.version,
            "payload": payload,
            "occurred_at": fact.occurred_at,
        }
