"""Quizzes: question banks, their soundness, and grading a sheet of answers.

A question has a topic and answers of which one or more are right; it counts when exactly the right
ones are chosen. The score is the share of questions, in percent with one decimal, never rounded up.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Question(NamedTuple):
    """A question: ``answers`` by letter, and the letters that are right."""

    id: str
    topic: str
    text: str
    answers: dict[str, str]
    right: frozenset[str]


class Bank(NamedTuple):
    """The questions of a quiz, in order."""

    quiz: str
    title: str
    questions: tuple[Question, ...]


class Graded(NamedTuple):
    """What a sheet of answers is worth: percentages as decimal text, and what was wrong."""

    score: str
    topics: dict[str, str]
    wrong: tuple[str, ...]


def problems(bank: Bank) -> Iterator[tuple[str, str]]:
    """What is wrong with a bank: (question id, sentence), in order.

    Two answers of a question must not read the same (apart from case and space), as nobody could
    tell which of them is meant.
    """
    seen: set[str] = set()
    for question in bank.questions:
        if question.id in seen:
            yield question.id, f'question "{question.id}" stands twice'
        seen.add(question.id)
        if len(question.answers) < 2:  # noqa: PLR2004
            yield question.id, f'question "{question.id}" needs two answers or more'
        texts: dict[str, str] = {}
        for letter, text in question.answers.items():
            folded = " ".join(text.casefold().split())
            if folded in texts:
                yield (
                    question.id,
                    (
                        f'answers "{texts[folded]}" and "{letter}" of question "{question.id}" '
                        "say the same"
                    ),
                )
            texts.setdefault(folded, letter)
        unknown = sorted(question.right - question.answers.keys())
        if unknown:
            yield question.id, f'question "{question.id}" has no answer "{unknown[0]}"'
        if not question.right:
            yield question.id, f'question "{question.id}" has no right answer'


def grade(bank: Bank, sheet: Mapping[str, frozenset[str]]) -> Graded:
    """Score a sheet: question id to the letters chosen; what was left out is wrong."""
    wrong = tuple(one.id for one in bank.questions if sheet.get(one.id, frozenset()) != one.right)
    topics = {}
    for topic in dict.fromkeys(one.topic for one in bank.questions):
        asked = [one.id for one in bank.questions if one.topic == topic]
        topics[topic] = _percent(sum(one not in wrong for one in asked), len(asked))
    return Graded(_percent(len(bank.questions) - len(wrong), len(bank.questions)), topics, wrong)


def _percent(right: int, asked: int) -> str:
    share = Decimal(100 * right) / asked
    return format(share.quantize(Decimal("0.1"), ROUND_DOWN).normalize(), "f")
