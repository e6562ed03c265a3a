"""Answers of surveys for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.survey import AnswerList, SurveyRecorded
from onboardctl.output.document import Column, Document, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.document import Block
    from onboardctl.output.look import Look


def answer_list(payload: AnswerList, look: Look) -> Document:
    """Who answered what, and in which words."""
    columns = (
        Column("answered_at", "When", drop=1),
        Column("partner", "Partner", keep=True),
        Column("question", "Question"),
        Column("value", "Answer"),
        Column("verbatim", "In their words"),
        Column("survey", "Survey", wide=True),
        Column("tier", "Tier then", wide=True),
        Column("respondent", "Respondent", wide=True),
    )
    rows = tuple(
        (
            look.instant(one.answered_at),
            one.partner,
            one.question,
            one.value,
            one.verbatim,
            one.survey,
            one.tier,
            one.respondent,
        )
        for one in payload.answers
    )
    blocks: list[Block] = [Table(columns, rows, empty="nobody has answered")]
    if payload.more:
        blocks.append(Lines(("there are more; see them with --limit",)))
    return Document(tuple(blocks), ids=tuple(one.id for one in payload.answers))


def survey_recorded(payload: SurveyRecorded, look: Look) -> Document:
    """Nothing beyond the sentence."""
    return Document((), ids=(payload.partner,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    AnswerList: answer_list,
    SurveyRecorded: survey_recorded,
}
