"""The playbook format as a table: every key, its shape, what it means.

The reference (docs/reference/playbook.md) and the JSON Schema for editors are made from this.
"""

from onboardctl.core.compile.format.files import (
    MERGED,
    OVERLAY,
    PART,
    PLAYBOOK,
    RECORDS,
    SHARED,
)
from onboardctl.core.compile.format.words import FORMAT
from onboardctl.core.compile.format.work import PHASE, STEP, TASK

__all__ = [
    "FORMAT",
    "MERGED",
    "OVERLAY",
    "PART",
    "PHASE",
    "PLAYBOOK",
    "RECORDS",
    "SHARED",
    "STEP",
    "TASK",
]
