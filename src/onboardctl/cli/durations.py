"""Lengths of time as typed in a flag."""

from __future__ import annotations

from onboardctl.core.errors import Usage

_SECONDS = {"m": 60, "h": 3600, "bh": 3600}


def hours_of(text: str | None, flag: str) -> int | None:
    """Hours or minutes in seconds: ``4h``, ``30m``; ``None`` when nothing was typed.

    Raises:
        Usage: it is neither.
    """
    if text is None:
        return None
    from onboardctl.core.points import ParseFailure, parse_duration

    try:
        duration = parse_duration(text)
    except ParseFailure:
        duration = None
    if duration is None or duration.unit not in _SECONDS or duration.amount < 0:
        raise Usage("usage.duration", f'{flag}: "{text}" is no time', hint="write 4h or 30m")
    return duration.amount * _SECONDS[duration.unit]
