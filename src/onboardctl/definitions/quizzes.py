"""Question banks: ``playbooks/<playbook>/quizzes/<quiz>.yaml``, the workspace's own first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl import yamlfile
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.training.bank import read_bank
from onboardctl.definitions.playbooks import roots, shown

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.training.quiz import Bank


def require_bank(
    playbook: str, quiz: str, workspace: Path | None = None, topics: tuple[str, ...] = ()
) -> Bank:
    """The question bank of a playbook's quiz, about the topics of its certificate.

    Raises:
        NotFound: ``quiz.unknown``: there is no such file.
        InvalidInput: ``quiz.bank``: everything wrong with it, with file, line and column.
    """
    folders = [root / playbook / "quizzes" for root in roots(workspace)]
    for folder in folders:
        path = folder / f"{quiz}.yaml"
        if path.is_file():
            return _read(path, topics)
    known = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
    raise NotFound(
        "quiz.unknown",
        f'"{playbook}" has no question bank "{quiz}"{did_you_mean(quiz, known)}',
        hint=f"it has {listed(known)}"
        if known
        else f"write playbooks/{playbook}/quizzes/{quiz}.yaml, or record a score with `--score`",
    )


def _read(path: Path, topics: tuple[str, ...]) -> Bank:
    document = yamlfile.read_document(path, shown(path))
    findings = tuple(document.problems)
    if document.root is not None:
        bank, found = read_bank(document.root, path.stem, topics)
        findings += found
        if not findings:
            return bank
    raise InvalidInput(
        "quiz.bank",
        f"{shown(path)} cannot be used",
        hint="mend what is named and try again",
        diagnostics=findings or (document.source.problem("quiz.bank", "the file is empty", None),),
    )
