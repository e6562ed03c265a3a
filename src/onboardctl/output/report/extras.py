"""Packages that only some formats need, imported when they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from onboardctl.core.errors import Refused


def wanted(module: str, extra: str) -> Any:
    """The module of an extra.

    Raises:
        Refused: it is not installed; the hint is the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise missing(extra) from error


def missing(extra: str) -> Refused:
    """The sentence for a format whose package is not installed."""
    return Refused(
        "report.extra",
        f"{extra} needs a package that is not installed",
        hint=f"install it with `pip install 'onboardctl[{extra}]'`, or choose --format html",
    )
