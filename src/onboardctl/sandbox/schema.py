"""The tables of a sandbox: one description drives the DDL, the exports and the checks.

Column types are TEXT, INTEGER and REAL; REAL holds ratings of two decimals, which the same double
gives back on every target. Every table ends with ``origin``: ``seed`` for what was generated,
anything else for the partner's own rows.
"""

from onboardctl.core.record import NamedTuple
from onboardctl.core.types import Segment

TEXT, WHOLE, DECIMAL, DAY, INSTANT = "text", "whole", "decimal", "day", "instant"
_SQL_TYPES = {TEXT: "TEXT", WHOLE: "INTEGER", DECIMAL: "REAL", DAY: "TEXT", INSTANT: "TEXT"}
SEED = "seed"


class Column(NamedTuple):
    """One column: its kind, whether it may be empty, and what its values may be.

    ``references`` names the table whose primary key the value is; ``low`` and ``high`` are
    inclusive; ``choices`` is empty when any text is allowed.
    """

    name: str
    kind: str
    empty: bool = False
    references: str | None = None
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


class Table(NamedTuple):
    """One table; its first column is the primary key."""

    name: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def key(self) -> str:
        """The primary key."""
        return self.columns[0].name

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple([column.name for column in self.columns])


def text(name: str, *, empty: bool = False, choices: tuple[str, ...] = ()) -> Column:
    """A text column, closed when it has choices."""
    return Column(name, TEXT, empty, choices=choices)


def whole(
    name: str, low: float | None = 0, high: float | None = None, *, empty: bool = False
) -> Column:
    """A whole number."""
    return Column(name, WHOLE, empty, low=low, high=high)


def decimal(name: str, low: float, high: float, *, empty: bool = False) -> Column:
    """A rating of two decimals."""
    return Column(name, DECIMAL, empty, low=low, high=high)


def instant(name: str, *, empty: bool = False) -> Column:
    """A moment in UTC, ``YYYY-MM-DDTHH:MM:SSZ``."""
    return Column(name, INSTANT, empty)


def day(name: str, *, empty: bool = False) -> Column:
    """A day, ``YYYY-MM-DD``."""
    return Column(name, DAY, empty)


def to(name: str, table: str, *, empty: bool = False) -> Column:
    """A reference to the primary key of another table."""
    kind = TEXT if table in _TEXT_KEYS else WHOLE
    return Column(name, kind, empty, references=table)


_TEXT_KEYS = {"occupations", "skills"}
_ID = whole("id", 1)


def _table(
    name: str,
    *columns: Column,
    unique: tuple[tuple[str, ...], ...] = (),
    indexes: tuple[tuple[str, ...], ...] = (),
) -> Table:
    return Table(name, (*columns, text("origin")), unique, indexes)


PERSONAS = ("student", "career_changer", "advisor")
ASSESSMENT_KINDS = ("baseline", "checkpoint", "verify")
EVENT_NAMES = (
    "invited",
    "activated",
    "onboarding_step_1",
    "onboarding_step_2",
    "onboarding_step_3",
    "onboarding_step_4",
    "onboarding_step_5",
    "onboarding_completed",
    "login",
    "resource_opened",
    "assessment_completed",
    "plan_created",
    "step_completed",
    "note_read",
)

