"""What a workspace has agreed on: flags over environment over ``onboardctl.yaml`` over defaults."""

from onboardctl.settings.resolve import load_settings, server_named
from onboardctl.settings.values import (
    Absence,
    Address,
    Brand,
    Content,
    Person,
    Settings,
    Smtp,
    TierTerms,
)

__all__ = [
    "Absence",
    "Address",
    "Brand",
    "Content",
    "Person",
    "Settings",
    "Smtp",
    "TierTerms",
    "load_settings",
    "server_named",
]
