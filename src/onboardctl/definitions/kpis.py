"""KPI files as definitions: the reading is :mod:`onboardctl.core.kpi.parse`, this finds the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.located import Node


def load_kpis(
    node: Node, file: str, playbook: str = ""
) -> tuple[tuple[KpiDefinition, ...], tuple[Diagnostic, ...]]:
    """The definitions of a KPI file and everything found wrong with it.

    Args:
        node: the whole file (``kpis: [...]``), with the places of its values.
        file: its name, for a finding that has no place.
        playbook: the id every KPI must begin with; empty asks nothing (E15).

    Returns:
        The definitions that could be read, in file order, and the findings in the order met.
    """
    from onboardctl.core.kpi.parse import parse_kpis

    definitions, found = parse_kpis(node, playbook)
    return definitions, tuple(
        finding if finding.file else finding._replace(file=file) for finding in found
    )