CORE: tuple[Table, ...] = (
    _table(
        "occupations",
        text("soc_code"),
        text("title"),
        whole("employment"),
        whole("job_zone", 1, 5),
        whole("annual_p10", empty=True),
        whole("annual_median", empty=True),
        whole("annual_p90", empty=True),
        text("rating_basis"),
    ),
    _table(
        "skills",
        text("element_id"),
        text("name"),
        text(
            "type",
            choices=("basic_skill", "cross_functional_skill", "knowledge", "technology"),
        ),
        text("category"),
    ),
    _table(
        "occupation_skills",
        _ID,
        to("soc_code", "occupations"),
        to("element_id", "skills"),
        decimal("importance", 1, 5),
        decimal("level", 0, 7),
        unique=(("soc_code", "element_id"),),
    ),
    _table(
        "occupation_technology",
        _ID,
        to("soc_code", "occupations"),
        to("element_id", "skills"),
        text("in_demand", choices=("yes", "no")),
        unique=(("soc_code", "element_id"),),
    ),
    _table(
        "related_occupations",
        _ID,
        to("soc_code", "occupations"),
        to("related_soc_code", "occupations"),
        text("tier", choices=("Primary-Short", "Primary-Long", "Supplemental")),
        unique=(("soc_code", "related_soc_code"),),
    ),
    _table(
        "users",
        _ID,
        text("external_id"),
        text("name"),
        text("email"),
        text("phone"),
        text("persona", choices=PERSONAS),
        text("locale"),
        to("current_soc", "occupations", empty=True),
        to("target_soc", "occupations", empty=True),
        instant("invited_at"),
        instant("activated_at", empty=True),
        instant("onboarded_at", empty=True),
        instant("churned_at", empty=True),
        text("status", choices=("invited", "active", "churned")),
        unique=(("external_id",), ("email",)),
    ),
    _table(
        "cohorts",
        _ID,
        text("name"),
        day("starts_on"),
        to("advisor_id", "users"),
        unique=(("name",),),
        indexes=(("advisor_id",),),
    ),
    _table(
        "cohort_members",
        _ID,
        to("cohort_id", "cohorts"),
        to("user_id", "users"),
        instant("joined_at"),
        instant("left_at", empty=True),
        unique=(("user_id",),),
        indexes=(("cohort_id",),),
    ),
    _table(
        "user_skills",
        _ID,
        to("user_id", "users"),
        to("element_id", "skills"),
        instant("declared_at"),
        unique=(("user_id", "element_id"),),
    ),
    _table(
        "assessments",
        _ID,
        to("user_id", "users"),
        text("kind", choices=ASSESSMENT_KINDS),
        instant("assigned_at"),
        instant("completed_at", empty=True),
        indexes=(("user_id", "assigned_at"),),
    ),
    _table(
        "assessment_results",
        _ID,
        to("assessment_id", "assessments"),
        to("element_id", "skills"),
        decimal("score", 0, 7),
        decimal("target_level", 0, 7),
        unique=(("assessment_id", "element_id"),),
    ),
    _table(
        "action_plans",
        _ID,
        to("user_id", "users"),
        to("advisor_id", "users"),
        to("target_soc", "occupations"),
        instant("created_at"),
        instant("closed_at", empty=True),
        text("closed_reason", empty=True, choices=("completed", "left")),
        unique=(("user_id",),),
        indexes=(("advisor_id",),),
    ),
    _table(
        "action_plan_steps",
        _ID,
        to("plan_id", "action_plans"),
        whole("position", 1, 9),
        to("element_id", "skills"),
        text("title"),
        day("due_on"),
        instant("completed_at", empty=True),
        unique=(("plan_id", "position"), ("plan_id", "element_id")),
    ),
    _table(
        "advisor_notes",
        _ID,
        to("plan_id", "action_plans"),
        to("advisor_id", "users"),
        to("user_id", "users"),
        instant("at"),
        text("kind", choices=("check-in", "risk", "win")),
        text("body"),
        indexes=(("plan_id",), ("advisor_id",)),
    ),
    _table(
        "events",
        _ID,
        to("user_id", "users"),
        text("name", choices=EVENT_NAMES),
        instant("at"),
        whole("session_id", 1, empty=True),
        indexes=(("user_id", "at"), ("name", "at")),
    ),
    _table(
        "api_keys",
        _ID,
        text("name"),
        text("prefix"),
        text("sha256"),
        text("environment", choices=("sandbox",)),
        text("scopes"),
        whole("rate_limit_per_hour", 1),
        instant("created_at"),
        instant("last_used_at", empty=True),
        instant("revoked_at", empty=True),
        unique=(("prefix",), ("sha256",)),
    ),
    _table(
        "api_usage",
        _ID,
        to("api_key_id", "api_keys"),
        instant("hour_at"),
        whole("calls"),
        whole("ok"),
        whole("client_errors"),
        whole("throttled"),
        whole("server_errors"),
        whole("p95_ms"),
        unique=(("api_key_id", "hour_at"),),
    ),
    _table(
        "webhooks",
        _ID,
        text("url"),
        text("events"),
        text("secret_sha256"),
        text("source_ip"),
        instant("created_at"),
    ),
    _table(
        "webhook_deliveries",
        _ID,
        to("webhook_id", "webhooks"),
        to("event_id", "events"),
        whole("attempt", 1, 5),
        whole("status", 100, 599),
        instant("at"),
        unique=(("webhook_id", "event_id", "attempt"),),
    ),
    _table(
        "data_loads",
        _ID,
        text("source"),
        whole("max_age_hours", 1),
        instant("expected_at"),
        instant("loaded_at", empty=True),
        whole("rows"),
        unique=(("source", "expected_at"),),
    ),
    _table(
        "dashboard_presets",
        _ID,
        text("name"),
        text("persona", empty=True, choices=PERSONAS),
        text("segment", choices=tuple(Segment)),
        unique=(("name",),),
    ),
)

