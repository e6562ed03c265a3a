"""When the reviews of a playbook take place: of one partner, or of the whole team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.playbook import Playbook, Recurring
    from onboardctl.core.recurrence.occurrence import Occurrence
    from onboardctl.operations.session import Session


class Slot(NamedTuple):
    """A time the playbook has for a review; ``prepare_on`` is the day of what comes before it."""

    piece: Recurring
    when: Occurrence
    prepare_on: date | None


class Slots(NamedTuple):
    """The slots of some days, the playbook they come from, and the partner whose plan they follow.

    Attributes:
        playbook: its definition.
        slots: in order.
        partner: the short name of the partner.
        zone: where it is.
        ticked: names of its own slots that were ticked as held.
    """

    playbook: Playbook
    slots: tuple[Slot, ...]
    partner: str = ""
    zone: str = ""
    ticked: frozenset[str] = frozenset()


def slots_of(
    session: Session,
    partner: str | None,
    first: date,
    last: date,
    name: str,
    *,
    meetings: bool = False,
) -> Slots:
    """The slots of reviews from ``first`` to ``last``, both included, in order.

    Args:
        session: where.
        partner: id of the partner; ``None`` asks for reviews of the team, which come once for all
            partners of the playbook ``name`` and follow the plan of the one that began first.
        first: first day.
        last: last day.
        name: the playbook, for reviews of the team.
        meetings: also those of other recurring work: check-ins, syncs, updates.

    Raises:
        NotFound: ``review.playbook``: nobody follows that playbook.
    """
    from onboardctl.core.schedule.recurring import recurrences
    from onboardctl.operations.mail.meetings import prepared
    from onboardctl.operations.plan import planning

    found = partner or _first_of(session, name)
    one = session.partner(found)
    playbook = session.playbook(one.digest)
    calendar = session.calendar(one, playbook)
    plan = planning.compute(one, playbook, session.moment, calendar)
    pieces = {piece.id: piece for piece in playbook.recurring if piece.review or meetings}
    scope = "partner" if partner else "team"
    changes = planning.changed_occurrences(one)
    times = recurrences(playbook, plan, calendar, (first, last), changes, scope=scope)
    return Slots(
        playbook,
        tuple(
            Slot(
                pieces[when.recurring],
                when,
                min(prepared(pieces[when.recurring], when.on, calendar).values(), default=None),
            )
            for when in times
            if when.recurring in pieces
        ),
        one.slug,
        one.zone,
        frozenset(one.held) if partner else frozenset(),
    )


def _first_of(session: Session, playbook: str) -> str:
    row = session.store.one("review.first_partner", playbook=playbook)
    if row is None:
        raise NotFound(
            "review.playbook",
            f'nobody follows "{playbook}", so its team has no reviews yet',
            hint="name a partner, or another playbook with `--playbook`",
        )
    return str(row["partner_id"])
