"""What ``partner erase`` answers."""

from onboardctl.core.record import NamedTuple


class ErasedPlace(NamedTuple):
    """Where a name or an address stood, and in how many rows."""

    title: str
    rows: int


class LeftWord(NamedTuple):
    """A part of the name that still stands somewhere by itself; it may be somebody else's."""

    word: str
    rows: int


class Erased(NamedTuple):
    """A person who was forgotten; ``mails`` counts those that lost their text."""

    partner: str
    contact: str
    places: tuple[ErasedPlace, ...]
    mails: int
    left: tuple[LeftWord, ...]