_CANDIDATES = _table(
    "candidates",
    _ID,
    to("user_id", "users"),
    instant("imported_at"),
    text("source", choices=("file", "text", "api")),
    unique=(("user_id",),),
)


def _jobs(*owner: Column) -> Table:
    return _table(
        "jobs",
        _ID,
        *owner,
        to("soc_code", "occupations"),
        text("title"),
        text("city"),
        whole("annual_wage"),
        day("posted_on"),
        day("closes_on"),
        indexes=(("soc_code",),),
    )


_MATCHES = _table(
    "matches",
    _ID,
    to("candidate_id", "candidates"),
    to("job_id", "jobs"),
    decimal("score", 0, 100),
    instant("matched_at"),
    unique=(("candidate_id", "job_id"),),
    indexes=(("job_id",),),
)
_YES_NO = ("yes", "no")

AGENCY: tuple[Table, ...] = (
    _table(
        "funders",
        _ID,
        text("name"),
        text("program"),
        whole("baseline_days_to_placement", 1),
        unique=(("name",),),
    ),
    _CANDIDATES,
    _table(
        "resumes",
        _ID,
        to("candidate_id", "candidates"),
        text("file_name"),
        instant("parsed_at"),
        unique=(("candidate_id",),),
    ),
    _table(
        "resume_skills",
        _ID,
        to("resume_id", "resumes"),
        to("element_id", "skills"),
        unique=(("resume_id", "element_id"),),
    ),
    _jobs(text("employer")),
    _MATCHES,
    _table(
        "placements",
        _ID,
        to("match_id", "matches"),
        to("funder_id", "funders"),
        day("placed_on"),
        text("retained_30", empty=True, choices=_YES_NO),
        text("retained_90", empty=True, choices=_YES_NO),
        text("retained_180", empty=True, choices=_YES_NO),
        text("tracking_url"),
        unique=(("match_id",),),
        indexes=(("funder_id",),),
    ),
)

UNIVERSITY: tuple[Table, ...] = (
    _table(
        "programs",
        _ID,
        text("name"),
        text("award", choices=("Certificate", "Associate", "Bachelor")),
        unique=(("name",),),
    ),
    _table(
        "courses",
        _ID,
        to("program_id", "programs"),
        text("code"),
        text("title"),
        unique=(("code",),),
        indexes=(("program_id",),),
    ),
    _table(
        "curriculum_skills",
        _ID,
        to("course_id", "courses"),
        to("element_id", "skills"),
        decimal("depth", 0, 7),
        unique=(("course_id", "element_id"),),
    ),
    _table(
        "program_members",
        _ID,
        to("program_id", "programs"),
        to("user_id", "users"),
        instant("admitted_at"),
        day("graduated_on", empty=True),
        unique=(("user_id",),),
        indexes=(("program_id",),),
    ),
    _table(
        "enrolments",
        _ID,
        to("user_id", "users"),
        to("course_id", "courses"),
        day("enrolled_on"),
        day("completed_on", empty=True),
        unique=(("user_id", "course_id"),),
        indexes=(("course_id",),),
    ),
    _table(
        "outcomes",
        _ID,
        to("user_id", "users"),
        day("graduated_on"),
        day("employed_on", empty=True),
        text("employed_within_6m", empty=True, choices=_YES_NO),
        to("soc_code", "occupations", empty=True),
        whole("annual_wage", empty=True),
        unique=(("user_id",),),
    ),
)

