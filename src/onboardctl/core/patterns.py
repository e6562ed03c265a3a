"""Regular expressions that are compiled when first used: start-up pays for none of them."""

import re
from collections.abc import Callable
from functools import cache


def pattern(text: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """A function that gives the compiled expression, always the same one."""

    @cache
    def compiled() -> re.Pattern[str]:
        return re.compile(text, flags)

    return compiled
