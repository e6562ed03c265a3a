"""The family of errors a person may meet, each with a stable code and an exit code.

Raise where the fact is known; only the command line turns an error into text.
Source of the exit codes: docs/reference/exit-codes.md.
"""

from onboardctl.core.record import NamedTuple


class Diagnostic(NamedTuple):
    """One finding: what is wrong, where, and what to do about it.

    ``line`` and ``column`` count from 1; ``None`` means the finding has no place in a file.
    ``severity`` is ``error``, ``warning`` or ``info``.
    """

    code: str
    message: str
    hint: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    severity: str = "error"
    excerpt: str | None = None
    width: int = 1

    @property
    def place(self) -> str:
        """``file:line:column`` as far as known, or an empty string."""
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts)


class OnboardError(Exception):
    """Anything the program refuses or cannot do, said in one sentence.

    Args:
        code: stable, dotted, lower case, for example ``partner.unknown``.
        message: what was wrong and where, a sentence without a final full stop.
        hint: what to do next, usually a command line.
        diagnostics: every finding, when there is more than one.
    """

    exit_code = 3

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        diagnostics: tuple[Diagnostic, ...] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics

    def as_diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, at least one: the error itself when it carries none."""
        return self.diagnostics or (Diagnostic(self.code, self.message, self.hint),)


class Refused(OnboardError):
    """A rule of the playbook or of the program says no; nothing was changed."""

    exit_code = 1


class Usage(OnboardError):
    """The command line itself is wrong, or an answer is needed that no flag gave."""

    exit_code = 2


class NotFound(OnboardError):
    """No partner, task, template or other named thing answers to that name."""

    exit_code = 4


class InvalidInput(OnboardError):
    """A value or a file breaks its format."""

    exit_code = 5


class Conflict(OnboardError):
    """Somebody else changed the same thing first, or it exists already."""

    exit_code = 6


class StoreError(OnboardError):
    """The store is missing, locked, damaged, read-only, full or of another version."""

    exit_code = 7


class CheckFailed(OnboardError):
    """A check ran well and found problems."""

    exit_code = 8
