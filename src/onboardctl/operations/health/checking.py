"""Check a health file by itself: every finding with file, line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.payloads.health import HealthCheck
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def check_health(workspace: Path | None, now: datetime, path: Path | None) -> Result:
    """Everything wrong with a health file; exit code 8 when it cannot be used.

    Args:
        workspace: whose file and playbook count; ``None`` for the bundled ones.
        now: of the answer.
        path: another file.

    Raises:
        NotFound: there is no such file.
    """
    from onboardctl.core.lifecycle import LIFECYCLE
    from onboardctl.definitions import require_playbook
    from onboardctl.definitions.health import find_health, read_file
    from onboardctl.operations.playbook.catalogue import templates_by_brand

    playbook = require_playbook(LIFECYCLE, workspace)
    signs = frozenset(one.id for one in playbook.health)
    mails = frozenset[str]().union(*templates_by_brand(workspace).values())
    read = read_file(path or find_health(workspace).path, signs, mails)
    definition = read.definition
    data = HealthCheck(
        file=read.file,
        findings=read.findings,
        version=definition.version if definition else None,
        measures=len(definition.measures) if definition else 0,
        groups=len(definition.groups) if definition else 0,
        signs=len(definition.signs) if definition else 0,
    )
    count = len(read.findings)
    findings = "1 finding" if count == 1 else f"{count} findings"
    said = f"{read.file}: {findings if count else 'nothing is wrong'}"
    result = Result("health check", "health-check/1", data, now, messages=(said,))
    broken = any(one.severity == "error" for one in read.findings) or definition is None
    return result._replace(exit_code=8) if broken else result
