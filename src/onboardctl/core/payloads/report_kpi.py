"""The KPI report: every line can be read alone, and the definitions are at hand."""

from datetime import datetime

from onboardctl.core.payloads.action import ActionLine
from onboardctl.core.payloads.kpi import KpiCard, KpiLine
from onboardctl.core.record import NamedTuple


class PlaybookUse(NamedTuple):
    """A playbook of the report: the version its definitions come from, and who runs on it."""

    playbook: str
    version: str
    title: str
    partner_count: int


class Remedy(NamedTuple):
    """What the playbook advises where KPIs fall short; ``kpis`` are those that did."""

    issue: str
    symptom: str
    kpis: tuple[str, ...]
    steps: tuple[str, ...]


class KpiReport(NamedTuple):
    """KPIs of one or more playbooks at a moment.

    Attributes:
        as_of: nothing later is known.
        period: ``all``, ``month`` or ``quarter``; a whole period is the headline, the running one
            stands in ``to_date``.
        label: of the headline, for example ``2026-02``.
        filters: the choice of partners, for example ``{"tier": "enterprise"}``.
        kpis: the headline, in the order of the definitions; segments follow their total.
        to_date: the running period, one line for each KPI of the headline; empty for ``all``.
        previous: the whole period before the headline, segments too; empty for ``all``.
        definitions: of every KPI in ``kpis``.
        actions: what was taken up about these KPIs: open ones, and those closed in the last 90 days.
        year_before: the same period a year before the headline; empty unless it is compared.
        history: each KPI over the last whole months and the running one, oldest first; empty
            unless something draws them.
        remedies: known issues of the playbooks whose KPIs miss their target, with their steps.
    """

    as_of: datetime
    period: str
    label: str
    progress: str
    filters: dict[str, str]
    playbooks: tuple[PlaybookUse, ...]
    kpis: tuple[KpiLine, ...]
    to_date: tuple[KpiLine, ...] = ()
    previous: tuple[KpiLine, ...] = ()
    definitions: tuple[KpiCard, ...] = ()
    show_definitions: bool = False
    show_all: bool = False
    remedies: tuple[Remedy, ...] = ()
    history: tuple[KpiLine, ...] = ()
    year_before: tuple[KpiLine, ...] = ()
    actions: tuple[ActionLine, ...] = ()
