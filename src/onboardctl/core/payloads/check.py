"""One line of a check: what was looked at, how it stands, and how to put it right."""

from onboardctl.core.record import NamedTuple

OK = "ok"
WARN = "warn"
FAIL = "fail"


class CheckLine(NamedTuple):
    """One finding.

    Attributes:
        name: what was looked at, stable: ``store.integrity``.
        status: ``ok``, ``warn`` or ``fail``; only ``fail`` makes a check fail.
        detail: what was found.
        fix: what to do, ``None`` when nothing needs doing.
    """

    name: str
    status: str
    detail: str
    fix: str | None = None


class Checked(NamedTuple):
    """Findings about the machine, the workspace and the store, in that order."""

    lines: tuple[CheckLine, ...]
