"""KPI definitions of a playbook: taken from its parts and matched with what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node
    from onboardctl.core.playbook import Playbook


def attach_kpis(
    playbook: Playbook, parts: tuple[Node, ...], main: Node
) -> tuple[Playbook, list[Diagnostic]]:
    """The playbook with the KPIs of all files, and what is wrong with them."""
    holders = [node for node in (main, *parts) if node.get("kpis") is not None]
    if not holders:
        return playbook, []
    from onboardctl.core.kpi.parse import parse_kpis
    from onboardctl.core.kpi.references import unknown_references

    definitions: list[object] = []
    findings: list[Diagnostic] = []
    for node in holders:
        made, found = parse_kpis(node, playbook.id)
        definitions.extend(made)
        findings.extend(one if one.file else one._replace(file=node.source.file) for one in found)
        for one in unknown_references(made, playbook, node.source.file):
            excerpt = node.source.line(one.line) if one.line else None
            findings.append(one._replace(excerpt=excerpt))
    return playbook._replace(kpis=tuple(definitions)), findings
