"""Tickets of the example (waiting, under way, breached, solved, new) and two outages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.operations.sla import outages
from onboardctl.operations.ticket import opening, writing
from onboardctl.operations.ticket.opening import OpenTicket
from onboardctl.operations.ticket.writing import Act

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.operations.session import Session


class Scene(NamedTuple):
    """Something that happens so many hours before the present of the example."""

    hours: float
    verb: str
    ticket: str
    words: tuple[Any, ...] = ()


_OPENED = {
    "T-000001": OpenTicket(
        "bluefin-media", "Wrong total in the weekly report", "medium", "email", "reports"
    ),
    "T-000002": OpenTicket(
        "northwind-talent", "Export stops at row 1000", "high", "slack", "export"
    ),
    "T-000003": OpenTicket("lakeside-college", "Nobody can log in", "critical", "slack", "login"),
    "T-000004": OpenTicket(
        "sakura-manufacturing", "Single sign-on asks twice", "high", "phone", "login"
    ),
    "T-000005": OpenTicket("sakura-manufacturing", "A badge shows an old name", "medium", "email"),
}
SCENES = (
    Scene(200, "outage", "core API", ("a certificate had run out",)),
    Scene(199.5, "outage over", "O-0001"),
    Scene(50, "open", "T-000001"),
    Scene(48, "reply", "T-000001", ("Which report, and of which week?",)),
    Scene(47.5, "tell", "T-000001", ("new",)),
    Scene(47.5, "tell", "T-000001", ("in-progress",)),
    Scene(47, "pause", "T-000001", ("a sample from the customer",)),
    Scene(30, "open", "T-000002"),
    Scene(29, "reply", "T-000002", ("We can see it too and are looking into it",)),
    Scene(28.5, "tell", "T-000002", ("new",)),
    Scene(26, "open", "T-000003"),
    Scene(24.5, "reply", "T-000003", ("Our certificate ran out, a new one is on its way",)),
    Scene(24, "advance", "T-000003"),
    Scene(23.5, "resolve", "T-000003", ("The new certificate is in place",)),
    Scene(23, "note", "T-000003", ("the on-call telephone was silent", "a second person is on call")),
    Scene(22, "tell", "T-000003", ("resolved",)),
    Scene(20, "open", "T-000004"),
    Scene(19.5, "reply", "T-000004", ("We look at the session settings",)),
    Scene(14, "resolve", "T-000004", ("The session now lasts as long as theirs",)),
    Scene(0.5, "open", "T-000005"),
    Scene(0.4, "outage", "dashboard", ("charts stay empty",)),
)  # fmt: skip


def scenes(present: datetime) -> Iterator[tuple[datetime, Scene]]:
    """What happens, and when."""
    for scene in SCENES:
        yield present - timedelta(hours=scene.hours), scene


def play(now: Session, scene: Scene) -> None:
    """Let it happen."""
    ticket, words = scene.ticket, scene.words
    act = Act(ticket, words[0] if words else "")
    if scene.verb == "outage":
        outages.add(now, outages.AddOutage(ticket, note=words[0]))
    elif scene.verb == "outage over":
        outages.end(now, ticket, None, "")
    elif scene.verb == "open":
        opening.open_ticket(now, _OPENED[ticket])
    elif scene.verb == "reply":
        writing.reply(now, act, customer=False)
    elif scene.verb == "pause":
        writing.pause(now, act)
    elif scene.verb == "advance":
        writing.advance(now, act, None)
    elif scene.verb == "resolve":
        writing.resolve(now, act)
    elif scene.verb == "note":
        writing.note(now, Act(ticket), words[0], words[1], "")
    else:
        writing.tell(now, Act(ticket), words[0])
