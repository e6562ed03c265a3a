"""What the usage commands answer."""

from datetime import date

from onboardctl.core.record import NamedTuple


class UsageDay(NamedTuple):
    """Calls of one day, and how many users made them."""

    day: date
    calls: int
    users: int


class FeatureUse(NamedTuple):
    """Calls of one feature, and how many users made them; the name may be empty."""

    feature: str
    calls: int
    users: int


class UsageShown(NamedTuple):
    """Use of the product by one partner over the last days; days without a call are not listed."""

    partner: str
    name: str
    day_count: int
    days: tuple[UsageDay, ...]
    features: tuple[FeatureUse, ...]
