"""A playbook as the Markdown document that a team puts on its wiki: complete, and nothing else.

Texts of the playbook are escaped, so that none of them can turn into markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.output.playbook_document.figures import figures, outcomes
from onboardctl.output.playbook_document.frame import (
    adjustments,
    dates,
    facts,
    governance,
    head,
    prerequisites,
    principles,
    resources,
    segments,
)
from onboardctl.output.playbook_document.people import (
    escalations,
    health,
    issues,
    procedures,
    roles,
    stages,
    training,
)
from onboardctl.output.playbook_document.timeline import mails, recurring_work, timeline
from onboardctl.output.playbook_document.words import Names, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.playbook import Playbook

_SECTIONS: tuple[Callable[[Playbook, Names], Iterator[str]], ...] = (
    head, principles, dates, facts, segments, prerequisites, adjustments, timeline, mails,
    recurring_work, outcomes, figures, training, health, stages, procedures, escalations, issues,
    roles, resources, governance,
)  # fmt: skip


def playbook_document(playbook: Playbook) -> str:
    """The whole playbook in Markdown, one section for each thing it holds."""
    names = Names(playbook)
    parts: list[str] = [f"# {text(playbook.title)}", ""]
    for section in _SECTIONS:
        lines = list(section(playbook, names))
        if lines:
            parts += [*lines, ""]
    whole = "\n".join(parts)
    return re.sub(r"\n{3,}", "\n\n", whole).rstrip() + "\n"
