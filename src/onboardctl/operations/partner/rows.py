"""One row of a file as a partner to be taken on: read, checked, and compared with those known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, InvalidInput, OnboardError
from onboardctl.core.names import counted, did_you_mean, listed, organisation_key
from onboardctl.core.patterns import pattern
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule.selection import select
from onboardctl.core.types import Segment, Tier
from onboardctl.operations.importing import Column, Record, RejectedRowError
from onboardctl.operations.importing.reading import heading as heading_key
from onboardctl.operations.partner import intake
from onboardctl.operations.partner.new_partner import NewPartner, Ready, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.partner.importing import ImportPartners
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

COLUMNS = (
    Column("name", also=("company", "organization", "organisation", "account", "account_name")),
    Column("contract", required=False, also=("contract_id", "key", "external_id", "account_id", "crm_id")),
    Column("playbook", required=False),
    Column("tier", required=False, also=("plan",)),
    Column("segment", required=False, also=("industry",)),
    Column("signed", required=False, also=("signed_on", "signed_at", "contract_date", "close_date")),
    Column("contact_name", required=False, also=("contact", "primary_contact")),
    Column("contact_email", required=False, also=("email", "e_mail", "contact_mail")),
    Column("contacts", required=False),
    Column("users", required=False, also=("seats", "licenses")),
    Column("timezone", required=False, also=("zone", "time_zone")),
    Column("locale", required=False, also=("language",)),
    Column("brand", required=False),
    Column("slug", required=False, also=("short_name",)),
    Column("facts", required=False, also=("set",)),
    Column("team", required=False),
    Column("anchors", required=False),
    Column("have", required=False, also=("prerequisites",)),
    Column("calendar", required=False),
)  # fmt: skip
_NAMES = tuple(column.name for column in COLUMNS)
COMPARED = ("name", "playbook", "tier", "segment", "zone", "users")
"""What a known partner must agree with a row in."""
LISTS = ("contacts", "facts", "team", "anchors", "have")
"""Columns whose cells hold several values, parted by ``;``."""
MOST_USERS = 999_999_999
_WHOLE = pattern(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
"""Commas between thousands only: 1,5 is not 15."""


class Taken(NamedTuple):
    """A row that can be taken; ``ready`` is ``None`` for a partner that is known and agrees."""

    playbook: Playbook
    ready: Ready | None


class Reader:
    """Rows to partners, against those on the books and those read before."""

    def __init__(
        self, session: Session, request: ImportPartners, count: Callable[[int], object]
    ) -> None:
        self._session, self._request, self._count = session, request, count
        self._words = _words(request.values)
        self._playbooks: dict[str, Playbook] = {}
        self._known: dict[str, Row] = {}
        self._contracts: dict[str, Row] = {}
        self._alike: dict[str, str] = {}
        self._seen: dict[str, int] = {}
        self._unowned: set[str] = set()
        for row in session.store.rows("partner.imported"):
            self._known[row["slug"]] = row
            if row["contract"]:
                self._contracts[row["contract"]] = row
            self._alike[organisation_key(row["name"])] = row["slug"]

    def convert(self, record: Record) -> Taken:
        """One row; raises RejectedRowError with its column and reason."""
        self._count(1)
        cells = self._cells(record)
        request = self._request_of(cells)
        playbook = self._playbook(cells["playbook"])
        try:
            ready = prepare(self._session, request, playbook)
        except OnboardError as why:
            raise RejectedRowError(_column_of(why), _said(why)) from why
        created = ready.created
        known = self._contracts.get(created.contract or "") or self._known.get(created.slug)
        if known is not None:
            self._refuse_other(known, cells, ready)
            return Taken(playbook, None)
        self._refuse_double(record, ready)
        facts = {**created.facts, "tier": created.tier, "segment": created.segment}
        if created.users is not None:
            facts["users"] = created.users
        if not select(playbook, facts).applies:
            said = playbook.applies_to.text if playbook.applies_to else ""
            raise RejectedRowError("playbook", f"{playbook.id} is for partners with {said}")
        if not ready.contacts:
            self._unowned.add(created.slug)
        return Taken(playbook, ready)

    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was taken and yet lacks something."""
        if not self._unowned:
            return ()
        count = counted(len(self._unowned), "partner")
        return (
            Diagnostic(
                "import.no_contact",
                f"{count} without a contact: {listed(sorted(self._unowned), most=5)}",
                "add one: `onboardctl partner edit PARTNER --contact …`",
                severity="warning",
            ),
        )

    def _cells(self, record: Record) -> dict[str, str]:
        cells = dict(zip(_NAMES, record.fields, strict=True))
        for name, text in cells.items():
            words = self._words.get(name)
            if words is not None and text:
                cells[name] = words.get(text.casefold(), text)
            if not cells[name]:
                cells[name] = self._request.defaults.get(name, "")
        for name, kind in (("tier", Tier), ("segment", Segment)):
            known = [one.value for one in kind]
            cells[name] = cells[name].casefold()
            if cells[name] not in known:
                near = did_you_mean(cells[name], known) if cells[name] else ""
                found = f'"{cells[name]}"' if cells[name] else "empty"
                raise RejectedRowError(name, f"{name} is {found}, not one of {listed(known)}{near}")
        if not cells["playbook"]:
            raise RejectedRowError("playbook", "no playbook: add the column, or --playbook")
        return cells

    def _request_of(self, cells: dict[str, str]) -> NewPartner:
        several = {name: _parts(cells[name]) for name in LISTS}
        return NewPartner(
            name=cells["name"],
            playbook=cells["playbook"],
            tier=cells["tier"],
            segment=cells["segment"],
            signed=self._day(cells["signed"]) or None,
            contacts=_contacts(cells, several["contacts"]),
            users=_users(cells["users"]),
            contract=cells["contract"] or None,
            zone=cells["timezone"] or None,
            locale=cells["locale"] or None,
            brand=cells["brand"] or None,
            slug=cells["slug"] or None,
            facts=several["facts"],
            team=several["team"],
            anchors=several["anchors"],
            confirmed=several["have"],
            calendar=cells["calendar"] or None,
        )

    def _day(self, text: str) -> str:
        form = self._request.date_format
        if not form or not text:
            return text
        try:
            read = datetime.strptime(text, form)  # noqa: DTZ007 -- a day or a wall time of the partner
        except ValueError:
            raise RejectedRowError("signed", f'"{text}" is not written as {form}') from None
        timed = any(sign in form for sign in ("%H", "%I", "%M"))
        return read.isoformat() if timed else read.date().isoformat()

    def _playbook(self, name: str) -> Playbook:
        if name not in self._playbooks:
            try:
                self._playbooks[name] = intake.load_playbook(self._session, name)
            except OnboardError as why:
                raise RejectedRowError("playbook", _said(why)) from why
        return self._playbooks[name]

    def _refuse_other(self, known: Row, cells: dict[str, str], ready: Ready) -> None:
        """A partner that is on the books must be the same one; it is never changed by a file."""
        if known["name"] != ready.created.name and known["contract"] == ready.created.contract:
            raise RejectedRowError(
                "contract", f"contract {known['contract']} belongs to {known['name']} already"
            )
        stated = {name: cells[name] for name in ("users", "timezone") if cells[name]}
        for field in COMPARED:
            column = "timezone" if field == "zone" else field
            if column in {"users", "timezone"} and column not in stated:
                continue
            here = getattr(ready.created, field)
            if known[field] != here:
                raise RejectedRowError(
                    column,
                    f"{known['slug']} is on the books with {column} {known[field]}, not {here}; "
                    f"change it by `onboardctl partner edit {known['slug']}`",
                )

    def _refuse_double(self, record: Record, ready: Ready) -> None:
        created = ready.created
        for column, key in (("contract", created.contract), ("slug", created.slug)):
            before = self._seen.get(f"{column} {key}") if key else None
            if before is not None:
                raise RejectedRowError(
                    "contract" if column == "contract" else "name",
                    f"{column} {key} is in row {before} already",
                )
        alike = self._alike.get(organisation_key(created.name))
        if alike is not None:
            raise RejectedRowError(
                "name", f'"{created.name}" looks like {alike}; say `slug` and another name if not'
            )
        self._alike[organisation_key(created.name)] = created.slug
        self._seen[f"slug {created.slug}"] = record.number
        if created.contract:
            self._seen[f"contract {created.contract}"] = record.number


