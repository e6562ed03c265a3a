"""A person or a desk as mails name them."""

from onboardctl.core.record import NamedTuple


class Address(NamedTuple):
    """A display name and an address, kept apart: never joined and parsed again."""

    name: str
    addr: str
