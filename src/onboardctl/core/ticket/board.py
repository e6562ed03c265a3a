"""Tickets as the importers of engineers' boards take them: columns, words and labels of each (A21).

Jira's importer reads repeated ``Labels`` columns and keeps ``External issue ID`` for us; with an
``Issue Key`` it updates the issue of that key. Linear's reads its own export: a key in ``ID``,
labels in one cell, priorities and statuses by name. Labels hold no spaces, so that both take them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.core.codec import encode
from onboardctl.core.names import slug
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

JIRA, LINEAR = "jira", "linear"
BOARDS = (JIRA, LINEAR)
_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,9}-[1-9][0-9]*")
_PRIORITIES = {
    JIRA: {"critical": "Highest", "high": "High", "medium": "Medium", "low": "Low"},
    LINEAR: {"critical": "Urgent", "high": "High", "medium": "Medium", "low": "Low"},
}
_STATUSES = {
    JIRA: {
        "new": "To Do",
        "in-progress": "In Progress",
        "testing": "In Review",
        "resolved": "Done",
        "closed": "Done",
    },
    LINEAR: {
        "new": "Todo",
        "in-progress": "In Progress",
        "testing": "In Review",
        "resolved": "Done",
        "closed": "Done",
    },
}


class BoardIssue(NamedTuple):
    """A ticket as an engineer reads it.

    Attributes:
        ticket: our id: the stable identity over all exports.
        key: the issue's key on the board, where the ticket came from there; else empty.
        title, description: plain text; the description has lines.
        priority, stage: in our words.
        labels: without spaces, sorted: tier, category, breach risk, partner.
        assignee: the address of our person, empty for nobody.
        url: where the ticket can be looked at; empty when no such address is set.
    """

    ticket: str
    key: str
    title: str
    description: str
    priority: str
    stage: str
    labels: tuple[str, ...]
    assignee: str
    url: str
    opened_at: datetime
    resolved_at: datetime | None


def board_key(external: str | None) -> str:
    """The key of an issue when that is what a ticket is called elsewhere; empty otherwise.

    >>> board_key("ENG-42"), board_key("zendesk/7"), board_key(None)
    ('ENG-42', '', '')
    """
    return external if external is not None and _KEY.fullmatch(external) else ""


def labels_of(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Labels of names and values; those without a value are left out.

    >>> labels_of([("tier", "enterprise"), ("category", "Bulk Import"), ("risk", "")])
    ('category:bulk-import', 'tier:enterprise')
    """
    return tuple(sorted(f"{name}:{slug(value)}" for name, value in pairs if slug(value)))


def fingerprint(issue: BoardIssue) -> str:
    """SHA-256 of all that a board would be told; two of one value need no second import."""
    import hashlib
    import json

    text = json.dumps(encode(issue), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def table(
    board: str, issues: tuple[BoardIssue, ...]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The header and the rows of a board's file.

    Times are UTC, ``YYYY-MM-DD HH:MM`` for Jira (say so to its importer: ``yyyy-MM-dd HH:mm``) and
    ISO 8601 for Linear.
    """
    return _jira(issues) if board == JIRA else _linear(issues)


def _jira(issues: tuple[BoardIssue, ...]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    most = max((len(one.labels) for one in issues), default=1)
    header: tuple[str, ...] = (
        *("Issue Key", "External issue ID", "External issue URL", "Summary", "Description"),
        *("Issue Type", "Priority", "Status", "Assignee", "Date Created", "Resolved"),
        *("Labels",) * most,
    )
    rows: list[tuple[str, ...]] = [
        (
            *(one.key, one.ticket, one.url, one.title, one.description, "Bug"),
            *(_PRIORITIES[JIRA][one.priority], _STATUSES[JIRA][one.stage], one.assignee),
            *(_jira_time(one.opened_at), _jira_time(one.resolved_at)),
            *one.labels,
            *("",) * (most - len(one.labels)),
        )
        for one in issues
    ]
    return header, rows


def _linear(issues: tuple[BoardIssue, ...]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    header: tuple[str, ...] = (
        *("ID", "Title", "Description", "Status", "Priority", "Assignee", "Labels"),
        *("Created", "Completed"),
    )
    rows: list[tuple[str, ...]] = [
        (
            *(one.key or one.ticket, one.title, one.description, _STATUSES[LINEAR][one.stage]),
            *(_PRIORITIES[LINEAR][one.priority], one.assignee, ", ".join(one.labels)),
            *(_linear_time(one.opened_at), _linear_time(one.resolved_at)),
        )
        for one in issues
    ]
    return header, rows


def _jira_time(moment: datetime | None) -> str:
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def _linear_time(moment: datetime | None) -> str:
    return "" if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
