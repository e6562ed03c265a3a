"""What an operation hands back: data for machines, sentences for people, and what to type next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.errors import Diagnostic


class Result(NamedTuple):
    """The outcome of one command.

    Attributes:
        command: the words typed, for example ``partner list``.
        schema: name and version of ``data``, for example ``partner-list/1``.
        data: a payload of ``core.payloads``; the same value feeds every output format.
        as_of: the moment the data speaks of, aware and in UTC.
        zone: IANA zone in which a person wants to read times; ``None`` means UTC.
        messages: what changed, one sentence each, in the order it happened.
        next_steps: command lines a person may type next, most useful first.
        warnings: findings that did not stop the command.
        errors: findings of a check that ran well; with ``exit_code`` 8.
        exit_code: 0, or 8 when a check found problems.
        dry_run: nothing was written.
    """

    command: str
    schema: str
    data: Any
    as_of: datetime
    zone: str | None = None
    messages: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    errors: tuple[Diagnostic, ...] = ()
    exit_code: int = 0
    dry_run: bool = False
