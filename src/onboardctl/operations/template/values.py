"""Values of one partner that only its mail templates ask for, read as the templates' types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput

if TYPE_CHECKING:
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session
    from onboardctl.templating.source import Declared


def asked_for(session: Session, playbook: Playbook) -> dict[str, Declared]:
    """What templates declare and nothing but the partner's own fact can fill, by name, sorted.

    The moment of the playbook's recurring work is among it: ``qbr_at`` of the work ``qbr``. Reads
    every template: asked only for a name that nothing else knows.
    """
    from onboardctl.core.mail_variables import mail_context
    from onboardctl.core.message import BrandFacts, MailFacts
    from onboardctl.operations.mail.facts import library_of
    from onboardctl.templating.source import Declared

    nobody = MailFacts("", "", "", "", {}, BrandFacts("", ""))
    known = mail_context(nobody, session.moment).variables
    found: dict[str, Declared] = {}
    library = library_of(session.settings)
    for place in library.files():
        template = library.read(place).template
        for declared in template.variables if template is not None else ():
            name = declared.source or declared.name
            if name not in known:
                found.setdefault(name, declared)
    for piece in playbook.recurring:
        name = f"{piece.id.replace('-', '_')}_at"
        found.setdefault(name, Declared(name, "moment"))
    return dict(sorted(found.items()))


def typed_value(session: Session, declared: Declared, name: str, text: str, zone: str) -> Any:
    """A value as typed, checked now and not only when a mail needs it; ``None`` takes it away.

    Moments are read in the partner's zone and kept as instants; everything else is kept as typed.

    Raises:
        InvalidInput: it is not of the type that the template declares.
    """
    from onboardctl.operations.moments import when
    from onboardctl.templating.values import NOTHING, BadValue, convert

    if not text.strip():
        return None
    if declared.type == "moment":
        moment = when(text, zone, session.now, f"--set {name}")
        if "T" in moment:
            return moment
        raise InvalidInput(
            "fact.value",
            f'"{name}" needs a day and a time, found "{text}"',
            hint=f"write it like --set {name}={moment}T10:00",
        )
    if declared.empty and text == NOTHING:
        return text
    try:
        convert(text, declared.type, declared.limit)
    except BadValue as reason:
        raise InvalidInput("fact.value", f'"{name}" {reason}') from None
    return text
