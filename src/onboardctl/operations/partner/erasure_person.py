"""Whom to forget: everything that names a person, and who must not lose a name with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, NotFound, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

SHORTEST = 3
"""Parts of a name shorter than this are not looked for by themselves: they are words of their own."""


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


def find_person(session: Session, request: EraseContact) -> Person:
    """Whom a request means, with everybody of the same address and of the same name.

    Raises:
        NotFound: no such partner or person, or several.
        Refused: ``erase.gone``: forgotten before, and no further words were named.
    """
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


def refuse_own_name(session: Session, person: Person) -> None:
    """A partner that is called like the person would lose its name.

    Raises:
        Refused: ``erase.organisation``, or ``erase.ours`` for one of our own people.
    """
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


def parts_of(name: str) -> tuple[str, ...]:
    """Parts of a name that are worth looking for by themselves."""
    return tuple(dict.fromkeys(part for part in name.split() if len(part) >= SHORTEST))


def namesake_warnings(person: Person) -> Iterable[Diagnostic]:
    """That somebody else bears the name, so that it stays in notes."""
    if person.namesakes:
        said = (
            f"{listed(person.namesakes)} bears the same name, so the name stays in notes: look "
            "through them, and take words out with `--also`"
        )
        yield Diagnostic("erase.namesake", said, severity="warning")
