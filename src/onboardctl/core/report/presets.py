"""Views of the KPI report that are asked for by name: which KPIs, and what they are split by (A13)."""

from onboardctl.core.record import NamedTuple


class Preset(NamedTuple):
    """One view; ``kpis`` are short names of any playbook, ``by`` is what each is split by."""

    title: str
    kpis: tuple[str, ...]
    by: str = "segment"


COMPLETION = (
    "onboarding_completion",
    "activation_30d",
    "user_activation",
    "integration_completion",
)
READINESS = ("readiness_delta", "readiness_against_goal", "skill_outcomes")
ACTIVITY = ("weekly_active_users", "weekly_active_usage", "user_engagement", "adoption_trend")
FRESHNESS = ("data_freshness",)

PRESETS = {
    "completion": Preset("Onboarding completion", COMPLETION),
    "readiness": Preset("Readiness", READINESS),
    "activity": Preset("Activity", ACTIVITY),
    "freshness": Preset("Freshness of the data", FRESHNESS),
    "product": Preset("The four product KPIs", (*COMPLETION, *READINESS, *ACTIVITY, *FRESHNESS)),
    "tiers": Preset("The product KPIs by tier", (*COMPLETION, *ACTIVITY), "tier"),
}
"""Source: Partner Enablement Playbook, analytics dashboards and KPI snapshot (A13, A19, A26)."""
