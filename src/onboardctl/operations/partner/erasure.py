"""Forgetting a person of a partner for good: history keeps what happened, and nobody's name.

Names stand in the contact table, but people also write them into notes, tickets and answers, and
mails carry them in encodings no search sees through. So the name and the address are taken out of
every table, and mails to the person lose their text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.errors import Diagnostic, StoreError
from onboardctl.core.names import counted, listed
from onboardctl.core.partner import events as e
from onboardctl.core.payloads.erasure import Erased, ErasedPlace, LeftWord
from onboardctl.core.result import Result
from onboardctl.operations.partner.erasure_mails import mails_about
from onboardctl.operations.partner.erasure_person import (
    find_person,
    namesake_warnings,
    parts_of,
    refuse_own_name,
)
from onboardctl.store import erasing, verifying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onboardctl.operations.partner.erasure_person import EraseContact, Person
    from onboardctl.operations.session import Session

_TITLES = {
    "event": "facts",
    "change": "the log",
    "contact": "contacts",
    "outbox_mail": "mails",
    "outbox_recipient": "recipients of mails",
    "outbox_text": "texts of mails",
    "outbox_event": "what happened to mails",
}


def erase(session: Session, request: EraseContact, agree: Callable[[str], None]) -> Result:
    """Forget a person of a partner, for good.

    Args:
        session: where.
        request: whom.
        agree: is told what goes, and raises when nobody consents.

    Raises:
        NotFound: no such partner or person.
        Refused: a mail to the person is on its way, the partner itself bears the name, or nobody
            consented.
    """
    person = find_person(session, request)
    refuse_own_name(session, person)
    mails = mails_about(session, person)
    foreseen = erasing.find(session.store, person.marks)
    agree(_question(person, foreseen, mails))
    if not session.dry_run:
        erasing.begin(session.store)
    with session.change("partner erase") as change:
        for partner_id, contact in person.rows:
            session.store.run(
                "contact.erase", contact_id=contact, erased_at=instant_text(session.now)
            )
            change.append(change.partner(partner_id), [e.ContactErased(contact)])
        change.write_rows()
        session.store.many("outbox.blank_text", [{"outbox_id": number} for number in mails])
        touched = erasing.subjects(session.store, person.marks)
        erasing.replace(session.store, person.marks)
        for subject in sorted(touched):
            verifying.rebuild(session.store, subject)
        change.summary = f"{person.partner['name']}: forgot {person.contact}"
    return _answer(session, person, foreseen, mails)


def _question(person: Person, places: Iterable[erasing.Place], mails: list[int]) -> str:
    where = listed(f"{one.title} ({one.rows})" for one in _titled(places)) or "contacts"
    texts = f" The text of {counted(len(mails), 'mail')} goes, too." if mails else ""
    return (
        f"Forget {person.name or person.email} ({person.contact}) of {person.partner['name']}: "
        f"taken out of {where}.{texts} This cannot be undone"
    )


def _titled(places: Iterable[erasing.Place]) -> tuple[ErasedPlace, ...]:
    rows: dict[str, int] = {}
    for one in places:
        title = _TITLES.get(one.table, one.table.replace("_", " "))
        rows[title] = max(rows.get(title, 0), one.rows)
    return tuple(ErasedPlace(title, number) for title, number in rows.items())


def _answer(
    session: Session, person: Person, places: tuple[erasing.Place, ...], mails: list[int]
) -> Result:
    warnings = [*_backups(session), *namesake_warnings(person)]
    if not session.dry_run:
        try:
            erasing.overwrite(session.store, places)
        except StoreError as error:
            said = (
                f"{error.message}: pages of the file may still hold the name until it is compacted"
            )
            warnings.append(Diagnostic("erase.pages", said, severity="warning"))
    left = tuple(
        LeftWord(word, sum(place.rows for place in found))
        for word in parts_of(person.name)
        if (found := [one for one in erasing.find(session.store, (word,)) if _is_text(one)])
    )
    slug = person.partner["slug"]
    data = Erased(
        slug,
        person.contact,
        _titled(places),
        len(mails),
        left,
    )
    step = f"onboardctl partner show {slug}"
    if left:
        also = " ".join(f"--also {one.word}" for one in left)
        step = f"onboardctl partner erase {slug} {person.contact} {also}"
    return Result(
        "partner erase",
        "partner-erased/1",
        data,
        as_of=session.now,
        zone=person.partner["zone"],
        messages=(f"{person.contact} of {slug} is forgotten",),
        warnings=tuple(warnings),
        next_steps=(step,),
        dry_run=session.dry_run,
    )


def _is_text(place: erasing.Place) -> bool:
    """Names of partners and ids are no notes about a person."""
    return place.table not in {"contact", "partner", "partner_count", "counter"}


def _backups(session: Session) -> Iterable[Diagnostic]:
    """Copies made before still hold the name; nobody but a person can decide about them."""
    if session.store.name != "sqlite":
        said = "backups and the log of the server hold the name until they are gone"
        yield Diagnostic("erase.backups", said, severity="warning")
        return
    from pathlib import Path

    from onboardctl.store.backup import backup_path

    folder = backup_path(session.store.location, session.now).parent
    store = Path(session.store.location)
    found = list(folder.glob(f"{store.stem}-*{store.suffix}")) if folder.is_dir() else []
    if found:
        said = f"{counted(len(found), 'backup')} in {folder} made before still hold the name"
        yield Diagnostic("erase.backups", said, severity="warning")
