"""``send``: mails rendered, shown, agreed to, put in the outbox, and on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.address import Address
from onboardctl.core.errors import Diagnostic, InvalidInput, OnboardError, Refused
from onboardctl.core.message import message_key
from onboardctl.core.outbox.delivery import Recipient
from onboardctl.core.outbox.mail import Mail
from onboardctl.core.outbox.states import GIVE_UP_AFTER, MailState
from onboardctl.core.record import NamedTuple
from onboardctl.operations.comms.words import BEFORE
from onboardctl.operations.mail import making as mail
from onboardctl.operations.outbox import rules
from onboardctl.operations.outbox.lines import line_of
from onboardctl.operations.outbox.silence import has_nothing_to_tell

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.message import MailFacts, Promise, RenderedMessage
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.payloads.outbox import OutboxLine
    from onboardctl.core.playbook import Message, Playbook
    from onboardctl.operations.session import Session


AGREED = "/agreed"
"""Added to the occasion of an invitation that tells the time an earlier mail asked for."""
NUDGES = frozenset({"task_blocked", "silent"})
"""What a template is triggered by that asks a partner to get on with something."""


class Send(NamedTuple):
    """Which mail, to whom, and when.

    Attributes:
        template: a template, or the id of a mail the playbook owes.
        partners: one mail for each of them.
        to_me: to whoever is at the keyboard instead of the partner; nothing follows from it.
        again: why it goes out although it went out before.
        locale: language to use instead of the partner's.
        later: put it in the outbox and leave it there.
        not_after: do not send it after this moment; by default it depends on the kind of mail.
        automatic: nobody looks at it before it leaves, and it says so.
        cancel: call the meeting of the mail off.
        attach: files to add, inside the folder ``files``.
        about: a ticket, for a mail that speaks of one.
        even_if_empty: also a digest that has nothing to tell.
    """

    template: str
    partners: tuple[str, ...]
    to_me: bool = False
    again: str | None = None
    locale: str | None = None
    later: bool = False
    not_after: datetime | None = None
    automatic: bool = False
    cancel: bool = False
    attach: tuple[str, ...] = ()
    about: str | None = None
    even_if_empty: bool = False


class Prepared(NamedTuple):
    """A mail ready to go into the outbox, with its bytes and what may be sent only once.

    ``quiet``: it has nothing to tell, so nobody should get it.
    """

    mail: Mail
    body: str
    keys: dict[str, str | None]
    slug: str
    name: str
    warnings: tuple[Diagnostic, ...] = ()
    quiet: bool = False

    def line(self, now: datetime) -> OutboxLine:
        """As lists show it."""
        return line_of(self.mail, self.slug, self.name, now)


def prepare(session: Session, request: Send) -> tuple[Prepared, ...]:
    """Every mail of the request, rendered and checked; nothing is written.

    Raises:
        NotFound: no such partner or template.
        InvalidInput: a mail cannot be made; with several partners each finding names its own.
        Refused: it went out before, somebody outside the allowed domains would get it, or there
            is nobody to send it to.
    """
    names = tuple(dict.fromkeys(request.partners))
    if len(names) == 1:
        return (_prepare(session, request, names[0]),)
    made, findings = [], []
    for name in names:
        try:
            made.append(_prepare(session, request, name))
        except OnboardError as problem:
            findings += [
                one._replace(message=f"{name}: {one.message}") for one in problem.as_diagnostics()
            ]
    if findings:
        raise InvalidInput(
            "send.unready",
            f"{len(names) - len(made)} of {len(names)} mails cannot be sent, nothing was sent",
            hint="put them right, or leave these partners out",
            diagnostics=tuple(findings),
        )
    return tuple(made)


def put(session: Session, made: tuple[Prepared, ...]) -> tuple[Mail, ...]:
    """Put prepared mails in the outbox, all of them or none.

    Raises:
        Conflict: ``store.duplicate``: somebody else has just put the same mail there.
    """
    from onboardctl.store import outbox

    added = []
    with session.store.atomic(keep=not session.dry_run):
        for one in made:
            put_in = outbox.add(session.store, one.mail, one.body, one.keys)
            detail = put_in.reason or f"put in the outbox for {put_in.occasion}"
            outbox.note(session.store, put_in, "queue", session.now, session.actor, detail)
            added.append(put_in)
    return tuple(added)


def owed(partner: Partner, playbook: Playbook, name: str) -> Message | None:
    """The mail of the playbook that a name means: by its id, else by its template, unsent first."""
    from onboardctl.operations.comms.ledger import messages_of

    wanted = name.replace("_", "-").lower()
    own = messages_of(partner, playbook)
    by_id = [one for one in own if one.id.lower() == wanted]
    by_template = [one for one in own if one.template.replace("_", "-").lower() == wanted]
    waiting = [one for one in by_template if not rules.went_out(partner, one.id)]
    return next(iter((*by_id, *waiting, *by_template)), None)


def _prepare(session: Session, request: Send, name: str) -> Prepared:
    row = session.find_partner(name)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    message = owed(partner, playbook, request.template)
    wanted = mail.WantedMail(
        message.template if message else request.template,
        row["slug"],
        locale=request.locale,
        cancel=request.cancel,
        attach=request.attach,
        about=request.about,
    )
    ready = mail.prepare(session, wanted)
    facts = ready.facts
    message = message or owed(partner, playbook, ready.template.id)
    if ready.template.trigger_event in NUDGES and not request.to_me:
        rules.refuse_second_nudge(session, partner, ready.template.id)
    rendered = mail.make(session, ready, wanted)
    if rendered.sender is None or not rendered.to:
        raise Refused(
            "send.nobody",
            f"{rendered.template} has nobody to go to",
            hint="an agenda is read, not sent; see it with `onboardctl render`"
            if rendered.kind == "agenda"
            else None,
        )
    if request.to_me:
        rendered = _to_me(session, rendered)
    elif request.again:
        rendered = rendered._replace(occasion=_again(session, facts, rendered))
    elif _asked_for_a_time(session, facts, rendered):
        rendered = rendered._replace(occasion=f"{rendered.occasion}{AGREED}")
    else:
        rules.refuse_sent_by_hand(partner, message)
    prepared = _made(session, request, facts, rendered, message)
    wanted_anyway = request.to_me or request.again or request.even_if_empty
    return prepared._replace(quiet=not wanted_anyway and has_nothing_to_tell(ready))


def _made(
    session: Session,
    request: Send,
    facts: MailFacts,
    rendered: RenderedMessage,
    message: Message | None,
) -> Prepared:
    from onboardctl.core.codec import instant_text
    from onboardctl.templating.mime import message_id, to_bytes

    assert rendered.sender is not None
    rules.refuse_outsiders(session, rendered)
    keyed = rendered._replace(partner=facts.partner_id)
    keys = {
        one.addr: None if request.to_me else message_key(keyed, one)
        for one in (*rendered.to, *rendered.cc)
    }
    people, warnings = _not_yet_written_to(session, facts, rendered, keys)
    smtp = session.settings.smtp
    made = Mail(
        id=0,
        partner=facts.partner_id,
        message=message.id if message else rendered.template,
        template=rendered.template,
        occasion=rendered.occasion,
        kind=rendered.kind,
        subject=rendered.subject,
        sender=(smtp.sender if smtp else None) or rendered.sender.addr,
        message_id=message_id(rendered),
        state=MailState.QUEUED,
        attempts=0,
        next_try_at=session.now,
        not_after=request.not_after or session.now + GIVE_UP_AFTER[rendered.kind],
        created_at=session.now,
        created_by=session.actor,
        recipients=people,
        promises=_before_meetings(session, facts, rendered.promises),
        invite=rendered.invite,
        is_test=request.to_me,
        digest=rendered.digest,
        locale=rendered.locale,
        reason=request.again or "",
    )
    if made.not_after <= session.now:
        raise Refused(
            "send.too_late",
            f"--not-after {instant_text(made.not_after)} has passed",
            hint="leave it out, or give a later moment",
        )
    body = to_bytes(rendered, session.now, automatic=request.automatic).decode("ascii")
    return Prepared(
        made, body, keys, facts.slug, facts.organization, (*rendered.warnings, *warnings)
    )


def _again(session: Session, facts: MailFacts, rendered: RenderedMessage) -> str:
    """An occasion of its own for a mail that goes out once more: the number says how often."""
    row = session.store.one("outbox.times", partner_id=facts.partner_id, template=rendered.template)
    assert row is not None
    return f"{rendered.occasion} again {row['mails'] + 1}"


def _asked_for_a_time(session: Session, facts: MailFacts, rendered: RenderedMessage) -> bool:
    """Whether a mail went out for this occasion that knew no time of the meeting yet.

    The one that tells the time is then an occasion of its own, as a changed time is.
    """
    if rendered.invite is None or rendered.invite.sequence or rendered.invite.cancelled:
        return False
    asked = session.store.one(
        "outbox.without_invitation",
        partner_id=facts.partner_id,
        template=rendered.template,
        occasion=rendered.occasion,
    )
    return asked is not None


def _before_meetings(
    session: Session, facts: MailFacts, promises: tuple[Promise, ...]
) -> tuple[Promise, ...]:
    """Promises that fall due before the meeting the mail speaks of, with their deadlines."""
    meeting = next((one for one in facts.meetings if one.announced), None)
    waiting = any(one.starts.startswith(BEFORE) and one.within for one in promises)
    if meeting is None or not waiting:
        return promises
    from onboardctl.operations.comms.promises import before

    partner = session.partner(facts.partner_id)
    return tuple(before(session, partner, one, meeting.on) for one in promises)


def _to_me(session: Session, rendered: RenderedMessage) -> RenderedMessage:
    me = session.settings.person(session.actor)
    if me is None:
        raise Refused(
            "send.me",
            f'nobody under `staff:` is "{session.actor}", so your address is not known',
            hint="set `actor:` in onboardctl.yaml or ONBOARDCTL_ACTOR to one of your people",
        )
    return rendered._replace(
        to=(Address(me.name, me.email),),
        cc=(),
        occasion=f"test {session.now:%Y%m%d%H%M%S}",
    )


def _not_yet_written_to(
    session: Session,
    facts: MailFacts,
    rendered: RenderedMessage,
    keys: dict[str, str | None],
) -> tuple[tuple[Recipient, ...], tuple[Diagnostic, ...]]:
    """The recipients without those who have the mail or will get it, and a warning for each of them.

    Raises:
        Refused: nobody is left.
    """
    found: list[Recipient] = []
    warnings: list[Diagnostic] = []
    holders = []
    who = _ids(session, facts)
    for field, person in (
        *(("to", one) for one in rendered.to),
        *(("cc", one) for one in rendered.cc),
    ):
        key = keys[person.addr]
        row = None if key is None else session.store.one("outbox.holder_of_key", mail_key=key)
        if row is None:
            found.append(
                Recipient(
                    len(found) + 1,
                    field,
                    person.name,
                    person.addr,
                    who.get(person.addr.lower(), ""),
                )
            )
            continue
        holders.append((field, row))
        keys.pop(person.addr)
        said = f"{person.addr} is left out: mail {row['outbox_id']} for {rendered.occasion} is {row['state']}"
        warnings.append(Diagnostic("send.before", said, severity="warning"))
    addressed = [field for field, _ in holders if field == "to"]
    if not found or (len(addressed) == len(rendered.to)):
        raise rules.sent_before(facts, rendered, holders[0][1])
    return tuple(found), tuple(warnings)


def _ids(session: Session, facts: MailFacts) -> dict[str, str]:
    """Ids of people by address: the partner's contacts, then ours."""
    rows = session.store.rows("contact.of_partner", partner_id=facts.partner_id)
    ours = {one.email.lower(): one.id for one in session.settings.staff}
    theirs = {row["email"].lower(): row["contact_id"] for row in rows if row["email"]}
    return {**ours, **theirs}
