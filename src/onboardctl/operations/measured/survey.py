"""Answers of surveys: recorded one by one or read in, each with the tier of its day.

An answer is kept once. Whoever gave it is known by a mark that tells two people apart and names
nobody: an address is turned into a digest before it is kept.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import decode, instant_text
from onboardctl.core.errors import Conflict, InvalidInput, NotFound, Usage
from onboardctl.core.kpi.answers import Question, fault, questions
from onboardctl.core.kpi.definition import KpiDefinition
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.survey import Answer, AnswerList, SurveyRecorded
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.importing import (
    RejectedRowError,
)
from onboardctl.operations.importing.partners import Directory, Known

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

LONGEST_VERBATIM = 4_000
MARK = 12


class RecordSurvey(NamedTuple):
    """Answers of one respondent: ``answers`` are ``question=answer`` texts; ``at`` is as typed."""

    partner: str
    answers: tuple[str, ...]
    at: str | None = None
    respondent: str = ""
    survey: str = ""
    verbatim: str = ""


class ListAnswers(NamedTuple):
    """Which answers to list; ``spoken`` keeps those with words beside them."""

    as_of: datetime
    partner: str | None = None
    question: str | None = None
    survey: str | None = None
    spoken: bool = False
    limit: int = 50


def record_survey(session: Session, request: RecordSurvey) -> Result:
    """Keep the answers of one respondent.

    Raises:
        Usage: a text is not ``question=answer``.
        NotFound: the partner's playbook asks no such question.
        InvalidInput: an answer off the scale, or not one of the words.
        Conflict: the same respondent answered otherwise at the same moment.
        Refused: the moment lies in the future.
    """
    row = session.find_partner(request.partner)
    directory = Directory(session)
    partner = directory.find(row["partner_id"])
    at = moments.happened_at(session, session.partner(partner.id).zone, request.at)
    asked = questions_of(session, partner.digest)
    pairs = dict(_pair(text) for text in request.answers)
    for name, answer in pairs.items():
        if name not in asked:
            raise _no_question(partner.playbook, name, asked)
        wrong = fault(asked[name], answer)
        if wrong:
            raise InvalidInput("survey.answer", wrong, hint=f"answer with {asked[name].form}")
    made = [
        row_of(directory, partner, name, answer, at, request.respondent, request.survey, words)
        for (name, answer), words in zip(
            pairs.items(), (request.verbatim, *[""] * len(pairs)), strict=False
        )
    ]
    with session.store.atomic(keep=not session.dry_run):
        writer = AnswerWriter(session, "survey record")
        new = writer.keep(made)
        if writer.conflicts:
            raise Conflict(
                "survey.answered",
                writer.conflicts[0],
                hint="give another moment with --at, or another respondent with --by",
            )
    said = ", ".join(f"{name} {answer}" for name, answer in pairs.items())
    message = f"kept {said} of {partner.slug}" if new else f"nothing to do: {said} is known"
    return Result(
        "survey record",
        "survey-recorded/1",
        SurveyRecorded(partner.slug, row["name"], pairs, at, new),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(message,),
        next_steps=(f"onboardctl report kpi --partner {partner.slug} --group Satisfaction",),
        dry_run=session.dry_run,
    )


def list_answers(session: Session, request: ListAnswers) -> Result:
    """Answers with what was said beside them, the latest first.

    Raises:
        NotFound: nobody answers to the partner's name.
    """
    partner = session.find_partner(request.partner) if request.partner else None
    rows = session.store.rows(
        "survey.list",
        intake=_intake_until(session, request.as_of),
        partner_id=partner["partner_id"] if partner else None,
        question=request.question,
        survey=request.survey,
        spoken=int(request.spoken),
        most=request.limit + 1,
    )
    answers = tuple(
        Answer(
            row["answer_id"],
            row["slug"],
            row["name"],
            row["survey"],
            row["question"],
            row["respondent"],
            row["value"],
            row["verbatim"],
            row["tier"],
            datetime.fromisoformat(row["answered_at"]),
        )
        for row in rows[: request.limit]
    )
    return Result(
        "survey list",
        "survey-answers/1",
        AnswerList(answers, len(rows) > request.limit),
        as_of=request.as_of,
        zone=session.settings.zone,
    )


def _intake_until(session: Session, moment: datetime) -> int:
    row = session.store.one("intake.until", kind="survey", until=instant_text(moment))
    assert row is not None
    number: int = row["intake_id"]
    return number


class AnswerWriter:
    """Answers into the table; one that says otherwise than the one kept is told, never replaced."""

    def __init__(self, session: Session, source: str) -> None:
        self._session = session
        self._source = source
        self._intake: int | None = None
        self._claimed: dict[str, str] = {}
        self.conflicts: list[str] = []

    def claim(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row, unless another answer has its place.

        Raises:
            RejectedRowError: the respondent answered otherwise at that moment.
        """
        known = self._claimed.get(row["answer_id"])
        if known is None:
            kept = self._session.store.one("survey.by_id", answer_id=row["answer_id"])
            known = None if kept is None else kept["value"]
        if known is not None and known != row["value"]:
            raise RejectedRowError("answer", f"answered as {known} already")
        self._claimed[row["answer_id"]] = row["value"]
        return row

    def keep(self, rows: list[dict[str, Any]]) -> int:
        """Store the answers; how many were new."""
        fresh = []
        for row in rows:
            kept = self._session.store.one("survey.by_id", answer_id=row["answer_id"])
            if kept is None:
                fresh.append(row)
            elif kept["value"] != row["value"]:
                self.conflicts.append(
                    f"{row['question']} was answered by the same respondent as {kept['value']}"
                )
        if not fresh:
            return 0
        if self._intake is None:
            made = self._session.store.one(
                "intake.add",
                kind="survey",
                source=self._source,
                actor=self._session.actor,
                recorded_at=instant_text(self._session.now),
            )
            assert made is not None
            self._intake = made["intake_id"]
        return self._session.store.many(
            "survey.put", [{**row, "intake_id": self._intake} for row in fresh]
        )


def row_of(
    directory: Directory,
    partner: Known,
    question: str,
    answer: str,
    at: datetime,
    respondent: str,
    survey: str,
    verbatim: str,
    given: str = "",
) -> dict[str, Any]:
    """A row of the table; without an id of its own it is known by who answered what and when."""
    who = respondent.strip().casefold()
    if "@" in who:
        who = digest_of(who)
    moment = instant_text(at)
    return {
        "answer_id": given or digest_of(partner.id, survey, question, who, moment),
        "partner_id": partner.id,
        "survey": survey,
        "question": question,
        "respondent": who,
        "value": answer,
        "verbatim": verbatim,
        "tier": directory.tier_at(partner, at),
        "answered_at": moment,
    }


def digest_of(*parts: str) -> str:
    """A mark that tells two texts apart and names nobody."""
    return sha256("\0".join(parts).encode()).hexdigest()[:MARK]


def questions_of(session: Session, digest: str) -> dict[str, Question]:
    """The questions of a version of a playbook, by name."""
    definitions = [decode(KpiDefinition, data) for data in session.playbook(digest).kpis]
    return questions(definitions)


def _no_question(playbook: str, name: str, asked: dict[str, Question]) -> NotFound:
    known = listed(asked, most=20) or "none"
    return NotFound(
        "survey.question",
        f'{playbook} asks no "{name}"{did_you_mean(name, asked)}',
        hint=f"its questions are {known}",
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise Usage("survey.answer_form", f'"{text}" is not question=answer', hint="write csat=9")
    return name.strip(), value.strip()
