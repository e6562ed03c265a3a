"""What commands about playbooks answer."""

from datetime import date
from typing import Any

from onboardctl.core.compile.versions import Change
from onboardctl.core.errors import Diagnostic
from onboardctl.core.overlay.origin import Origin
from onboardctl.core.playbook import Playbook
from onboardctl.core.record import NamedTuple


class PlaybookLine(NamedTuple):
    """One playbook in the list.

    ``own`` says that it lies in the workspace; ``over`` is the playbook that it is laid over.
    ``revised_on`` is the latest line of its history, ``review_due_on`` the last day on which it is
    looked through in time, ``overdue`` whether that day is over.
    """

    id: str
    version: str
    title: str
    brand: str | None
    days: int | None
    phases: int
    tasks: int
    errors: int
    own: bool
    over: str | None = None
    revised_on: str | None = None
    review_due_on: date | None = None
    overdue: bool = False


class PlaybookList(NamedTuple):
    """Playbooks by id."""

    playbooks: tuple[PlaybookLine, ...]


class PlaybookShown(NamedTuple):
    """A whole playbook; ``owner`` limits what a person sees, ``raci`` asks for the table of roles.

    ``people`` are the names of ours by the role they play, where the workspace says so.
    """

    playbook: Playbook
    owner: str | None = None
    raci: bool = False
    document: bool = False
    people: dict[str, str] = {}


class PlaybookResolved(NamedTuple):
    """A playbook as one file that says all that its files say together: ``text`` is YAML."""

    playbook: str
    edition: str
    files: tuple[str, ...]
    text: str


class PlaybookOrigins(NamedTuple):
    """Every value of a playbook with the place it was written at, in the order of the format.

    ``files`` are the files that hold any, with the number of values, most first.
    """

    playbook: str
    edition: str
    values: tuple[Origin, ...]
    files: tuple[tuple[str, int], ...]


class PlaybookCheck(NamedTuple):
    """Findings of all playbooks checked, in file order, and how many there are of each severity.

    ``rendered`` is the text of another format than the usual one (SARIF, annotations).
    """

    findings: tuple[Diagnostic, ...]
    playbooks: tuple[str, ...]
    errors: int
    warnings: int
    infos: int
    rendered: str | None = None


class PlaybookSchema(NamedTuple):
    """The JSON Schema of the format."""

    json_schema: dict[str, Any]


class PlaybookDiff(NamedTuple):
    """What changed between two definitions, and the version it requires.

    ``variant`` says that the second is laid over the first: then no version is asked for.
    """

    changes: tuple[Change, ...]
    before: str
    after: str
    before_version: str
    after_version: str
    required: str
    actual: str
    enough: bool
    next_version: str
    variant: bool = False


class PlaybookFiles(NamedTuple):
    """Files that were written, relative to the workspace."""

    files: tuple[str, ...]
    playbook: str
