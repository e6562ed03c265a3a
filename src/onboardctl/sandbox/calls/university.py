"""The four calls of a university: roster, curriculum, batch assessment, outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.calls.call import Problem, day, found, moment
from onboardctl.sandbox.calls.people import add_person, assess
from onboardctl.sandbox.calls.resume import skills_in
from onboardctl.sandbox.schema.common import ASSESSMENT_KINDS

if TYPE_CHECKING:
    from onboardctl.sandbox.calls.call import Body, Call

_DEPTH = 3.0


def bulk_import_users(call: Call) -> Body:
    """Accounts for a roster; who cannot be taken in is listed with the reason."""
    program = _program(call)
    taught = [
        str(row[0])
        for row in call.database.rows(
            "SELECT s.element_id FROM curriculum_skills s JOIN courses c ON c.id = s.course_id "
            "WHERE c.program_id = ?",
            (program,),
        )
    ]
    accounts, rejected = [], []
    for entry in call.body["roster"]:
        try:
            user = add_person(call, *_named(entry), "student", taught)
        except Problem as problem:
            rejected.append({"entry": entry, "reason": str(problem)})
            continue
        call.add("program_members", program, user, call.now, None)
        accounts.append(
            {
                "user_id": user,
                "email": entry["email"].lower(),
                "sign_in_link": f"https://app.example.com/welcome/{user}",
            }
        )
    return {"accounts": accounts, "rejected": rejected}


def _named(entry: object) -> tuple[str, str]:
    """Name and address of an entry of the roster."""
    if not isinstance(entry, dict):
        raise Problem(400, "an entry has a name and an email")
    for field in ("name", "email"):
        if not isinstance(entry.get(field), str) or not entry[field].strip():
            raise Problem(400, f'"{field}" is missing')
    return entry["name"], entry["email"]


def _program(call: Call) -> int:
    name = call.body["program"]
    known = [str(row[0]) for row in call.database.rows("SELECT name FROM programs ORDER BY 1")]
    if name not in known:
        raise Problem(404, f'there is no program "{name}"; there are {", ".join(known)}')
    return int(
        found(call.one("SELECT id FROM programs WHERE name = ?", name), f'program "{name}"')[0]
    )


def create_curriculum(call: Call) -> Body:
    """Courses, and the skills whose names their outcomes have."""
    program, mapped, ids = _program(call), [], []
    for course in call.body["courses"]:
        if call.one("SELECT id FROM courses WHERE code = ?", course["code"]):
            raise Problem(409, f"course {course['code']} is known already")
        outcomes = "; ".join(course["outcomes"])
        ids.append(call.add("courses", program, course["code"], outcomes))
        for element in skills_in(call, outcomes):
            call.add("curriculum_skills", ids[-1], element, _DEPTH)
            mapped.append({"course": course["code"], "element_id": element})
    return {"curriculum_id": ids[0] if ids else None, "skills": mapped}


def assign_batch(call: Call) -> Body:
    """One assessment for each member of a cohort."""
    cohort = call.body["cohort_id"]
    members = call.database.rows(
        "SELECT user_id FROM cohort_members WHERE cohort_id = ? AND left_at IS NULL ORDER BY 1",
        (cohort,),
    )
    if not members:
        raise Problem(404, f"cohort {cohort} has no members")
    kind, at = call.body["kind"], moment(call, "assign_at")
    if kind not in ASSESSMENT_KINDS:
        raise Problem(
            422, f'"kind" is {", ".join(ASSESSMENT_KINDS[:-1])} or {ASSESSMENT_KINDS[-1]}'
        )
    ids = [assess(call, int(user), kind, at) for (user,) in members]
    return {"batch_id": ids[0], "links": [f"https://assess.example.com/b/{one}" for one in ids]}


def outcomes_report(call: Call) -> Body:
    """Graduates of a program from one day to before another: work, wages, and what they learned.

    ``wage_above_entry`` is what their yearly wages lie above the tenth percentile of their
    occupations, on average: what the program is worth to those who found work.
    """
    among = (_program(call), day(call, "from"), day(call, "to"))
    joined = (
        "FROM outcomes o JOIN program_members m ON m.user_id = o.user_id "
        "WHERE m.program_id = ? AND o.graduated_on >= ? AND o.graduated_on < ?"
    )
    graduated, employed = call.database.rows(
        f"SELECT count(*), count(o.employed_on) {joined}", among
    )[0]
    wages = call.database.rows(
        "SELECT o.annual_wage, o.annual_wage - "
        "(SELECT p.annual_p10 FROM occupations p WHERE p.soc_code = o.soc_code) "
        f"{joined} AND o.annual_wage IS NOT NULL ORDER BY 1",
        among,
    )
    gain = call.one(
        "SELECT avg(d.delta) FROM view_readiness_delta d "
        "JOIN program_members m ON m.user_id = d.user_id WHERE m.program_id = ?",
        among[0],
    )
    return {
        "skill_development": round(float(gain[0]), 1) if gain and gain[0] is not None else None,
        "employed": employed,
        "graduated": graduated,
        "median_annual_wage": wages[len(wages) // 2][0] if wages else None,
        "wage_above_entry": round(sum(int(one[1]) for one in wages) / len(wages))
        if wages
        else None,
    }
