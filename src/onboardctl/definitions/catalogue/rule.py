"""What the catalogue says of one rule of the linter."""

from onboardctl.core.record import NamedTuple


class Rule(NamedTuple):
    """One rule.

    Attributes:
        id: ``PB`` and three digits, never used for anything else.
        severity: the gravest it is reported with: ``error``, ``warning`` or ``info``.
        title: what is wrong, in a few words.
        why: why it matters, and what to do.
        wrong: an example that breaks the rule.
        right: the same, put right.
    """

    id: str
    severity: str
    title: str
    why: str
    wrong: str
    right: str
