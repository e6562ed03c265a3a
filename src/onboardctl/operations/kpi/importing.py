"""Figures from a file: revenue, referrals, placements, contract thresholds, whatever is recorded.

Each row becomes a fact of its partner, as ``kpi record`` would make it: gates that ask for the
number are judged, and the plan is dated again. Rows of one partner in a batch go together.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from onboardctl.core.errors import OnboardError
from onboardctl.core.names import counted
from onboardctl.core.partner import checklist
from onboardctl.core.record import NamedTuple
from onboardctl.operations.importing import (
    Column,
    Record,
    RejectedRowError,
    imported,
    load,
    open_table,
)
from onboardctl.operations.importing.partners import Directory
from onboardctl.operations.kpi import values as kpi_values

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.result import Result
    from onboardctl.operations.importing.partners import Known
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

COLUMNS = (
    Column("partner", also=("partner_id", "customer")),
    Column("metric", also=("kpi", "name")),
    Column("value"),
    Column("at", also=("day", "date", "measured_at")),
    Column("evidence", required=False, also=("source", "link")),
)


class ImportFigures(NamedTuple):
    """The file with figures."""

    file: Path


class Figure(NamedTuple):
    """One row, its value as written."""

    partner: str
    metric: str
    value: str
    at: datetime
    evidence: str


def import_figures(session: Session, request: ImportFigures) -> Result:
    """Record figures of many partners; those known already change nothing.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it has no heading of figures.
    """
    table = open_table(request.file, COLUMNS)
    reader = _Reader(session)

    def keep(batch: list[Figure]) -> int:
        with session.change("kpi import") as change:
            new = _keep(session, change, batch)
            change.summary = f"{counted(new, 'figure')} from {request.file.name}"
        return new

    data = load(table, reader.convert, keep, dry_run=session.dry_run)
    return imported(
        session,
        "kpi import",
        table,
        data,
        noun="figure",
        next_steps=("onboardctl report kpi --period month",),
    )


class _Reader:
    """Rows of text as figures, each checked as its playbook would."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._directory = Directory(session)
        self._partners: dict[str, Partner] = {}
        self._seen: dict[tuple[str, str, datetime], str] = {}

    def convert(self, record: Record) -> Figure:
        """One figure.

        Raises:
            RejectedRowError: an unknown partner or metric, a value that cannot be, a moment that
                is none or lies ahead, or another value for a moment that has one.
        """
        name, metric, written, when, evidence = record.fields
        known = self._directory.find(name)
        at = self._moment(when, known)
        partner = self._partners.get(known.id)
        if partner is None:
            partner = self._partners[known.id] = self._session.partner(known.id)
        try:
            checklist.refuse_inactive(partner)
        except OnboardError as error:
            raise RejectedRowError("partner", error.message) from None
        playbook = self._session.playbook(known.digest)
        try:
            fact = kpi_values.facts_of(partner, playbook, metric, written, evidence)[0]
            kpi_values.is_fresh(partner, fact, at)
        except OnboardError as error:
            column = "metric" if error.code.startswith("metric.unknown") else "value"
            raise RejectedRowError(column, error.message) from None
        value = self._seen.setdefault((known.id, metric, at), fact.value)
        if value != fact.value:
            raise RejectedRowError("value", f"given as {value} for the same moment further up")
        return Figure(known.id, metric, written, at, evidence)

    def _moment(self, text: str, partner: Known) -> datetime:
        from zoneinfo import ZoneInfo

        zone, now = ZoneInfo(partner.zone), self._session.now
        try:
            if "T" in text or " " in text:
                moment = datetime.fromisoformat(text)
                moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
            else:
                moment = datetime.combine(date.fromisoformat(text), time(12), zone)
                if moment.date() == now.astimezone(zone).date():
                    moment = min(moment, now)
        except ValueError:
            raise RejectedRowError("at", f'"{text}" is neither a date nor an instant') from None
        if moment > now:
            raise RejectedRowError("at", f"{text} lies in the future")
        return moment.astimezone(UTC)


def _keep(session: Session, change: Change, batch: list[Figure]) -> int:
    from onboardctl.operations.task import progress

    new = 0
    by_partner: dict[str, list[Figure]] = {}
    for figure in batch:
        by_partner.setdefault(figure.partner, []).append(figure)
    for partner_id, figures in by_partner.items():
        before = partner = change.partner(partner_id)
        playbook = session.playbook(partner.digest)
        for one in figures:
            facts = kpi_values.facts_of(partner, playbook, one.metric, one.value, one.evidence)
            if kpi_values.is_fresh(partner, facts[0], one.at):
                partner = change.append(partner, facts, occurred_at=one.at)
                new += 1
        if partner.version != before.version:
            progress.conclude(session, change, partner, playbook, before=before)
    return new
