"""Promises that mails made: recorded when the mail leaves, shown, kept, dated, given up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core import codec
from onboardctl.core.calendar import end_of_day
from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.message import deadline_of
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.partner import promise_facts as f
from onboardctl.core.partner import promises as p
from onboardctl.core.payloads.promises import PromiseChanged, PromiseLine, PromiseList
from onboardctl.core.points import format_duration, parse_duration
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.comms.words import BEFORE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from onboardctl.core.message import Promise
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Duration
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

MOST = 1000
_OPEN = frozenset({"open", "broken"})
_HOUR_SECONDS = 3600


class ChangePromise(NamedTuple):
    """Which promise of which partner; ``at`` is when, as typed in the partner's zone."""

    partner: str
    promise: str
    at: str | None = None
    words: str = ""


def made_by(
    session: Session,
    partner: Partner,
    promises: Sequence[Promise],
    message: str,
    occasion: str,
    sent_at: datetime,
) -> tuple[f.PromiseMade, ...]:
    """The facts that a mail promised something; none for what the same mail promised before.

    Args:
        session: for the calendar that business days are counted in.
        partner: whom the mail went to.
        promises: what the mail says.
        message: the mail of the playbook, or its template.
        occasion: what made it due.
        sent_at: when it left; "within 48 hours" counts from here.
    """
    role = _role_of(session, partner, message)
    found = []
    for promise in promises:
        name = f"{message}:{promise.id}"
        before = partner.promises.get(name)
        if before is not None and before.made.occasion == occasion:
            continue
        if before is not None:
            name = f"{name}@{occasion.replace(' ', '-')}"
        if name in partner.promises:
            continue
        found.append(
            f.PromiseMade(
                name,
                promise.text,
                promise.owner,
                message,
                occasion,
                promise.starts,
                format_duration(promise.within) if promise.within else "",
                _due(session, partner, promise, sent_at),
                promise.kept_by,
                role if promise.owner == f.OURS else "",
            )
        )
    return tuple(found)


def before(session: Session, partner: Partner, promise: Promise, on: date) -> Promise:
    """A promise that falls due before a meeting on that day, with its deadline; others as they are."""
    if not promise.starts.startswith(BEFORE) or promise.within is None:
        return promise
    due = _from_event(session, partner, on.isoformat(), promise.starts, promise.within)
    return promise._replace(due_at=due)


def list_promises(session: Session, name: str | None, *, everything: bool = False) -> Result:
    """Promises of one partner, or the open ones with a deadline of all, the most urgent first.

    Raises:
        NotFound: no such partner.
    """
    slug, zone = None, session.settings.zone
    if name is None:
        rows = session.store.rows("deadline.open_promises", limit=MOST)
        lines = [_row_line(session, row) for row in rows]
    else:
        found = session.find_partner(name)
        partner = session.partner(found["partner_id"])
        slug, zone = partner.slug, partner.zone
        own = (line_of(session, partner, ref) for ref in partner.promises)
        lines = [one for one in own if everything or one.state in {*_OPEN, "standing"}]
        lines.sort(key=lambda one: (one.due_at is None, one.due_at, one.promise))
    return Result(
        "comms promises",
        "promises/1",
        PromiseList(slug, tuple(lines)),
        as_of=session.moment,
        zone=zone,
    )


def keep(session: Session, request: ChangePromise) -> Result:
    """Say that a promise was kept.

    Raises:
        NotFound: no such promise.
        Refused: it was kept or given up before.
    """
    return _change(session, "comms keep", request, lambda ref, _: f.PromiseKept(ref, request.words))


def drop(session: Session, request: ChangePromise) -> Result:
    """Say that a promise does not hold any more.

    Raises:
        NotFound: no such promise.
        Refused: it was kept or given up before.
    """
    return _change(
        session, "comms drop", request, lambda ref, _: f.PromiseDropped(ref, request.words)
    )


def starts(session: Session, request: ChangePromise) -> Result:
    """Say when what a promise waits for takes place; its deadline follows from that.

    Raises:
        NotFound: no such promise.
        Refused: it waits for nothing, or was kept or given up before.
    """

    def dated(ref: str, partner: Partner) -> f.PromiseDated:
        from onboardctl.operations.moments import when

        mark = partner.promises[ref]
        if not mark.made.within:
            raise Refused(
                "promise.dateless",
                f'"{mark.made.text}" has no time limit, so no date gives it a deadline',
                hint=f"when it is done: onboardctl comms keep {partner.slug} {ref}",
            )
        text = when(request.at or "", partner.zone, session.now, "--at")
        within = parse_duration(mark.made.within)
        due = _from_event(session, partner, text, mark.made.starts, within)
        return f.PromiseDated(ref, due, f"{mark.made.starts} {request.at}")

    return _change(session, "comms starts", request, dated, now=True)


def _row_line(session: Session, row: Row) -> PromiseLine:
    due_at = codec.parse_instant(row["due_at"])
    return PromiseLine(
        partner=row["slug"],
        promise=row["ref"],
        text=row["title"],
        owner=f.THEIRS if row["owner_role"] == f.THEIRS else f.OURS,
        due_at=due_at,
        state="broken" if due_at < session.moment else "open",
        who=row["owner"],
    )


