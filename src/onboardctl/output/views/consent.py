"""How consents are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.consent import ConsentList
from onboardctl.output.document import Cell, Column, Document, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_STANDINGS = {
    "ahead": ("ahead", "muted"),
    "holds": ("holds", "good"),
    "ending": ("ENDING", "warning"),
    "ended": ("ended", "muted"),
    "withdrawn": ("WITHDRAWN", "bad"),
}


def consents_view(payload: ConsentList, look: Look) -> Document:
    """Consents under columns, with who gave them and how long they hold."""
    table = Table(
        (
            Column("partner", "Partner", keep=True),
            Column("consent", "Consent", keep=True),
            Column("by", "Given by"),
            Column("given_on", "From", keep=True),
            Column("last_on", "To", keep=True),
            Column("standing", "State", keep=True),
            Column("scope", "For", drop=1),
            Column("evidence", "Written in", wide=True),
            Column("reason", "Reason", wide=True),
        ),
        tuple(
            (
                line.partner,
                line.consent,
                line.by or line.contact,
                line.given_on.isoformat(),
                line.last_on.isoformat() if line.last_on else "until withdrawn",
                Cell(*_STANDINGS[line.standing]),
                line.scope,
                line.evidence,
                line.reason,
            )
            for line in payload.consents
        ),
        empty="nobody has consented to anything"
        if payload.ended
        else "no consent holds; see past ones with --all",
    )
    return Document((table,), ids=tuple(f"{one.partner}/{one.consent}" for one in payload.consents))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {ConsentList: consents_view}
