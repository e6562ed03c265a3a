"""Small hand-made observations for KPI tests, and the definitions as they ship."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl import yamlfile
from onboardctl.core.kpi.observations import Moment, Observations, PartnerRow, Reading
from onboardctl.core.kpi.parse import parse_kpis

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import KpiDefinition

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = START + timedelta(days=60)
PLAYBOOKS = Path(__file__).parents[1] / "playbooks"


@cache
def shipped(playbook: str) -> dict[str, KpiDefinition]:
    """The KPIs of a bundled playbook by the part of their id after the dot."""
    path = PLAYBOOKS / playbook / "kpis.yaml"
    node = yamlfile.read(path, str(path))
    definitions, found = parse_kpis(node, playbook)
    assert [finding for finding in found if finding.severity == "error"] == []
    return {one.id.partition(".")[2]: one for one in definitions}


def beta(name: str) -> KpiDefinition:
    """A KPI of the 28-day beta."""
    return shipped("beta-28-day")[name]


def defined(text: str) -> KpiDefinition:
    """The one definition written in YAML, completed with what every KPI needs."""
    definitions, found = parse_kpis(yamlfile.load(text, "kpis.yaml"))
    assert [finding.message for finding in found if finding.severity == "error"] == []
    return definitions[0]


def partners(
    number: int, *, start: datetime = START, tier: str = "business", prefix: str = "P"
) -> tuple[PartnerRow, ...]:
    """So many partners, all begun at one moment."""
    return tuple(
        PartnerRow(f"{prefix}-{n}", f"Partner {n}", tier, "agency", started_at=start)
        for n in range(1, number + 1)
    )


def happened(kind: str, ref: str, ids: list[str], at: datetime) -> tuple[Moment, ...]:
    """The same moment for several partners."""
    return tuple(Moment(one, kind, ref, at) for one in ids)


def recorded(name: str, values: list[object], at: datetime = START) -> tuple[Reading, ...]:
    """One reading for each partner P-1, P-2 …, in order."""
    return tuple(Reading(f"P-{n}", name, str(value), at) for n, value in enumerate(values, start=1))


def first_ids(number: int) -> list[str]:
    """``P-1`` to ``P-n``."""
    return [f"P-{n}" for n in range(1, number + 1)]


def only(*rows: PartnerRow, **facts: tuple[object, ...]) -> Observations:
    """Observations of these partners."""
    return Observations(partners=rows, **facts)  # type: ignore[arg-type]
