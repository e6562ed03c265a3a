"""Forgetting a person of a partner for good: history keeps what happened, and nobody's name.

Names stand in the contact table, but people also write them into notes, tickets and answers, and
mails carry them in encodings no search sees through. So the name and the address are taken out of
every table, and mails to the person lose their text.
"""

from __future__ import annotations

from email import message_from_string, policy
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.errors import Diagnostic, NotFound, Refused, StoreError
from onboardctl.core.names import counted, did_you_mean, listed
from onboardctl.core.outbox.states import UNDER_WAY, MailState
from onboardctl.core.partner import events as e
from onboardctl.core.payloads.erasure import Erased, ErasedPlace, LeftWord
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.store import erasing, verifying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

SHORTEST = 3
"""Parts of a name shorter than this are not looked for by themselves: they are words of their own."""
_TITLES = {
    "event": "facts",
    "change": "the log",
    "contact": "contacts",
    "outbox_mail": "mails",
    "outbox_recipient": "recipients of mails",
    "outbox_text": "texts of mails",
    "outbox_event": "what happened to mails",
}
_OPEN = frozenset(UNDER_WAY) | {MailState.QUEUED, MailState.DEFERRED, MailState.UNCERTAIN}
"""Mails that somebody still has to send or to decide about."""


class EraseContact(NamedTuple):
    """Whom to forget: an id, a name or an address; ``also`` are further words to take out."""

    partner: str
    contact: str
    also: tuple[str, ...] = ()


class Person(NamedTuple):
    """Somebody with everything that names them.

    ``rows`` are (partner, contact) wherever the same address is a contact; ``namesakes`` are others
    of the same name, whose name is theirs and stays.
    """

    partner: Row
    contact: str
    name: str
    email: str
    also: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    namesakes: tuple[str, ...] = ()

    @property
    def marks(self) -> dict[str, str]:
        """What stands in the place of each word from now on; the address is none that exists."""
        words = {self.email: f"{self.contact.lower()}@erased.invalid"} if self.email else {}
        names = () if self.namesakes else (self.name,)
        for word in (*names, *self.also):
            if word:
                words[word] = f"person {self.contact}"
        return words


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
    person = _person(session, request)
    _refuse_own_name(session, person)
    mails = _mails(session, person)
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


def _person(session: Session, request: EraseContact) -> Person:
    row = session.find_partner(request.partner)
    people = session.store.rows("contact.of_partner", partner_id=row["partner_id"])
    asked = request.contact.strip().casefold()
    found = [
        one
        for one in people
        if asked in (one["contact_id"].casefold(), one["name"].casefold(), one["email"].casefold())
    ]
    known = [one for one in found if one["erased_at"] is None]
    if found and not known and not request.also:
        raise Refused(
            "erase.gone",
            f"{found[0]['contact_id']} was forgotten before",
            hint="words that are left are taken out with `--also WORD`",
        )
    known = known or found[:1]
    if not known or not asked:
        names = [one["name"] or one["email"] for one in people if one["erased_at"] is None]
        raise NotFound(
            "contact.unknown",
            f'{row["name"]} has no contact "{request.contact}"'
            f"{did_you_mean(request.contact, names)}",
            hint=f"see them with `onboardctl partner show {row['slug']}`",
        )
    if len(known) > 1:
        raise NotFound(
            "contact.ambiguous",
            f'"{request.contact}" is {listed(one["contact_id"] for one in known)}',
            hint="write the id",
        )
    one = known[0]
    also = tuple(word.strip() for word in request.also if word.strip())
    name, email = one["name"].strip(), one["email"].strip()
    rows = session.store.rows("contact.by_name", name=name, email=email)
    same, others = {row["partner_id"]: one["contact_id"]}, []
    for other in rows:
        if email and other["email"].casefold() == email.casefold():
            same[other["partner_id"]] = other["contact_id"]
        elif other["contact_id"] != one["contact_id"]:
            others.append(other["contact_id"])
    return Person(
        row, one["contact_id"], name, email, also, tuple(sorted(same.items())), tuple(others)
    )


def _refuse_own_name(session: Session, person: Person) -> None:
    """A partner that is called like the person would lose its name."""
    words = {word.casefold() for word in person.marks}
    for row in session.store.rows("partner.names"):
        name = row["name"].casefold()
        if any(word in name for word in words):
            raise Refused(
                "erase.organisation",
                f"{row['name']} bears the name that is to be forgotten",
                hint=f"give it another first: `onboardctl partner edit {row['slug']} --name NAME`",
            )
    ours = {one.name.casefold(): one.id for one in session.settings.staff}
    for word in words & ours.keys():
        raise Refused("erase.ours", f"{ours[word]} of our own people has the same name")


def _mails(session: Session, person: Person) -> list[int]:
    """Numbers of mails whose text goes: those to the person, and those that speak of them.

    Raises:
        Refused: ``erase.mail``: one of them is on its way.
    """
    whose = {"partner_id": person.partner["partner_id"]}
    to_them = {
        row["outbox_id"]
        for row in session.store.rows("outbox.recipients_of_partner", **whose)
        if row["addr"].casefold() == person.email.casefold() != ""
    }
    words = [word.casefold() for word in (*person.marks, *_parts(person.name))]
    found = []
    for row in session.store.rows("outbox.texts_of_partner", **whose):
        said = _said(row["body"]).casefold()
        if row["outbox_id"] not in to_them and not any(word in said for word in words):
            continue
        if MailState(row["state"]) in _OPEN:
            number = row["outbox_id"]
            raise Refused(
                "erase.mail",
                f"mail {number} to or about {person.contact} is {row['state']}",
                hint=f"call it off or settle it first: `onboardctl outbox show {number}`",
            )
        if row["body"]:
            found.append(row["outbox_id"])
    return found


def _said(body: str) -> str:
    """Headers and texts of a mail as people read them."""
    mail = message_from_string(body, policy=policy.default)
    said = [str(value) for value in mail.values()]
    said += [
        str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"
    ]
    return "\n".join(said)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in name.split() if len(part) >= SHORTEST))


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
    warnings = [*_backups(session), *_namesakes(person)]
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
        for word in _parts(person.name)
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


def _namesakes(person: Person) -> Iterable[Diagnostic]:
    if person.namesakes:
        said = (
            f"{listed(person.namesakes)} bears the same name, so the name stays in notes: look "
            "through them, and take words out with `--also`"
        )
        yield Diagnostic("erase.namesake", said, severity="warning")


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
