"""What ``demo`` answers."""

from onboardctl.core.record import NamedTuple


class DemoBuilt(NamedTuple):
    """An example workspace: where it is, and how many partners are in which status."""

    folder: str
    partners: int
    counts: dict[str, int]
    commands: int
