"""A run of deliveries: each mail is taken in hand, offered, handed over and settled, in that order.

What is in the store is always at least as pessimistic as the world: a mail counts as handed over
before its final dot leaves, and as sent once the server has said so. Of the commits of one mail
only the one before the dot must be on disk at once; the next one of those, or the last commit of
the run, brings the others with it, and losing one in a power cut makes a mail uncertain, not twice.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from onboardctl.core.errors import OnboardError, Refused
from onboardctl.core.outbox.delivery import (
    GO_AHEAD,
    Recipient,
    Reply,
    Standing,
    answered,
    concluded,
    move_of,
)
from onboardctl.core.outbox.pace import Pace
from onboardctl.core.outbox.states import LEASE, Move, next_try_at
from onboardctl.core.record import NamedTuple
from onboardctl.operations.outbox import facts
from onboardctl.operations.outbox.lines import holder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from onboardctl.core.outbox.mail import Mail
    from onboardctl.operations.session import Session

TAKEN_AT_ONCE = 20
"""Mails taken in hand together; a second sender finds the rest."""
FAILURES_IN_A_ROW = 3
"""Connections that may fail one after the other before the run ends."""


class MailServer(Protocol):
    """What a run asks of a mail server; :class:`onboardctl.mailing.server.Server` is one."""

    connections: int

    @property
    def is_fresh(self) -> bool: ...  # noqa: D102

    def connect(self) -> None: ...  # noqa: D102

    def offer(self, sender: str, recipients: Any, size: int) -> list[Reply]: ...  # noqa: D102

    def content(self, body: bytes) -> Reply: ...  # noqa: D102

    def finish(self) -> Reply: ...  # noqa: D102

    def abandon(self) -> None: ...  # noqa: D102

    def close(self) -> None: ...  # noqa: D102


class Surroundings(NamedTuple):
    """What a run needs of the world besides the store.

    Attributes:
        clock: the present.
        steady: seconds of a clock that never goes back.
        sleep: waits so many seconds.
        done: called after each mail.
    """

    clock: Callable[[], datetime]
    steady: Callable[[], float]
    sleep: Callable[[float], None]
    done: Callable[[int], None]


class Run(NamedTuple):
    """What a run did: the mails it tried, as they are now, and why it ended early, if it did."""

    mails: tuple[Mail, ...]
    stopped: OnboardError | None = None
    connections: int = 0


def deliver(
    session: Session,
    server: MailServer,
    around: Surroundings,
    *,
    limit: int | None = None,
    only: tuple[int, ...] = (),
) -> Run:
    """Send what waits, one mail after the other over one connection.

    Args:
        session: not a rehearsal.
        server: not yet connected.
        around: clocks and progress.
        limit: most mails to try.
        only: these mails, whether their next attempt is due or not; all that are due otherwise.
    """
    smtp = session.settings.smtp
    run = _Run(session, server, around, Pace(smtp.per_minute if smtp else None))
    try:
        with run.hands_emptied():
            for number in _numbers(session, around, limit, only):
                if run.stopped is not None:
                    break
                run.take(number)
            run.finish()
    finally:
        server.close()
    return Run(tuple(run.tried), run.stopped, server.connections)


def _numbers(
    session: Session, around: Surroundings, limit: int | None, only: tuple[int, ...]
) -> Iterable[list[int]]:
    """Numbers of mails that wait, a handful at a time."""
    if only:
        yield list(only)
        return
    left = limit
    seen: set[int] = set()
    while left is None or left > 0:
        rows = session.store.rows(
            "outbox.waiting", now=_text(around.clock()), limit=TAKEN_AT_ONCE + len(seen)
        )
        fresh = [row["outbox_id"] for row in rows if row["outbox_id"] not in seen]
        if not fresh:
            return
        handful = fresh[: TAKEN_AT_ONCE if left is None else min(left, TAKEN_AT_ONCE)]
        seen.update(handful)
        left = None if left is None else left - len(handful)
        yield handful


class _Run:
    """One run: what it holds, what it tried, how it stands with the server."""

    def __init__(
        self, session: Session, server: MailServer, around: Surroundings, pace: Pace
    ) -> None:
        self.session = session
        self.server = server
        self.around = around
        self.pace = pace
        self.me = holder()
        self.held: dict[int, Mail] = {}
        self.tried: list[Mail] = []
        self.stopped: OnboardError | None = None
        self.failures = 0

    @contextmanager
    def hands_emptied(self) -> Iterator[None]:
        """Whatever ends the block, mails that were taken and not touched wait again."""
        try:
            yield
        finally:
            self._put_back()

    def take(self, numbers: list[int]) -> None:
        """Take mails in hand, as far as nobody else has them, and send one after the other."""
        self._lease(numbers)
        for number in list(self.held):
            if self.stopped is not None:
                return
            self._keep_pace()
            self._send(self.held.pop(number))
            self.around.done(1)

    def finish(self) -> None:
        """Make sure that what was said last is on disk."""
        if self.tried:
            with self.session.store.atomic():
                last = self.tried[-1]
                self.session.store.run("outbox.touch", outbox_id=last.id, state=last.state.value)

    def _lease(self, numbers: list[int]) -> None:
        from onboardctl.store import outbox

        now = self.around.clock()
        with self.session.store.atomic(bulk=True):
            for number in numbers:
                row = self.session.store.one(
                    "outbox.lease",
                    outbox_id=number,
                    lease_until=_text(now + LEASE),
                    lease_by=self.me,
                )
                mail = outbox.load(self.session.store, number) if row is not None else None
                if mail is not None:
                    self.held[number] = mail

    def _put_back(self) -> None:
        if not self.held:
            return
        with self.session.store.atomic(bulk=True):
            for mail in self.held.values():
                self._move(mail, Move.RELEASE, detail="the run ended before its turn")
        self.held.clear()

    def _keep_pace(self) -> None:
        seconds = self.pace.wait_seconds(self.around.steady())
        if seconds:
            self.around.sleep(seconds)

    def _send(self, mail: Mail) -> None:
        self.held[mail.id] = mail
        row = self.session.store.one("outbox.body", outbox_id=mail.id)
        assert row is not None
        body = row["body"].encode("ascii")
        settled = self._attempt(mail, body)
        self.held.pop(mail.id, None)
        if settled is not None:
            self.tried.append(settled)

    def _attempt(self, mail: Mail, body: bytes) -> Mail | None:
        """One attempt, and a second one at once when the server only had enough of this connection."""
        from onboardctl.mailing.server import Dropped

        for again in (True, False):
            fresh = self.server.is_fresh
            try:
                if not self._is_connected(mail):
                    return None
                settled = self._hand_over(mail, body)
            except Dropped as problem:
                if again and not fresh and problem.step != "connect":
                    continue
                return self._failed(mail, problem.reply)
            self.failures = 0
            return settled
        return None

    def _is_connected(self, mail: Mail) -> bool:
        """Connect unless connected; a server we must not or cannot log in to ends the run."""
        try:
            self.server.connect()
        except Refused as problem:
            self.stopped = problem
            with self.session.store.atomic():
                self._move(mail, Move.RELEASE, detail=problem.message)
            return False
        return True

    def _failed(self, mail: Mail, reply: Reply) -> Mail | None:
        """The connection failed: the mail waits, and after several in a row so do the others."""
        self.failures += 1
        if self.failures >= FAILURES_IN_A_ROW or not self.server.connections:
            smtp = self.session.settings.smtp
            self.stopped = Refused(
                "smtp.unreachable",
                f"the mail server is not available: {reply}",
                hint=f"try `onboardctl outbox send` later; {smtp.host}:{smtp.port} is in onboardctl.yaml"
                if smtp
                else None,
            )
        return self._settle(mail, mail.recipients, Move.DEFER, reply)

    def _hand_over(self, mail: Mail, body: bytes) -> Mail | None:
        from onboardctl.mailing.server import Lost

        asked = [one for one in mail.recipients if one.standing == Standing.WAITING]
        replies = self.server.offer(mail.sender, [one.addr for one in asked], len(body))
        told = answered(mail.recipients, replies)
        if not any(reply.is_good for reply in replies):
            return self._settle(mail, told, move_of(told), _worst(replies))
        said = self.server.content(body)
        if said.code != GO_AHEAD:
            told = answered(mail.recipients, [said] * len(asked))
            return self._settle(mail, told, move_of(told), said)
        try:
            with self.session.store.atomic():
                marked = self._move(mail, Move.HAND_OVER, recipients=told)
        except BaseException:
            self.server.abandon()
            raise
        if marked is None:
            self.server.abandon()
            return None
        self.held.pop(mail.id)
        try:
            reply = self.server.finish()
        except Lost as problem:
            reply = Reply(0, problem.reason)
        self.pace.left(self.around.steady())
        final, step = concluded(marked.recipients, reply)
        return self._settle(marked, final, step, reply)

    def _settle(
        self, mail: Mail, recipients: tuple[Recipient, ...], step: Move, reply: Reply
    ) -> Mail | None:
        """Write down how an attempt ended, with what follows for the partner, in one change."""
        now = self.around.clock()
        session = self.session._replace(now=now)
        attempts = mail.attempts + 1
        changes: dict[str, Any] = {"attempts": attempts, "recipients": recipients, "last": reply}
        if step == Move.DEFER:
            changes["next_try_at"] = next_try_at(attempts, now)
        else:
            changes["ended_at"] = now
        with session.store.atomic(bulk=True):
            moved = self._move(mail, step, detail=str(reply), **changes)
            if moved is not None:
                _record(session, mail, moved)
        return moved

    def _move(self, mail: Mail, step: Move, **changes: Any) -> Mail | None:
        from onboardctl.store import outbox

        now = self.around.clock()
        return outbox.move(self.session.store, mail, step, now, self.session.actor, **changes)


def _record(session: Session, before: Mail, after: Mail) -> None:
    with session.change("send") as change:
        facts.record(session, change, before, after)
        name = change.partner(after.partner).name
        change.summary = f"{name}: {after.message} {after.state} (mail {after.id})"


def _worst(replies: list[Reply]) -> Reply:
    return max(replies, key=lambda reply: reply.code)


def _text(now: datetime) -> str:
    from onboardctl.core.codec import instant_text

    return instant_text(now)
