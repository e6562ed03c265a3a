"""Files of the example workspace to try imports with: use of the product, answers, figures."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    Rows = Iterator[tuple[object, ...]]

DAYS = 14
USERS = 3
_LIVE = ("lakeside-college", "harbor-workforce-board", "bluefin-media")
_ANSWERS = (
    ("lakeside-college", "csat", "10", "The first import went through at once"),
    ("lakeside-college", "nps", "10", ""),
    ("harbor-workforce-board", "csat", "8", "Webhooks took a while to get right"),
    ("harbor-workforce-board", "nps", "8", ""),
    ("bluefin-media", "csat", "9", ""),
    ("bluefin-media", "nps", "9", "We would build on it again"),
    ("bluefin-media", "pmf", "very_disappointed", ""),
)
_BOUNCES = (("kenji@sakura.example", "", "550 5.1.1 no such user"),)


def _revenue(present: datetime) -> Rows:
    day = (present - timedelta(days=1)).date().isoformat()
    yield "keystone-executive-search", "INV-2063", day, "1,980.00", "USD", "revenue"
    yield "lakeside-college", "INV-2064", day, "640.00", "EUR", "revenue"
    yield "lakeside-college", "AD-31", day, "120.00", "EUR", "cost"


def write_imports(folder: Path, present: datetime) -> None:
    """Write the example files of every import into the folder ``imports``."""
    home = folder / "imports"
    home.mkdir(exist_ok=True)
    _write(home / "usage.csv", ("partner", "day", "calls", "user", "feature"), _usage(present))
    _write(
        home / "survey.csv",
        ("partner", "question", "answer", "answered_at", "respondent", "survey", "verbatim"),
        _survey(present),
    )
    _write(
        home / "figures.csv", ("partner", "metric", "value", "at", "evidence"), _figures(present)
    )
    _write(
        home / "revenue.csv",
        ("partner", "reference", "day", "amount", "currency", "kind"),
        _revenue(present),
    )
    _write(home / "bounces.csv", ("address", "message_id", "reason"), iter(_BOUNCES))
    _write(home / "partners.csv", _PARTNERS, _partners(present))
    _write(home / "crm.csv", _CRM, _crm(present))
    _write(home / "tickets.csv", _TICKETS, _tickets(present))
    _write(home / "zendesk.csv", _ZENDESK, _zendesk(present))


_PARTNERS = (
    *("name", "contract", "tier", "segment", "signed", "contact_name", "contact_email"),
    *("users", "timezone"),
)
_CRM = ("Account Name", "Contract ID", "Plan", "Industry", "Close date", "Email", "Seats", "Stage")
_TICKETS = ("ticket", "event", "at", "partner", "title", "priority")
_ZENDESK = (
    "Id",
    "Subject",
    "Organization",
    "Priority",
    "Created at",
    "First reply at",
    "Solved at",
)


def _partners(present: datetime) -> Rows:
    """Two new ones, and one whose tier is misspelt and whose address is none."""
    day = present.date().isoformat()
    yield (
        *("Elmwood Staffing", "C-4001", "business", "recruiter", day),
        *("Nora Vance", "nora@elmwood.example", 120, "America/Chicago"),
    )
    yield (
        *("Pinecrest University", "C-4002", "enterprise", "university", day),
        *("Omar Haddad", "omar@pinecrest.example", 800, "Europe/London"),
    )
    yield (
        *("Willow Careers", "C-4003", "busines", "agency", day),
        *("Ida Moss", "ida at willow", 60, "Europe/Berlin"),
    )


def _crm(present: datetime) -> Rows:
    """As a system for customers exports them: other headings, other words, other dates."""
    day = present.strftime("%d.%m.%Y")
    yield "Hazel Group", "C-4101", "Gold", "enterprise", day, "li@hazel.example", "2,400", "Won"
    yield "Juniper Skills", "C-4102", "Silver", "agency", day, "bo@juniper.example", "90", "Won"


def _tickets(present: datetime) -> Rows:
    """A ticket a day over three weeks: each fifth is answered late."""
    for back in range(24, 3, -1):
        opened = present - timedelta(days=back)
        ticket, partner = f"D-{back}", _LIVE[back % 3]
        answered = opened + timedelta(minutes=30 if back % 5 else 420)
        yield ticket, "opened", opened.isoformat(), partner, "A question on webhooks", "high"
        yield ticket, "reply", answered.isoformat(), "", "", ""
        yield ticket, "resolve", (answered + timedelta(hours=5)).isoformat(), "", "", ""


def _zendesk(present: datetime) -> Rows:
    for number in range(4):
        opened = present - timedelta(days=9 - number)
        replied = opened + timedelta(hours=1)
        yield (
            880 + number, "How do we rotate a key?", "Sakura Manufacturing", "Normal",
            opened.isoformat(), replied.isoformat(), (replied + timedelta(hours=3)).isoformat(),
        )  # fmt: skip


def _write(path: Path, heading: tuple[str, ...], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)


def _usage(present: datetime) -> Rows:
    """More calls each day, two features in three of the days."""
    for back in range(DAYS, 0, -1):
        day = (present - timedelta(days=back)).date().isoformat()
        for place, partner in enumerate(_LIVE):
            for user in range(1, USERS + 1):
                calls = 20 * (place + 1) + 3 * (DAYS - back) + user
                feature = "webhooks" if (back + user) % 3 == 0 else "api"
                yield partner, day, calls, f"user-{user}", feature


def _survey(present: datetime) -> Rows:
    day = (present - timedelta(days=3)).date().isoformat()
    for partner, question, answer, said in _ANSWERS:
        yield partner, question, answer, day, f"sponsor-{partner}", "spring", said


def _figures(present: datetime) -> Rows:
    day = (present - timedelta(days=2)).date().isoformat()
    for partner, value in zip(_LIVE, ("12000", "4500", "0"), strict=True):
        yield partner, "expansion_pipeline_value", value, day, "account review"
    yield "bluefin-media", "roi", "140%", day, "business review"
