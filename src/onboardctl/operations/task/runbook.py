"""Commands that a person runs by hand for a partner, with all that is known put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.partner import gates
from onboardctl.core.runbook import Line, fill, places_of

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task
    from onboardctl.operations.session import Session

_OF_PARTNER = {
    "partner.contract": "--contract ID",
    "partner.channel": "--channel NAME",
    "partner.users": "--users NUMBER",
}
"""What may be unknown of a partner itself, and the option that tells it."""


def runbook(
    session: Session, partner: Partner, playbook: Playbook, task: Task
) -> tuple[tuple[Line, ...], tuple[tuple[str, str], ...]]:
    """The commands of a task, and for each place nobody knows a value for, what fills it.

    Returns:
        The filled lines; then pairs of a place and the command that makes it known, which is
        empty when no command can.
    """
    places = {name for command in task.run for name in places_of(command.shell)}
    if not places:
        return tuple(Line(command.shell) for command in task.run), ()
    known = _known(session, partner, playbook, places)
    lines = tuple(fill(command.shell, known) for command in task.run)
    missing = dict.fromkeys(name for line in lines for name in line.missing)
    ways = tuple((name.rpartition(".")[2], _way(partner, playbook, name)) for name in missing)
    return lines, ways


def _known(
    session: Session, partner: Partner, playbook: Playbook, places: set[str]
) -> dict[str, str]:
    """Values by place: the partner's own, facts with their defaults, people on both sides."""
    facts = {fact.id: fact.default for fact in playbook.facts if fact.default is not None}
    facts |= {name: value for name, value in partner.facts.items() if value is not None}
    known = {f"facts.{name}": _said(value) for name, value in facts.items()}
    known |= {"partner.id": partner.id, "partner.name": partner.name, "partner.slug": partner.slug}
    known |= {"partner.tier": partner.tier, "partner.segment": partner.segment}
    known |= {"partner.locale": partner.locale, "partner.timezone": partner.zone}
    for name in ("contract", "channel", "users"):
        value = getattr(partner, name)
        if value is not None:
            known[f"partner.{name}"] = str(value)
    people = {name.partition(".")[0] for name in places} - {"partner", "facts"}
    if people & partner.contacts.keys():
        rows = session.store.rows("contact.of_partner", partner_id=partner.id)
        there = {row["contact_id"]: row for row in rows}
        for role in people & partner.contacts.keys():
            row = there.get(partner.contacts[role])
            if row is not None and row["erased_at"] is None:
                known |= {f"{role}.name": row["name"], f"{role}.email": row["email"]}
    for role in people - partner.contacts.keys():
        person = session.settings.person(gates.person_for(partner, playbook, role) or "")
        if person is not None:
            known |= {f"{role}.name": person.name, f"{role}.email": person.email}
    return {name: value for name, value in known.items() if value}


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _way(partner: Partner, playbook: Playbook, name: str) -> str:
    edit = f"onboardctl partner edit {partner.slug}"
    if name in _OF_PARTNER:
        return f"{edit} {_OF_PARTNER[name]}"
    holder, _, what = name.partition(".")
    if holder == "facts":
        return f"{edit} --set {what}=VALUE"
    if any(role.id == holder and role.side == "ours" for role in playbook.roles):
        return f"{edit} --team {holder}=PERSON"
    if holder != "partner" and what in {"name", "email"}:
        return f'{edit} --contact "{holder}=NAME <MAIL>"'
    return ""
