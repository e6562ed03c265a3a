"""Mails to a person who is to be forgotten, or about them: their text goes as a whole.

Mails carry names in encodings that no search of the store sees through.
"""

from __future__ import annotations

from email import message_from_string, policy
from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused
from onboardctl.core.outbox.states import UNDER_WAY, MailState
from onboardctl.operations.partner.erasure_person import parts_of

if TYPE_CHECKING:
    from onboardctl.operations.partner.erasure_person import Person
    from onboardctl.operations.session import Session

_OPEN = frozenset(UNDER_WAY) | {MailState.QUEUED, MailState.DEFERRED, MailState.UNCERTAIN}
"""Mails that somebody still has to send or to decide about."""


def mails_about(session: Session, person: Person) -> list[int]:
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
    words = [word.casefold() for word in (*person.marks, *parts_of(person.name))]
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