def mapped(columns: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of partners with the headings that a person says they have.

    Raises:
        InvalidInput: a column that does not exist.
    """
    also: dict[str, tuple[str, ...]] = {}
    for text in columns:
        name, equals, heading = (part.strip() for part in text.partition("="))
        if name not in _NAMES or not equals or not heading:
            near = did_you_mean(name, _NAMES)
            raise InvalidInput(
                "import.column",
                f'--column "{text}" names no column of partners{near}',
                hint=f'write --column "tier=Service plan"; columns are {listed(_NAMES, most=30)}',
            )
        also[name] = (*also.get(name, ()), heading)
    taken = {heading_key(heading) for headings in also.values() for heading in headings}
    # a heading that a person names is that column's alone, and the only one it goes by
    return tuple(
        column._replace(
            also=also.get(column.name)
            or tuple(one for one in column.also if heading_key(one) not in taken)
        )
        for column in COLUMNS
    )


def _words(values: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for text in values:
        column, colon, rest = text.partition(":")
        word, equals, value = rest.partition("=")
        if column.strip() not in _NAMES or not colon or not equals or not word.strip():
            raise InvalidInput(
                "import.value",
                f'--value "{text}" is not column:word=value',
                hint="write --value tier:gold=business",
            )
        found.setdefault(column.strip(), {})[word.strip().casefold()] = value.strip()
    return found


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _contacts(cells: dict[str, str], more: tuple[str, ...]) -> tuple[str, ...]:
    name, mail = cells["contact_name"], cells["contact_email"]
    if not mail:
        if name and not more:
            raise RejectedRowError("contact_email", f"{name} has no address")
        return more
    return (f"{name or mail} <{mail}>", *more)


def _users(text: str) -> int | None:
    if not text:
        return None
    plain = text.replace(",", "") if _WHOLE().fullmatch(text) else "0"
    if not 1 <= int(plain) <= MOST_USERS:
        raise RejectedRowError("users", f'"{text}" is not a whole number of users from 1')
    return int(plain)


_COLUMN_OF = {
    "contact": "contact_email",
    "date": "signed",
    "zone": "timezone",
    "partner": "name",
    "fact": "facts",
    "prerequisite": "have",
    "role": "team",
    "person": "team",
    "anchor": "anchors",
    "brand": "brand",
    "calendar": "calendar",
}


def _column_of(why: OnboardError) -> str:
    """The column that an error of ``new-partner`` is about."""
    if why.code == "partner.slug":
        return "slug"
    return _COLUMN_OF.get(why.code.partition(".")[0], "")


def _said(why: OnboardError) -> str:
    return why.message
