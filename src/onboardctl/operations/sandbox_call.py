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
from onboardctl.operations.sandbox import held_target
from onboardctl.sandbox.api import Call, calls_of, schema
from onboardctl.sandbox.calls.answers import ANSWERS, Problem
from onboardctl.sandbox.calls.answers import Call as UnderWay
from onboardctl.sandbox.calls.gate import Refusal, book, key_of, scope_of, spend
from onboardctl.sandbox.moments import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.targets import Target

_TYPES = {"object": dict, "array": list, "integer": int, "number": (int, float), "string": str,
          "boolean": bool}  # fmt: skip


class CallSandbox(NamedTuple):
    """One call, made ``times`` times; ``body`` is JSON text, the example of the call by default."""

    partner: str
    call: str
    key: str
    body: str | None = None
    times: int = 1
    target: str | None = None


def call_sandbox(session: Session, asked: CallSandbox) -> Result:
    """Call a sandbox as the partner's own system would.

    Raises:
        NotFound: there is no sandbox, or its segment has no such call.
        InvalidInput: the body is no JSON object.
    """
    target, held = held_target(session, asked.partner, asked.target)
    call = _call(asked.call, held.segment)
    body = _body(call, asked.body)
    moment = int(session.now.timestamp())
    with _changing(session, target) as database:
        answers = [_answer(database, call, body, asked.key, moment) for _ in range(asked.times)]
    counts: dict[int, int] = {}
    for one in answers:
        counts[one.status] = counts.get(one.status, 0) + 1
    data = SandboxCalls(
        held.schema_name, call.id, call.method, call.path, {str(k): v for k, v in counts.items()},
        answers[-1],
    )  # fmt: skip
    refused = answers[-1].status >= 400  # noqa: PLR2004 -- what went wrong by the rules of HTTP
    return Result(
        "sandbox call",
        "sandbox-call/1",
        data,
        as_of=session.now,
        errors=(_diagnostic(answers[-1]),) if refused else (),
        exit_code=1 if refused else 0,
        dry_run=session.dry_run,
    )


def _diagnostic(answer: SandboxAnswer) -> Diagnostic:
    return Diagnostic(f"sandbox.http_{answer.status}", str(answer.body["message"]))


def _call(name: str, segment: str) -> Call:
    known = {call.id: call for call in calls_of(segment)}
    if name not in known:
        raise NotFound(
            "sandbox.call",
            f'"{name}" is no call of the {segment} track{did_you_mean(name, known)}',
            hint=f"its calls are {listed(known)}",
        )
    return known[name]


def _body(call: Call, text: str | None) -> dict[str, Any]:
    if text is None:
        return {"candidate_id": 1, **call.sends} if call.method == "GET" else dict(call.sends)
    try:
        body = json.loads(text)
    except ValueError as problem:
        raise InvalidInput("sandbox.body", f"the body is no JSON: {problem}") from problem
    if not isinstance(body, dict):
        raise InvalidInput("sandbox.body", "the body must be a JSON object")
    return body


def _answer(
    database: Database, call: Call, body: dict[str, Any], secret: str, now: int
) -> SandboxAnswer:
    key = key_of(database, secret, scope_of(call.method, call.path))
    if isinstance(key, Refusal):
        return _refused(key.status, key.code, key.says, {})
    token = spend(database, key, now)
    headers = {
        "X-RateLimit-Limit": key.rate_limit_per_hour,
        "X-RateLimit-Remaining": token.remaining,
    }
    if not token.allowed:
        book(database, key, now, 429)
        headers["Retry-After"] = token.retry_after
        says = (
            f"{key.rate_limit_per_hour} calls an hour; the next one in {token.retry_after} seconds"
        )
        return _refused(429, "too_many_requests", says, headers)
    try:
        _check(call, body)
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
    except (Problem, KeyError, TypeError, ValueError) as problem:
        database.run("ROLLBACK TO SAVEPOINT one_call")
        if isinstance(problem, Problem):
            raise
        raise Problem(400, f"an entry of the body lacks or misuses {problem}") from problem
    finally:
        database.run("RELEASE SAVEPOINT one_call")


def _refused(status: int, code: str, says: str, headers: dict[str, int]) -> SandboxAnswer:
    return SandboxAnswer(status, headers, {"error": code, "message": says})


def _check(call: Call, body: dict[str, Any]) -> None:
    """The body has what the OpenAPI document asks for."""
    wanted = dict(call.sends) if "{id}" not in call.path else {"candidate_id": 1, **call.sends}
    for name, rule in schema(wanted)["properties"].items():
        if name not in body:
            raise Problem(400, f'"{name}" is missing')
        if not isinstance(body[name], _TYPES[rule["type"]]):  # type: ignore[arg-type]
            raise Problem(400, f'"{name}" must be of type {rule["type"]}')


class _TakeBack(Exception):
    """Ends the transaction of a dry run."""


@contextmanager
def _changing(session: Session, target: Target) -> Iterator[Database]:
    with suppress(_TakeBack), target.changing() as database:
        yield database
        if session.dry_run:
            raise _TakeBack
