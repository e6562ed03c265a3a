"""The format of a question bank, and reading one with the place of everything wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.compile import forms as f
from onboardctl.core.shape import Context, Field, Many, Pairs, Reading, Record, Scalar, Whole
from onboardctl.core.training import quiz

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

_TEXT, _ID = Scalar(f.TEXT), Scalar(f.ID)


def _question(**values: Any) -> quiz.Question:
    return quiz.Question(
        values["id"],
        values["topic"],
        values["text"],
        dict(values["answers"]),
        frozenset(values["right"]),
    )


QUESTION = Record("question", _question).has(
    id=Field(_ID, "name", required=True),
    topic=Field(_TEXT, "what it is about", required=True),
    text=Field(_TEXT, "what is asked", required=True),
    answers=Field(Pairs(_TEXT), "the answers by letter", required=True),
    right=Field(Many(_TEXT, lone=True), "the letters that are right", required=True),
)


def _bank(**values: Any) -> quiz.Bank:
    return quiz.Bank(values["quiz"], values["title"], tuple(values["questions"]))


BANK = Record("quiz", _bank).has(
    onboardctl=Field(Whole("", 1, 99), "version of the file format", required=True, to="format"),
    quiz=Field(_ID, "name", required=True),
    title=Field(_TEXT, "what it is called", required=True),
    questions=Field(Many(QUESTION), "the questions", required=True),
)


def read_bank(
    node: Node, name: str = "", topics: tuple[str, ...] = ()
) -> tuple[quiz.Bank, tuple[Diagnostic, ...]]:
    """The bank of a file and everything found wrong with it, in file order.

    Args:
        node: the file.
        name: what the quiz must be called, as its file is; any name when empty.
        topics: what its questions may be about; anything when empty.

    Findings carry ``PB004`` and its kin for the format, and ``quiz.bank`` for questions that cannot
    be answered.
    """
    reading = Reading(Context())
    bank = BANK.read(reading, node, "quiz")
    found = list(reading.findings)
    if not isinstance(bank, quiz.Bank):
        return quiz.Bank("", "", ()), tuple(found)
    places = [made.node for made in reading.made.get("question", ())]
    if name and bank.quiz and bank.quiz != name:
        place = node.get("quiz") or node
        found.append(place.problem("quiz.bank", f'the quiz is "{bank.quiz}", its file "{name}"'))
    if not bank.questions:
        found.append(node.problem("quiz.bank", "a quiz needs a question"))
    found += [
        (places[at] if at < len(places) else node).problem("quiz.bank", sentence)
        for at, sentence in quiz.problems(bank, topics)
    ]
    return bank, tuple(found)
