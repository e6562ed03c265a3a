"""The people of a partner and of ours, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.partner import gates
from onboardctl.core.patterns import pattern
from onboardctl.core.payloads.partner import TeamMember
from onboardctl.core.record import NamedTuple
from onboardctl.operations.partner.intake import pair

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session

PRIMARY = "primary_contact"
_PERSON = pattern(r"^(?:(?P<roles>[a-z_]+(?:\+[a-z_]+)*)=)?(?P<name>[^<>]*?)\s*<(?P<mail>[^<>]+)>$")
_MAIL = pattern(
    r"^[^\s@<>,;\"]+@[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff.-]*[A-Za-z0-9\u00a1-\uffff])?$"
)
_CONTROL = pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Person(NamedTuple):
    """A person of the partner's with the roles played."""

    roles: tuple[str, ...]
    name: str
    email: str


def contacts(typed: tuple[str, ...], *, someone_is_primary: bool = False) -> tuple[Person, ...]:
    """The partner's people; the first is the primary contact unless another is.

    Args:
        typed: as typed, ``role+role=Name <mail>``.
        someone_is_primary: the partner has a primary contact, who stays it unless a role says so.

    Raises:
        InvalidInput: not of the form ``Name <mail>``, or the address is none.
    """
    people = [_person(text) for text in typed]
    roles = {role for person in people for role in person.roles}
    if people and PRIMARY not in roles and not someone_is_primary:
        first = people[0]
        people[0] = first._replace(roles=(PRIMARY, *first.roles))
    return tuple(people)


def _person(text: str) -> Person:
    match = _PERSON().match(text.strip())
    if match is None or _CONTROL().search(text):
        raise InvalidInput(
            "contact.form",
            f'"{_CONTROL().sub(" ", text)}" is not a contact',
            hint='write `--contact "Ada Lovelace <ada@example.com>"`, '
            'or `--contact "executive_sponsor=Ada Lovelace <ada@example.com>"`',
        )
    mail, name = match["mail"].strip(), " ".join(match["name"].split())
    if not _MAIL().match(mail):
        raise InvalidInput("contact.mail", f'"{mail}" is not an e-mail address')
    if not name:
        raise InvalidInput("contact.name", f"the contact <{mail}> has no name")
    return Person(tuple((match["roles"] or "").split("+")) if match["roles"] else (), name, mail)


def team(session: Session, playbook: Playbook, typed: tuple[str, ...]) -> dict[str, str]:
    """Who plays which role: as typed, else the first of the staff with that role.

    Raises:
        NotFound: no such role in the playbook, or no such person in the workspace.
    """
    roles = {role.id for role in playbook.roles}
    people = {person.id: person for person in session.settings.staff}
    assigned: dict[str, str] = {}
    for text in typed:
        role, person = pair(text, "role", "--team csm=ada")
        if role not in roles:
            raise NotFound(
                "role.unknown",
                f'"{playbook.id}" has no role "{role}"{did_you_mean(role, roles)}',
                hint=f"it has {listed(sorted(roles))}",
            )
        assigned[role] = staff_member(session, person)
    for known in playbook.roles:
        if known.side != "ours" or known.id in assigned:
            continue
        able = [person.id for person in people.values() if known.id in person.roles]
        if able:
            assigned[known.id] = able[0]
    return assigned


def staff_member(session: Session, name: str) -> str:
    """The id of one of our people, by id or e-mail address.

    Raises:
        NotFound: the workspace has no such person.
    """
    for person in session.settings.staff:
        if name in {person.id, person.email}:
            return str(person.id)
    known = [person.id for person in session.settings.staff]
    raise NotFound(
        "person.unknown",
        f'onboardctl.yaml has no person "{name}"{did_you_mean(name, known)}',
        hint=f"it has {listed(known) or 'nobody'}; add people under `staff:`",
    )


def team_members(session: Session, playbook: Playbook, partner: Partner) -> tuple[TeamMember, ...]:
    """Every role of ours in the playbook with the person behind it, in the playbook's order."""
    names = {person.id: person.name for person in session.settings.staff}
    used = {owner for task in playbook.tasks for owner in task.owners}
    members = []
    for role in playbook.roles:
        if role.side != "ours" or role.id not in used:
            continue
        person = gates.person_for(partner, playbook, role.id)
        direct = role.id in partner.team
        members.append(
            TeamMember(
                role.id,
                role.title,
                person,
                names.get(person or "", person),
                None if direct or person is None else role.fallback,
            )
        )
    return tuple(members)
