"""What is different for single customers, and what that says about a playbook."""

from onboardctl.core.record import NamedTuple


class VariationLine(NamedTuple):
    """One thing that is different for one partner.

    ``kind`` is ``dates``, ``left_out``, ``owner``, ``waived``, ``recurring`` or ``written``;
    ``about`` names it within its kind (a task, ``task/criterion``, ``recurring/day``, a number);
    ``reason`` is empty when nobody gave one.
    """

    kind: str
    about: str
    task: str | None
    what: str
    reason: str


class PartnerVariations(NamedTuple):
    """What is different for one partner, by task."""

    partner: str
    name: str
    playbook: str
    variations: tuple[VariationLine, ...]


class VariedLine(NamedTuple):
    """What is varied of one playbook, over partners: the most often varied first.

    Attributes:
        playbook: whose.
        kind: the sort of variation; see :class:`VariationLine`.
        about: the task, the recurring work, or ``whole`` for what is about neither.
        title: what it is called.
        partners: how many partners vary it.
        of: how many have it.
        unexplained: how many of them gave no reason.
        reasons: the reasons given, each with how often, the most frequent first.
        who: the partners, by name of the command line.
    """

    playbook: str
    kind: str
    about: str
    title: str
    partners: int
    of: int
    unexplained: int
    reasons: tuple[tuple[str, int], ...]
    who: tuple[str, ...]


class VariedPlaybooks(NamedTuple):
    """What is varied again and again, playbook by playbook."""

    lines: tuple[VariedLine, ...]


class VariationSet(NamedTuple):
    """A variation after it was written down or taken back."""

    partner: str
    name: str
    number: int
    line: VariationLine | None
    changed: bool = True
