"""A contract ends on one day: the plan is dated by what its renewal says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

END = "contract_end"


def date_plan(session: Session, change: Change, found: Partnership) -> str:
    """Date the plan by the end of the running term, where its playbook knows such an anchor.

    Work before that day, mails announcing it and what recurs until it move with it, in the change
    that recorded the term. A term that lapsed leaves the plan as it is.

    Returns:
        A few words, or none when the plan knew the day.
    """
    term = found.lifecycle.term
    if term is None or term.outcome:
        return ""
    before = change.partner(found.partner.id)
    playbook = session.playbook(before.digest)
    ends_on = term.ends_on.isoformat()
    known = any(anchor.id == END for anchor in playbook.anchors)
    if not known or before.given.get(END) == ends_on:
        return ""
    from onboardctl.core.partner import events as e  # reading a renewal dates no plan
    from onboardctl.operations.task import progress

    after = change.append(before, [e.AnchorGiven(END, ends_on)])
    progress.conclude(session, change, after, playbook, before=before)
    return "the plan is dated by it"
