"""Use of the product for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.usage import UsageShown
from onboardctl.output.document import Column, Document, Heading, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def usage_shown(payload: UsageShown, look: Look) -> Document:
    """By day, then by feature."""
    figures = (
        Column("calls", "Calls", align="right"),
        Column("users", "Users", align="right"),
    )
    return Document(
        (
            Heading(f"{payload.name}: the last {payload.day_count} days"),
            Table(
                (Column("day", "Day"), *figures),
                tuple(
                    (one.day.isoformat(), str(one.calls), str(one.users)) for one in payload.days
                ),
                empty="no use in these days",
            ),
            Table(
                (Column("feature", "Feature"), *figures),
                tuple(
                    (one.feature or "not told", str(one.calls), str(one.users))
                    for one in payload.features
                ),
                title="By feature",
                empty="no use in these days",
            ),
        ),
        ids=(payload.partner,),
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {UsageShown: usage_shown}
