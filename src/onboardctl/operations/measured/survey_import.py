"""Answers of surveys from a table: checked row by row, kept once, wrong rows set aside."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.answers import Question, fault
from onboardctl.core.names import did_you_mean
from onboardctl.core.record import NamedTuple
from onboardctl.operations.importing import (
    Column,
    Record,
    RejectedRowError,
    imported,
    load,
    open_table,
)
from onboardctl.operations.importing.partners import Directory, Known
from onboardctl.operations.measured.survey import (
    LONGEST_VERBATIM,
    AnswerWriter,
    questions_of,
    row_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session


COLUMNS = (
    Column("partner", also=("partner_id", "customer")),
    Column("question", also=("metric",)),
    Column("answer", also=("value", "score")),
    Column("answered_at", also=("at", "date", "day")),
    Column("respondent", required=False, also=("user", "email", "contact")),
    Column("survey", required=False),
    Column("verbatim", required=False, also=("comment", "text")),
    Column("id", required=False, also=("answer_id",)),
)


class ImportSurvey(NamedTuple):
    """The file with answers."""

    file: Path


def import_survey(session: Session, request: ImportSurvey) -> Result:
    """Read answers from a file; those known already are left as they are.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it has no heading of a survey.
    """
    table = open_table(request.file, COLUMNS)
    reader = _Reader(session)
    with session.store.atomic(keep=not session.dry_run):
        writer = AnswerWriter(session, request.file.name)
        data = load(
            table,
            lambda record: writer.claim(reader.convert(record)),
            writer.keep,
            dry_run=session.dry_run,
        )
    return imported(
        session,
        "survey import",
        table,
        data,
        noun="answer",
        next_steps=("onboardctl report kpi --group Satisfaction",),
    )


class _Reader:
    """Rows of text as rows of the table."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._directory = Directory(session)
        self._questions: dict[str, dict[str, Question]] = {}

    def convert(self, record: Record) -> dict[str, Any]:
        """One answer, checked against the question of the partner's playbook.

        Raises:
            RejectedRowError: an unknown partner or question, an answer off the scale, a moment that
                is none or lies ahead, or words without end.
        """
        partner_text, name, answer, at, respondent, survey, verbatim, given = record.fields
        partner = self._directory.find(partner_text)
        asked = self._questions.get(partner.digest)
        if asked is None:
            asked = self._questions[partner.digest] = questions_of(self._session, partner.digest)
        if name not in asked:
            near = did_you_mean(name, asked)
            raise RejectedRowError("question", f'{partner.playbook} asks no "{name}"{near}')
        wrong = fault(asked[name], answer)
        if wrong:
            raise RejectedRowError("answer", wrong)
        if len(verbatim) > LONGEST_VERBATIM:
            raise RejectedRowError("verbatim", f"longer than {LONGEST_VERBATIM} characters")
        moment = self._moment(at, partner)
        return row_of(
            self._directory, partner, name, answer, moment, respondent, survey, verbatim, given
        )

    def _moment(self, text: str, partner: Known) -> datetime:
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(partner.zone)
        try:
            if "T" in text or " " in text:
                moment = datetime.fromisoformat(text)
                moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
            else:
                moment = datetime.combine(date.fromisoformat(text), time(12), zone)
                if moment.date() == self._session.now.astimezone(zone).date():
                    moment = min(moment, self._session.now)
        except ValueError:
            raise RejectedRowError(
                "answered_at", f'"{text}" is neither a date nor an instant'
            ) from None
        if moment > self._session.now:
            raise RejectedRowError("answered_at", f"{text} lies in the future")
        return moment.astimezone(UTC)