RECRUITER: tuple[Table, ...] = (
    _table("clients", _ID, text("name"), text("industry"), text("website"), unique=(("name",),)),
    _CANDIDATES,
    _table(
        "verifications",
        _ID,
        to("candidate_id", "candidates"),
        to("element_id", "skills"),
        decimal("score", 0, 7),
        decimal("required_level", 0, 7),
        text("passed", choices=_YES_NO),
        text("badge", empty=True),
        instant("verified_at"),
        unique=(("candidate_id", "element_id"),),
    ),
    _jobs(to("client_id", "clients"), text("remote_id")),
    _MATCHES,
    _table(
        "placements",
        _ID,
        to("match_id", "matches"),
        day("placed_on"),
        unique=(("match_id",),),
    ),
    _table(
        "placement_outcomes",
        _ID,
        to("placement_id", "placements"),
        day("reported_on"),
        whole("days_in_role"),
        text("retained", choices=_YES_NO),
        whole("quality_score", 0, 100),
        unique=(("placement_id",),),
    ),
)

ENTERPRISE: tuple[Table, ...] = (
    _table("departments", _ID, text("name"), unique=(("name",),)),
    _table(
        "roles",
        _ID,
        to("department_id", "departments"),
        to("soc_code", "occupations"),
        text("title"),
        unique=(("department_id", "soc_code"),),
    ),
    _table(
        "employees",
        _ID,
        to("user_id", "users"),
        to("department_id", "departments"),
        to("role_id", "roles"),
        to("manager_id", "employees", empty=True),
        day("hired_on"),
        unique=(("user_id",),),
        indexes=(("manager_id",), ("department_id",)),
    ),
    _table(
        "learning_enrolments",
        _ID,
        to("employee_id", "employees"),
        to("step_id", "action_plan_steps"),
        text("title"),
        instant("enrolled_at"),
        instant("completed_at", empty=True),
        unique=(("step_id",),),
        indexes=(("employee_id",),),
    ),
    _table(
        "internal_moves",
        _ID,
        to("employee_id", "employees"),
        to("from_soc", "occupations"),
        to("to_soc", "occupations"),
        day("moved_on"),
        unique=(("employee_id",),),
    ),
    _table(
        "succession",
        _ID,
        to("role_id", "roles"),
        to("employee_id", "employees"),
        decimal("readiness", 0, 100),
        day("nominated_on"),
        text("standing", choices=("ready_now", "ready_soon")),
        unique=(("role_id", "employee_id"),),
    ),
)

SEGMENTS: dict[str, tuple[Table, ...]] = {
    "agency": AGENCY,
    "university": UNIVERSITY,
    "recruiter": RECRUITER,
    "enterprise": ENTERPRISE,
}

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
RECORDS = (MANIFEST, KPIS, INCIDENTS)


def tables_of(segment: str) -> tuple[Table, ...]:
    """The tables of a segment's sandbox, each after those it refers to."""
    return CORE + SEGMENTS[segment]


def create_table(table: Table) -> str:
    """The statement that creates a table without its indexes."""
    lines = []
    for column in table.columns:
        line = f"{column.name} {_SQL_TYPES[column.kind]}"
        if column.name == table.key:
            line += " PRIMARY KEY" if column.kind == WHOLE else " PRIMARY KEY NOT NULL"
        elif not column.empty:
            line += " NOT NULL"
        if column.references:
            line += f" REFERENCES {column.references}"
        lines.append(line)
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n) STRICT"


def create_indexes(table: Table) -> list[str]:
    """The statements that create a table's unique keys and indexes."""
    statements = []
    for unique, groups in (("UNIQUE ", table.unique), ("", table.indexes)):
        for columns in groups:
            name = "_".join((table.name, *columns))
            statements.append(f"CREATE {unique}INDEX {name} ON {table.name} ({', '.join(columns)})")
    return statements


def insert_into(table: Table) -> str:
    """The statement that adds one row."""
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
