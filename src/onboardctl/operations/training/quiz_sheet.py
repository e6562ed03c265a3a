"""A person's answers to a quiz, from a file: ``question: letter`` or ``question: [letters]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl import yamlfile
from onboardctl.core.errors import InvalidInput
from onboardctl.core.names import did_you_mean
from onboardctl.core.training.quiz import Graded, grade
from onboardctl.definitions.quizzes import require_bank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node
    from onboardctl.core.training.quiz import Bank
    from onboardctl.operations.session import Session


def graded(
    session: Session, playbook: str, quiz: str, path: Path, topics: tuple[str, ...] = ()
) -> Graded:
    """The score of a sheet of answers to the quiz of a certificate about these topics.

    Raises:
        NotFound: there is no question bank, or no such file.
        InvalidInput: ``quiz.sheet``: every line that is no answer, with its place.
    """
    bank = require_bank(playbook, quiz, session.settings.folder, topics)
    document = yamlfile.read_document(path, str(path))
    found = list(document.problems)
    sheet: dict[str, frozenset[str]] = {}
    if document.root is not None and not found:
        found += list(_problems(bank, document.root))
        sheet = {} if found else _chosen(document.root)
    if found or document.root is None:
        raise InvalidInput(
            "quiz.sheet",
            f"{path} is no sheet of answers",
            hint="write a line for each question: `sandbox-cap: b`, or `[a, c]` for several",
            diagnostics=tuple(found),
        )
    return grade(bank, sheet)


def _problems(bank: Bank, root: Node) -> Iterator[Diagnostic]:
    if root.kind != "map":
        yield root.problem("quiz.sheet", "the answers must map questions to letters")
        return
    questions = {one.id: one for one in bank.questions}
    for name, node in root.value.items():
        question = questions.get(name)
        if question is None:
            near = did_you_mean(name, questions)
            yield root.key_problem(name, "quiz.sheet", f'there is no question "{name}"{near}')
            continue
        for letter in node.value if node.kind == "list" else [node]:
            if not letter.is_scalar or letter.text not in question.answers:
                said = letter.text if letter.is_scalar else "a list"
                known = ", ".join(question.answers)
                yield letter.problem(
                    "quiz.sheet", f'"{name}" has no answer "{said}"; it has {known}'
                )


def _chosen(root: Node) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(letter.text for letter in (node.value if node.kind == "list" else [node]))
        for name, node in root.value.items()
    }
