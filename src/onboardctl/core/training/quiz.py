"""Quizzes: question banks, their soundness, and grading a sheet of answers.

A question has a topic and answers of which one or more are right; it counts when exactly the right
ones are chosen. The score is the share of questions, in percent with one decimal, never rounded up.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal
from itertools import combinations
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


def problems(bank: Bank, topics: tuple[str, ...] = ()) -> Iterator[tuple[int, str]]:
    """What is wrong with a bank: (position of the question, sentence), in order.

    Args:
        bank: as read.
        topics: what the certificate covers; a question about anything else counts for nothing.
    """
    seen: set[str] = set()
    for at, question in enumerate(bank.questions):
        named = f'question "{question.id}"'
        if question.id in seen:
            yield at, f"{named} stands twice"
        seen.add(question.id)
        if not question.text.strip():
            yield at, f"{named} asks nothing"
        if topics and question.topic not in topics:
            known = ", ".join(topics)
            yield at, f'{named} is about "{question.topic}", which is none of {known}'
        if len(question.answers) < 2:  # noqa: PLR2004
            yield at, f"{named} needs two answers or more"
        yield from ((at, f"{said} of {named} {what}") for said, what in _overlaps(question))
        unknown = sorted(question.right - question.answers.keys())
        if unknown:
            yield at, f'{named} has no answer "{unknown[0]}"'
        if not question.right:
            yield at, f"{named} has no right answer"


def _overlaps(question: Question) -> Iterator[tuple[str, str]]:
    """Pairs of answers of which nobody could tell which is meant, and why.

    They read the same, apart from case and space; or one alone is right and they are ranges of
    numbers with a number in common, such as ``1 to 5 days`` and ``5 to 10 days``.
    """
    for (one, first), (other, second) in combinations(question.answers.items(), 2):
        said = f'answers "{one}" and "{other}"'
        if " ".join(first.casefold().split()) == " ".join(second.casefold().split()):
            yield said, "say the same"
            continue
        here, there = _range(first), _range(second)
        if len(question.right) == 1 and here and there:
            (low, high, unit), (from_, to, other_unit) = here, there
            if unit == other_unit and max(low, from_) <= min(high, to):
                yield said, "overlap"


def _range(text: str) -> tuple[Decimal, Decimal, str] | None:
    """The numbers an answer lies between, and their unit; ``None`` for any other answer."""
    found = _RANGE.fullmatch(text.strip())
    return found and (Decimal(found[1]), Decimal(found[2]), found[3].casefold().strip())


_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%\s*)?(?:[-\u2013]|to)\s*(\d+(?:\.\d+)?)\b(.*)")


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
