"""The tables that a segment adds to the common ones.

Each step of a segment's integration track leaves its rows here (B10 to B13).
"""

from onboardctl.sandbox.schema.columns import (
    ID,
    Column,
    Table,
    day,
    decimal,
    instant,
    table,
    text,
    to,
    whole,
)

_CANDIDATES = table(
    "candidates",
    ID,
    to("user_id", "users"),
    instant("imported_at"),
    text("source", choices=("file", "text", "api")),
    unique=(("user_id",),),
)


def _jobs(*owner: Column) -> Table:
    return table(
        "jobs",
        ID,
        *owner,
        to("soc_code", "occupations"),
        text("title"),
        text("city"),
        whole("annual_wage"),
        day("posted_on"),
        day("closes_on"),
        indexes=(("soc_code",),),
    )


_MATCHES = table(
    "matches",
    ID,
    to("candidate_id", "candidates"),
    to("job_id", "jobs"),
    decimal("score", 0, 100),
    instant("matched_at"),
    unique=(("candidate_id", "job_id"),),
    indexes=(("job_id",),),
)
_YES_NO = ("yes", "no")

AGENCY: tuple[Table, ...] = (
    table(
        "funders",
        ID,
        text("name"),
        text("program"),
        whole("baseline_days_to_placement", 1),
        unique=(("name",),),
    ),
    _CANDIDATES,
    table(
        "resumes",
        ID,
        to("candidate_id", "candidates"),
        text("file_name"),
        instant("parsed_at"),
        unique=(("candidate_id",),),
    ),
    table(
        "resume_skills",
        ID,
        to("resume_id", "resumes"),
        to("element_id", "skills"),
        unique=(("resume_id", "element_id"),),
    ),
    _jobs(text("employer")),
    _MATCHES,
    table(
        "placements",
        ID,
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
    table(
        "programs",
        ID,
        text("name"),
        text("award", choices=("Certificate", "Associate", "Bachelor")),
        unique=(("name",),),
    ),
    table(
        "courses",
        ID,
        to("program_id", "programs"),
        text("code"),
        text("title"),
        unique=(("code",),),
        indexes=(("program_id",),),
    ),
    table(
        "curriculum_skills",
        ID,
        to("course_id", "courses"),
        to("element_id", "skills"),
        decimal("depth", 0, 7),
        unique=(("course_id", "element_id"),),
    ),
    table(
        "program_members",
        ID,
        to("program_id", "programs"),
        to("user_id", "users"),
        instant("admitted_at"),
        day("graduated_on", empty=True),
        unique=(("user_id",),),
        indexes=(("program_id",),),
    ),
    table(
        "enrolments",
        ID,
        to("user_id", "users"),
        to("course_id", "courses"),
        day("enrolled_on"),
        day("completed_on", empty=True),
        unique=(("user_id", "course_id"),),
        indexes=(("course_id",),),
    ),
    table(
        "outcomes",
        ID,
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
    table("clients", ID, text("name"), text("industry"), text("website"), unique=(("name",),)),
    _CANDIDATES,
    table(
        "verifications",
        ID,
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
    table(
        "placements",
        ID,
        to("match_id", "matches"),
        day("placed_on"),
        unique=(("match_id",),),
    ),
    table(
        "placement_outcomes",
        ID,
        to("placement_id", "placements"),
        day("reported_on"),
        whole("days_in_role"),
        text("retained", choices=_YES_NO),
        whole("quality_score", 0, 100),
        unique=(("placement_id",),),
    ),
)

ENTERPRISE: tuple[Table, ...] = (
    table("departments", ID, text("name"), unique=(("name",),)),
    table(
        "roles",
        ID,
        to("department_id", "departments"),
        to("soc_code", "occupations"),
        text("title"),
        unique=(("department_id", "soc_code"),),
    ),
    table(
        "employees",
        ID,
        to("user_id", "users"),
        to("department_id", "departments"),
        to("role_id", "roles"),
        to("manager_id", "employees", empty=True),
        day("hired_on"),
        unique=(("user_id",),),
        indexes=(("manager_id",), ("department_id",)),
    ),
    table(
        "learning_enrolments",
        ID,
        to("employee_id", "employees"),
        to("step_id", "action_plan_steps"),
        text("title"),
        instant("enrolled_at"),
        instant("completed_at", empty=True),
        unique=(("step_id",),),
        indexes=(("employee_id",),),
    ),
    table(
        "internal_moves",
        ID,
        to("employee_id", "employees"),
        to("from_soc", "occupations"),
        to("to_soc", "occupations"),
        day("moved_on"),
        unique=(("employee_id",),),
    ),
    table(
        "succession",
        ID,
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
