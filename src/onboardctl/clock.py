"""The only reader of the time.

``ONBOARDCTL_NOW`` fixes it for tests, demonstrations and back-dating.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from onboardctl.core.errors import InvalidInput


def now() -> datetime:
    """The present moment in whole seconds, aware, in UTC.

    Raises:
        InvalidInput: ``ONBOARDCTL_NOW`` is not an ISO instant with an offset.
    """
    fixed = os.environ.get("ONBOARDCTL_NOW")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(
            "clock.now",
            f'ONBOARDCTL_NOW is "{fixed}", which is not an instant with an offset',
            hint="write it like 2026-03-02T09:00:00Z",
        )
    return moment.astimezone(UTC).replace(microsecond=0)
