"""Digests with nothing to tell: nobody gets them, and their time counts as kept.

A mail every fortnight that says three times "nothing" teaches people not to read the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.partner.recurring_facts import NOTHING_TO_TELL
from onboardctl.templating.values import NOTHING

if TYPE_CHECKING:
    from onboardctl.operations.mail.making import Ready
    from onboardctl.operations.outbox.queue import Prepared
    from onboardctl.operations.session import Session

DIGEST = "digest"


def has_nothing_to_tell(ready: Ready) -> bool:
    """Whether every list that a digest to a partner is made of is known to be empty."""
    lists = [one.source or one.name for one in ready.template.variables if one.empty]
    if ready.template.kind != DIGEST or not lists:
        return False
    figures, own = ready.facts.figures, ready.facts.facts
    told = [figures[name].value if name in figures else own.get(name) for name in lists]
    return all(value in ((), NOTHING) for value in told)


def keep_quiet(session: Session, quiet: tuple[Prepared, ...]) -> tuple[str, ...]:
    """Tick the times these mails were for, each in a change of its own, and say so."""
    from onboardctl.operations.plan.ticking import mail_sent

    said = []
    for one in quiet:
        sentence = f"{NOTHING_TO_TELL} {one.name}: no {one.mail.template} went out"
        if not session.dry_run:
            with session.change("send") as change:
                partner = change.partner(one.mail.partner)
                mail_sent(session, change, partner, one.mail.template, evidence=NOTHING_TO_TELL)
                change.summary = sentence
        said.append(sentence)
    return tuple(said)
