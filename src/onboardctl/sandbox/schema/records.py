"""What a sandbox says about itself: manifest, figures, planted incidents, and the notice."""

from onboardctl.sandbox.schema.columns import Table, day, decimal, instant, text, whole

MANIFEST = Table(
    "_seed_manifest",
    (
        text("table_name"),
        whole("rows"),
        text("sha256"),
        whole("seed", None),
        day("started_on"),
        day("seeded_on"),
        day("as_of"),
        whole("generator_version"),
        text("parameters_sha256"),
        text("segment"),
        text("partner_id"),
        text("schema_name"),
        whole("users"),
        instant("created_at"),
    ),
)
KPIS = Table(
    "_seed_kpis",
    (
        text("kpi"),
        decimal("value", -1e9, 1e9, empty=True),
        decimal("numerator", -1e9, 1e9),
        whole("denominator"),
        text("unit"),
    ),
)
INCIDENTS = Table(
    "_seed_incidents",
    (
        text("incident"),
        text("subject_table"),
        whole("subject_id"),
        text("subject"),
        text("finding"),
    ),
)
NOTICE = Table("_seed_notice", (text("part"), text("says")))
RECORDS = (MANIFEST, KPIS, INCIDENTS, NOTICE)
