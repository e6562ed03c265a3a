"""Make one of the twelve calls against a sandbox: key, hourly limit, answer from its rows."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.sandbox import SandboxAnswer, SandboxCalls
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox.care import held_target
from onboardctl.sandbox.api import Call, calls_of
from onboardctl.sandbox.calls.answers import ANSWERS
from onboardctl.sandbox.calls.body import check_body
from onboardctl.sandbox.calls.call import Call as UnderWay
from onboardctl.sandbox.calls.call import Problem
from onboardctl.sandbox.calls.examples import fitting
from onboardctl.sandbox.calls.gate import Refusal, book, key_of, refusal_of, scope_of, spend
from onboardctl.sandbox.keys import ApiKey, newest_key
from onboardctl.sandbox.moments import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.targets import Target

_REFUSED = 400
"""Statuses from here on say that something went wrong, by the rules of HTTP."""
_TOO_MANY = 429


class CallSandbox(NamedTuple):
    """One call, made ``times`` times.

    Attributes:
        partner: whose sandbox.
        call: id of the call.
        key: the secret of a key; ``None`` calls with the newest key of the sandbox, which needs
            no secret, for whoever may write the sandbox may make keys as well.
        body: JSON text; ``None`` sends an example that fits the rows as they are.
        times: how often.
        target: URL of the database in which the sandbox lies.
    """

    partner: str
    call: str
    key: str | None = None
    body: str | None = None
    times: int = 1
    target: str | None = None


def call_sandbox(session: Session, asked: CallSandbox) -> Result:
    """Call a sandbox as the partner's own system would.

    Raises:
        NotFound: there is no sandbox, its segment has no such call, or it has no key.
        InvalidInput: the body is no JSON object.
    """
    target, held = held_target(session, asked.partner, asked.target)
    call = _call(asked.call, held.segment)
    typed = None if asked.body is None else _parsed(asked.body)
    moment = int(session.now.timestamp())
    counts: dict[str, int] = {}
    body: dict[str, Any] = {}
    with _changing(session, target) as database:
        key = _key(database, asked, call)
        for _ in range(asked.times):
            under_way = UnderWay(database, {}, instant_text(moment))
            body = fitting(call, under_way) if typed is None else typed
            last = _answer(database, call, body, key, moment)
            counts[str(last.status)] = counts.get(str(last.status), 0) + 1
    data = SandboxCalls(
        held.schema_name,
        call.id,
        call.method,
        call.path,
        counts,
        last,
        body,
        key.prefix if isinstance(key, ApiKey) else None,
    )
    refused = last.status >= _REFUSED
    return Result(
        "sandbox call",
        "sandbox-call/1",
        data,
        as_of=session.now,
        errors=(_diagnostic(last),) if refused else (),
        exit_code=1 if refused else 0,
        dry_run=session.dry_run,
    )


def _diagnostic(answer: SandboxAnswer) -> Diagnostic:
    return Diagnostic(f"sandbox.http_{answer.status}", str(answer.body["message"]))


def _call(name: str, segment: str) -> Call:
    known = {call.id: call for call in calls_of(segment)}
    if not known:
        raise NotFound(
            "sandbox.no_calls",
            f"the {segment} track has no calls of its own",
            hint="agency, university and recruiter have four each",
        )
    if name not in known:
        raise NotFound(
            "sandbox.call",
            f'"{name}" is no call of the {segment} track{did_you_mean(name, known)}',
            hint=f"its calls are {listed(known)}",
        )
    return known[name]


def _parsed(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError as problem:
        raise InvalidInput("sandbox.body", f"the body is no JSON: {problem}") from problem
    if not isinstance(body, dict):
        raise InvalidInput("sandbox.body", "the body must be a JSON object")
    return body


def _key(database: Database, asked: CallSandbox, call: Call) -> ApiKey | Refusal:
    scope = scope_of(call.method, call.path)
    if asked.key is not None:
        return key_of(database, asked.key, scope)
    key = newest_key(database)
    if key is None:
        raise NotFound(
            "sandbox.no_key",
            "the sandbox has no key that can be used",
            hint=f"make one with `onboardctl sandbox keys create {asked.partner}`",
        )
    return refusal_of(key, scope) or key


def _answer(
    database: Database, call: Call, body: dict[str, Any], key: ApiKey | Refusal, now: int
) -> SandboxAnswer:
    if isinstance(key, Refusal):
        return _refused(key.status, key.code, key.says, {})
    token = spend(database, key, now)
    headers = {
        "X-RateLimit-Limit": key.rate_limit_per_hour,
        "X-RateLimit-Remaining": token.remaining,
    }
    if not token.allowed:
        book(database, key, now, _TOO_MANY)
        headers["Retry-After"] = token.retry_after
        says = (
            f"{key.rate_limit_per_hour} calls an hour; the next one in {token.retry_after} seconds"
        )
        return _refused(_TOO_MANY, "too_many_requests", says, headers)
    try:
        check_body(call, body)
        answer = _written(database, call, body, now)
    except Problem as problem:
        book(database, key, now, problem.status)
        return _refused(problem.status, "problem", str(problem), headers)
    book(database, key, now, 200)
    return SandboxAnswer(200, headers, answer)


def _written(database: Database, call: Call, body: dict[str, Any], now: int) -> dict[str, Any]:
    """The answer; a call that fails half-way leaves no row behind."""
    database.run("SAVEPOINT one_call")
    try:
        return ANSWERS[call.id](UnderWay(database, body, instant_text(now)))
    except Problem:
        database.run("ROLLBACK TO SAVEPOINT one_call")
        raise
    finally:
        database.run("RELEASE SAVEPOINT one_call")


def _refused(status: int, code: str, says: str, headers: dict[str, int]) -> SandboxAnswer:
    return SandboxAnswer(status, headers, {"error": code, "message": says})


class _TakeBack(Exception):
    """Ends the transaction of a dry run."""


@contextmanager
def _changing(session: Session, target: Target) -> Iterator[Database]:
    with suppress(_TakeBack), target.changing() as database:
        yield database
        if session.dry_run:
            raise _TakeBack
