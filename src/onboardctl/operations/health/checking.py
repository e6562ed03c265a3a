"""Check a health file by itself: every finding with file, line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.payloads.health import HealthCheck
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.health.vocabulary import Vocabulary
    from onboardctl.core.playbook import Playbook
    from onboardctl.yamlfile import Document


def check_health(workspace: Path | None, now: datetime, path: Path | None) -> Result:
    """Everything wrong with a health file; exit code 8 when it cannot be used.

    Args:
        workspace: whose file and playbook count; ``None`` for the bundled ones.
        now: of the answer.
        path: another file.

    Raises:
        NotFound: there is no such file.
    """
    from onboardctl.definitions.health import find_health, read_file

    read = read_file(path or find_health(workspace).path, words_of(workspace))
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


def findings_of(workspace: Path | None) -> tuple[Diagnostic, ...]:
    """Everything wrong with the health file that counts."""
    from onboardctl.definitions.health import find_health, read_file

    return read_file(find_health(workspace).path, words_of(workspace)).findings


def words_of(workspace: Path | None) -> Vocabulary:
    """What a health file may name: from the lifecycle, the mails, and what all playbooks record.

    Raises:
        NotFound, InvalidInput: there is no lifecycle playbook, or it has errors.
    """
    from onboardctl import definitions
    from onboardctl.core.compile import Surroundings
    from onboardctl.core.health.vocabulary import Vocabulary
    from onboardctl.core.lifecycle import LIFECYCLE, interventions
    from onboardctl.core.types import PartnerStatus
    from onboardctl.operations.playbook.catalogue import templates_by_brand

    lifecycle = definitions.require_playbook(LIFECYCLE, workspace)
    metrics: set[str] = set()
    roles = {role.id for role in lifecycle.roles}
    parts: dict[Path, Document] = {}
    for name in definitions.playbook_names(workspace):
        path = definitions.find_playbook(name, workspace)
        found = definitions.load(path, workspace, Surroundings(digest=False), parts).playbook
        if found is not None:
            roles |= {role.id for role in found.roles}
            metrics |= _recorded(found)
    return Vocabulary(
        signs=frozenset(one.id for one in lifecycle.health),
        plays=frozenset(interventions.plays(lifecycle)),
        stages=frozenset(stage.id for stage in lifecycle.stages),
        statuses=frozenset(status.value for status in PartnerStatus),
        roles=frozenset(roles),
        templates=frozenset[str]().union(*templates_by_brand(workspace).values()),
        metrics=frozenset(metrics),
    )


def _recorded(playbook: Playbook) -> set[str]:
    """Names under which a playbook has values recorded."""
    from onboardctl.core.kpi.references import recorded

    gates = {line.metric for task in playbook.tasks for line in task.gate if line.metric}
    return gates | {metric.id for metric in playbook.metrics} | recorded(playbook.kpis)
