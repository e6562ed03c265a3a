"""One contract and the lines of the radar, as they stand at the moment asked about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.lifecycle import forecasting, renewal
from onboardctl.core.lifecycle.state import Term
from onboardctl.core.payloads import renewal as p
from onboardctl.operations.lifecycle.partnership import today_of
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def shown(session: Session, found: Partnership) -> p.RenewalShown:
    """The contract with its steps, factors, calls and earlier terms."""
    term = found.lifecycle.term
    today = today_of(session, found)
    past = found.lifecycle.terms if term and term.outcome else found.lifecycle.terms[:-1]
    known = term or Term(ends_on=today)
    return p.RenewalShown(
        partner=found.partner.slug,
        name=found.partner.name,
        starts_on=known.starts_on,
        ends_on=term.ends_on if term else None,
        notice_on=known.notice_on,
        days_left=(term.ends_on - today).days if term else None,
        value=known.value_on(today),
        currency=known.currency,
        outcome=known.outcome,
        computed_percent=renewal.computed_likelihood(known),
        steps=tuple(
            p.RenewalStepLine(
                one.step.id,
                one.step.title,
                one.due_on,
                one.standing,
                one.done_on,
                one.by,
                one.evidence,
            )
            for one in (renewal.standings(term, today) if term and not term.outcome else ())
        ),
        factors=tuple(
            p.RenewalFactorLine(
                factor,
                title,
                score.value if score else None,
                score.by if score else "",
                score.evidence if score else "",
            )
            for factor, title in renewal.FACTORS.items()
            for score in (known.factors.get(factor),)
        )
        if term
        else (),
        calls=tuple(
            p.RenewalCallLine(one.percent, one.at, one.by, one.reason)
            for one in reversed(known.calls)
        ),
        past=tuple(
            p.PastTermLine(one.ends_on, one.outcome, one.last_value, one.renewed_value, one.reason)
            for one in past
        ),
        disagreement=forecasting.disagreement(
            known.calls[-1].percent if known.calls else None, renewal.computed_likelihood(known)
        ),
        notice=renewal.notice_standing(known, today) if term else "",
        start_value=known.value,
        changes=tuple(
            p.WorthLine(one.from_on, one.value, one.by, one.reason) for one in known.changes
        ),
    )


def next_command(session: Session, found: Partnership) -> str:
    """What to type next about the contract."""
    slug, term = found.partner.slug, found.lifecycle.term
    if term is None or term.outcome:
        return f"onboardctl renewal set {slug} --ends DATE"
    following = renewal.next_step(term, today_of(session, found))
    if following is None or following.step.days_before == 0:
        return f"onboardctl renewal close {slug} renewed --ends DATE"
    return f"onboardctl renewal step {slug} {following.step.id}"


def radar_lines(session: Session, within_days: int, owner: str | None) -> list[p.RenewalLine]:
    """Contracts that may be within so many days, by their end.

    A day more is asked for than the team's own zone says, because a partner's day may be ahead.
    """
    today = local_day(session.moment, session.settings.zone)
    rows = session.store.rows(
        "renewal.radar",
        until=(today + timedelta(days=within_days + 1)).isoformat(),
        notice_until=(today + timedelta(days=renewal.NOTICE_ALERT_DAYS + 1)).isoformat(),
        owner=owner,
    )
    return [line_of(session, row) for row in rows]


def line_of(session: Session, row: Row) -> p.RenewalLine:
    """A row of the radar as it stands at the session's moment, in the partner's zone."""
    ends_on = date.fromisoformat(row["ends_on"])
    today = local_day(session.moment, row["zone"])
    due_on = date.fromisoformat(row["next_due_on"]) if row["next_due_on"] else None
    notice_on = date.fromisoformat(row["notice_due_on"]) if row["notice_due_on"] else None
    standing = "late" if due_on and due_on < today else "ahead"
    if due_on and today <= due_on <= today + timedelta(days=renewal.ALERT_DAYS):
        standing = "due"
    return p.RenewalLine(
        row["slug"],
        row["name"],
        row["tier"],
        ends_on,
        (ends_on - today).days,
        row["next_step"],
        due_on,
        standing,
        row["called_percent"],
        row["computed_percent"],
        row["last_value"],
        row["currency"],
        row["lead"],
        forecasting.disagreement(row["called_percent"], row["computed_percent"]),
        notice_on,
        renewal.notice_word(notice_on, today) if notice_on else "",
    )
