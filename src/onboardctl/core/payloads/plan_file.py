"""A plan in the form of another program's file."""

from onboardctl.core.record import NamedTuple


class PlanFile(NamedTuple):
    """A plan as a file. ``file`` is where it was saved, ``None`` when it is printed.

    ``entries`` counts what the file holds, ``text`` is all of it.
    """

    partner: str
    name: str
    format: str
    entries: int
    text: str
    file: str | None = None
