"""The health file: ``playbooks/partnership-lifecycle/health.yaml``, the workspace's own first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl import resources
from onboardctl.core.digest import sha256
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.lifecycle import LIFECYCLE
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.core.health.vocabulary import Vocabulary

PLACE = Path("playbooks", LIFECYCLE, "health.yaml")


class HealthFile(NamedTuple):
    """Where the file lies, and a name for exactly what it says."""

    path: Path
    digest: str


class ReadHealth(NamedTuple):
    """What the file says, ``None`` when it cannot be used, and everything found wrong with it."""

    definition: HealthDefinition | None
    findings: tuple[Diagnostic, ...]
    file: str


def find_health(workspace: Path | None = None) -> HealthFile:
    """The file that counts; it is not understood yet."""
    path = workspace / PLACE if workspace is not None else None
    if path is None or not path.is_file():
        path = resources.bundled("playbooks").parent / PLACE
    return HealthFile(path, sha256(path.read_bytes()).hexdigest()[:32])


def read_file(path: Path, words: Vocabulary | None = None) -> ReadHealth:
    """What a file says and everything wrong with it.

    Args:
        path: of the file.
        words: names of other definitions that it may use; ``None`` does not ask whether they exist.

    Raises:
        NotFound: ``health.file``: there is no such file.
    """
    from onboardctl import yamlfile
    from onboardctl.core.health.parse import read_health
    from onboardctl.core.health.vocabulary import ANYTHING
    from onboardctl.definitions.playbooks import shown

    if not path.is_file():
        raise NotFound("health.file", f'there is no health file "{path}"')
    document = yamlfile.read_document(path, shown(path))
    findings = tuple(document.problems)
    if document.root is None:
        empty = document.source.problem("PB001", "the file is empty", None)
        return ReadHealth(None, findings or (empty,), shown(path))
    definition, found = read_health(document.root, words or ANYTHING)
    found = tuple(one for one in found if not document.source.silences(one))
    usable = None if document.errors else definition
    return ReadHealth(usable, (*findings, *found), shown(path))


def require_health(file: HealthFile, words: Vocabulary | None = None) -> HealthDefinition:
    """The definition of a file that can be used.

    Raises:
        InvalidInput: ``health.invalid``, with every finding by file, line and column.
    """
    read = read_file(file.path, words)
    if read.definition is None:
        raise InvalidInput(
            "health.invalid",
            f"{read.file} cannot be used",
            hint="mend what is named; `onboardctl health check` looks at it alone",
            diagnostics=read.findings,
        )
    return read.definition
