"""What every import answers: each row accounted for."""

from onboardctl.core.record import NamedTuple


class RejectedRow(NamedTuple):
    """A row that was not taken; ``row`` is its line in a CSV file, else its position from 1."""

    row: int
    column: str
    value: str
    problem: str


class Imported(NamedTuple):
    """What became of the rows of a file.

    ``rows`` is ``taken + rejected``, and ``taken`` is ``new + unchanged``: a row that the store
    had already, word for word, is unchanged. ``problems`` holds the first 20 rejected rows,
    ``rejected_file`` all of them; it is ``None`` when there are none and on a dry run.
    """

    file: str
    format: str
    encoding: str
    rows: int
    taken: int
    new: int
    unchanged: int
    rejected: int
    rejected_file: str | None = None
    problems: tuple[RejectedRow, ...] = ()
