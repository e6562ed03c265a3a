"""From located nodes to a checked playbook: pure, and every finding at once."""

from onboardctl.core.compile.compiler import (
    NOTHING_ELSE,
    Below,
    Compiled,
    Surroundings,
    compile_playbook,
)

__all__ = ["NOTHING_ELSE", "Below", "Compiled", "Surroundings", "compile_playbook"]