def line_of(session: Session, partner: Partner, ref: str) -> PromiseLine:
    """A promise with how it stands at the session's moment."""
    mark = partner.promises[ref]
    return PromiseLine(
        partner=partner.slug,
        promise=ref,
        text=mark.made.text,
        owner=mark.made.owner,
        due_at=p.due_at(partner, mark),
        state=p.standing(partner, mark, session.moment),
        made_at=mark.made_at,
        kept_at=p.kept_at(partner, mark),
        waits_for="" if mark.made.starts == "sent" else mark.made.starts,
        evidence=mark.evidence or mark.reason,
    )


def find(partner: Partner, name: str) -> str:
    """The promise that a name means: whole, or without the mail where that is clear.

    Raises:
        NotFound: none or several answer to it.
    """
    if name in partner.promises:
        return name
    short = [ref for ref in partner.promises if ref.partition(":")[2].partition("@")[0] == name]
    if len(short) == 1:
        return short[0]
    known = short or list(partner.promises)
    problem = "could be several" if short else "is no promise"
    raise NotFound(
        "promise.unknown",
        f'"{name}" {problem} made to {partner.name}{"" if short else did_you_mean(name, known)}',
        hint=f"there are {listed(known)}" if known else "no mail promised anything yet",
    )


def _change(
    session: Session,
    command: str,
    request: ChangePromise,
    fact: Callable[[str, Partner], object],
    *,
    now: bool = False,
) -> Result:
    """Record one fact about a promise; ``now`` when ``at`` is not when it happened."""
    row = session.find_partner(request.partner)
    with session.change(command) as change:
        before = change.partner(row["partner_id"])
        ref = find(before, request.promise)
        _refuse_settled(before, ref, session.now)
        moment = session.now if now else moments.happened_at(session, before.zone, request.at)
        after = change.append(before, [fact(ref, before)], occurred_at=moment)
        verb = {"comms keep": "kept", "comms drop": "given up", "comms starts": "dated"}[command]
        change.summary = f"{before.name}: promise {ref} {verb}"
    line = line_of(session, after, ref)
    return Result(
        command,
        "promise-changed/1",
        PromiseChanged(line),
        as_of=session.now,
        zone=after.zone,
        messages=(change.summary,),
        next_steps=(f"onboardctl comms promises {after.slug}",),
        dry_run=session.dry_run,
    )


def _refuse_settled(partner: Partner, ref: str, now: datetime) -> None:
    mark = partner.promises[ref]
    state = p.standing(partner, mark, now)
    words = {"kept": "kept", "late": "kept, late", "dropped": "given up"}
    if state in words:
        raise Refused(
            "promise.settled",
            f'"{mark.made.text}" was {words[state]} before',
            hint=f"see `onboardctl comms promises {partner.slug} --all`",
        )


def _due(
    session: Session, partner: Partner, promise: Promise, sent_at: datetime
) -> datetime | None:
    if promise.starts != "sent" or promise.within is None:
        return promise.due_at if promise.starts != "sent" else None
    due = deadline_of(promise, sent_at)
    if due is not None:
        return due
    return _from_event(session, partner, codec.instant_text(sent_at), "sent", promise.within)


def _from_event(
    session: Session, partner: Partner, text: str, starts_at: str, within: Duration
) -> datetime:
    """So long after an event, or before it; days end at midnight in the partner's zone."""
    from datetime import date

    sign = -1 if starts_at.startswith(BEFORE) else 1
    amount = sign * within.amount
    calendar = session.calendar(partner, session.playbook(partner.digest))
    moment = (
        codec.parse_instant(text)
        if "T" in text
        else end_of_day(date.fromisoformat(text), partner.zone)
    )
    if within.unit in {"m", "h"}:
        return moment + timedelta(**{{"m": "minutes", "h": "hours"}[within.unit]: amount})
    if within.unit == "bh":
        return calendar.due(moment, amount * _HOUR_SECONDS) if sign > 0 else moment
    day = moment.astimezone(ZoneInfo(partner.zone)).date()
    if within.unit == "bd":
        return end_of_day(calendar.add_business_days(day, amount), partner.zone)
    days = {"d": 1, "w": 7, "mo": 30}[within.unit]
    return end_of_day(day + timedelta(days=amount * days), partner.zone)


def _role_of(session: Session, partner: Partner, message: str) -> str:
    """Who of ours answers for what a mail of the playbook says, one of its recurring work too."""
    from onboardctl.operations.comms.ledger import messages_of

    playbook = session.playbook(partner.digest)
    own: list[tuple[str | None, str | None]] = [
        (one.id, one.owner) for one in messages_of(partner, playbook)
    ]
    own += [(one.template, next(iter(one.owners), "")) for one in playbook.recurring]
    wanted = message.replace("-", "_")
    return next((role or "" for name, role in own if name and name.replace("-", "_") == wanted), "")
