"""What each of the twelve calls does to the rows of a sandbox, and answers from them.

A call writes the partner's own rows, so a new seeding keeps them; people may only come in with
addresses of RFC 2606, for a sandbox reaches nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.calls.gate import next_id
from onboardctl.sandbox.keys import OWN
from onboardctl.sandbox.schema.common import ASSESSMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.sandbox.database import Database, Values

Body = dict[str, Any]
_SAFE_ADDRESS = re.compile(r"[a-z0-9._\-]+@example\.(?:com|org|net)")
_YEARS = re.compile(
    r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s+years?", re.IGNORECASE
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_STAYED_BONUS, _LEFT_MALUS = 12, 25
_PASSES = 0.8


class Call(NamedTuple):
    """One call under way: the rows, what it sends, and the moment as text."""

    database: Database
    body: Body
    now: str

    def one(self, sql: str, *values: Any) -> Values | None:
        """The first row."""
        rows = self.database.rows(sql, values)
        return rows[0] if rows else None

    def add(self, table: str, *values: Any) -> int:
        """Add a row of the partner's own; returns its id."""
        number = next_id(self.database, table)
        row = (number, *values, OWN)
        self.database.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        return number


class Problem(Exception):
    """The call cannot be answered: HTTP status and a sentence."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status


def _found(row: Values | None, what: str) -> Values:
    if row is None:
        raise Problem(404, f"there is no {what}")
    return row


def _person(call: Call, name: str, email: str, persona: str) -> int:
    if not _SAFE_ADDRESS.fullmatch(email.lower()):
        raise Problem(422, f"{email} is not an address at example.com, .org or .net")
    if call.one("SELECT id FROM users WHERE email = ?", email.lower()):
        raise Problem(409, f"{email} is known already")
    soc = _found(
        call.one("SELECT soc_code FROM occupations ORDER BY employment DESC"), "occupation"
    )
    number = next_id(call.database, "users")
    return call.add("users", f"P{number:05d}", name, email.lower(), "+1 (202) 555-0100", persona,
                    "en", None, soc[0], call.now, None, None, None, "invited")  # fmt: skip


def _candidate(call: Call) -> tuple[int, int]:
    """Candidate id and user id that the body names."""
    number = call.body["candidate_id"]
    row = _found(
        call.one("SELECT id, user_id FROM candidates WHERE id = ?", number), f"candidate {number}"
    )
    return int(row[0]), int(row[1])


def import_candidate(call: Call) -> Body:
    """Candidate, resume, and the skills whose names the resume has."""
    text = str(call.body["resume_text"])
    number = next_id(call.database, "candidates")
    user = _person(call, f"Candidate {number}", f"candidate{number}@example.com", "career_changer")
    source = call.body["source"] if call.body["source"] in ("file", "text") else "text"
    candidate = call.add("candidates", user, call.now, source)
    resume = call.add("resumes", candidate, f"resume-{number}.txt", call.now)
    skills = _skills_in(call, text)
    for element in skills:
        call.add("resume_skills", resume, element)
    years = _YEARS.search(text)
    counted = years.group(1).lower() if years else "0"
    return {
        "candidate_id": candidate,
        "skills": skills,
        "experience_years": _WORDS.index(counted) if counted in _WORDS else int(counted),
        "education": re.findall(r"\b(?:Bachelor|Master|Associate|Diploma)\b[^,.;]*", text),
    }


def _skills_in(call: Call, text: str) -> list[str]:
    lower = text.lower()
    return [
        str(element)
        for element, name in call.database.rows("SELECT element_id, name FROM skills ORDER BY 1")
        if any(re.search(rf"\b{re.escape(word)}", lower) for word in _stems(name))
    ]


def _stems(name: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]{6,}", name.lower()) if word != "systems"]


def create_assessment(call: Call) -> Body:
    """An assessment, the baseline when it is the candidate's first."""
    number = _assess(call, _candidate(call)[1], None)
    return {"assessment_id": number, "link": f"https://assess.example.com/a/{number}"}


def _assess(call: Call, user: int, kind: str | None, at: str | None = None) -> int:
    first = call.one("SELECT id FROM assessments WHERE user_id = ?", user) is None
    return call.add(
        "assessments", user, kind or ("baseline" if first else "checkpoint"), at or call.now, None
    )


def candidate_matches(call: Call) -> Body:
    """The best matches of a candidate."""
    rows = call.database.rows(
        "SELECT m.job_id, j.soc_code, m.score FROM matches m JOIN jobs j ON j.id = m.job_id "
        "WHERE m.candidate_id = ? ORDER BY m.score DESC, m.job_id LIMIT 10",
        (_candidate(call)[0],),
    )
    return {
        "matches": [{"job_id": job, "soc_code": soc, "score": score} for job, soc, score in rows]
    }


def record_placement(call: Call) -> Body:
    """A placement on a match that there is."""
    candidate, job = _candidate(call)[0], call.body["job_id"]
    match = _found(
        call.one("SELECT id FROM matches WHERE candidate_id = ? AND job_id = ?", candidate, job),
        f"match of candidate {candidate} with job {job}",
    )
    if call.one("SELECT id FROM placements WHERE match_id = ?", match[0]):
        raise Problem(409, "this match is recorded as a placement already")
    url = f"https://track.example.com/p/{next_id(call.database, 'placements')}"
    placed = call.add("placements", match[0], 1, call.body["placed_on"], None, None, None, url)
    return {"placement_id": placed, "tracking_url": url}


def bulk_import_users(call: Call) -> Body:
    """Accounts for a roster; who cannot be taken in is listed with the reason."""
    program = _program(call)
    accounts, rejected = [], []
    for entry in call.body["roster"]:
        try:
            user = _person(call, str(entry["name"]), str(entry["email"]), "student")
        except (Problem, KeyError, TypeError) as problem:
            rejected.append({"entry": entry, "reason": str(problem)})
            continue
        call.add("program_members", program, user, call.now, None)
        accounts.append({"user_id": user, "email": entry["email"]})
    return {"accounts": accounts, "rejected": rejected}


def _program(call: Call) -> int:
    name = call.body["program"]
    return int(
        _found(call.one("SELECT id FROM programs WHERE name = ?", name), f'program "{name}"')[0]
    )


def create_curriculum(call: Call) -> Body:
    """Courses, and the skills whose names their outcomes have."""
    program, mapped, ids = _program(call), [], []
    for course in call.body["courses"]:
        if call.one("SELECT id FROM courses WHERE code = ?", course["code"]):
            raise Problem(409, f"course {course['code']} is known already")
        outcomes = "; ".join(course["outcomes"])
        ids.append(call.add("courses", program, course["code"], outcomes))
        for element in _skills_in(call, outcomes):
            call.add("curriculum_skills", ids[-1], element, 3.0)
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
    kind, at = call.body["kind"], call.body["assign_at"]
    if kind not in ASSESSMENT_KINDS or not _MOMENT.fullmatch(at):
        raise Problem(422, "kind is baseline, checkpoint or verify, assign_at a moment in UTC")
    ids = [_assess(call, int(user), kind, at) for (user,) in members]
    return {"batch_id": ids[0], "links": [f"https://assess.example.com/b/{one}" for one in ids]}


def outcomes_report(call: Call) -> Body:
    """Graduates of a program between two days, their work and wages, and what they learned."""
    among = (_program(call), call.body["from"], call.body["to"])
    joined = (
        "FROM outcomes o JOIN program_members m ON m.user_id = o.user_id "
        "WHERE m.program_id = ? AND o.graduated_on >= ? AND o.graduated_on < ?"
    )
    graduated, employed = call.database.rows(
        f"SELECT count(*), count(o.employed_on) {joined}", among
    )[0]
    wages = call.database.rows(
        f"SELECT o.annual_wage {joined} AND o.annual_wage IS NOT NULL ORDER BY 1", among
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
    }


def register_candidate(call: Call) -> Body:
    """A candidate with a link to be verified at."""
    user = _person(call, str(call.body["name"]), str(call.body["email"]), "career_changer")
    candidate = call.add("candidates", user, call.now, "api")
    return {
        "candidate_id": candidate,
        "verification_link": f"https://verify.example.com/c/{candidate}",
    }


def quick_verify(call: Call) -> Body:
    """The asked skills against the newest scores; a badge when all are passed."""
    candidate, user = _candidate(call)
    results = []
    for element in call.body["skills"]:
        scored = call.one(
            "SELECT r.score, r.target_level FROM assessment_results r "
            "JOIN assessments a ON a.id = r.assessment_id "
            "WHERE a.user_id = ? AND r.element_id = ? ORDER BY a.completed_at DESC",
            user,
            element,
        )
        passed = scored is not None and scored[0] >= _PASSES * scored[1]
        results.append({"element_id": element, "passed": passed})
        known = call.one(
            "SELECT id FROM verifications WHERE candidate_id = ? AND element_id = ?",
            candidate,
            element,
        )
        if scored and not known:
            badge = f"VB-{candidate:05d}-{element}" if passed else None
            call.add("verifications", candidate, element, *scored, "yes" if passed else "no",
                     badge, call.now)  # fmt: skip
    whole = bool(results) and all(one["passed"] for one in results)
    return {"results": results, "badge": f"VB-{candidate:05d}" if whole else None}


def sync_jobs(call: Call) -> Body:
    """Vacancies by their number in the other system: new ones are added, known ones renamed."""
    ids = []
    for job in call.body["jobs"]:
        soc = job["soc_code"]
        wage = _found(
            call.one("SELECT annual_median FROM occupations WHERE soc_code = ?", soc),
            f"occupation {soc}",
        )
        known = call.one("SELECT id, origin FROM jobs WHERE remote_id = ?", job["remote_id"])
        if known and known[1] == OWN:
            call.database.run("UPDATE jobs SET title = ? WHERE id = ?", (job["title"], known[0]))
        ids.append(
            int(known[0])
            if known
            else call.add("jobs", 1, job["remote_id"], soc, job["title"], "Remote", wage[0] or 0,
                          call.now[:10], call.now[:10])
        )  # fmt: skip
    return {"job_ids": ids}


def placement_outcome(call: Call) -> Body:
    """How a placement went, and how all of them have."""
    number, kept = call.body["placement_id"], bool(call.body["retained"])
    row = _found(
        call.one(
            "SELECT m.score FROM placements p JOIN matches m ON m.id = p.match_id WHERE p.id = ?",
            number,
        ),
        f"placement {number}",
    )
    if call.one("SELECT id FROM placement_outcomes WHERE placement_id = ?", number):
        raise Problem(409, f"the outcome of placement {number} is known already")
    quality = round(row[0] + (_STAYED_BONUS if kept else -_LEFT_MALUS))
    quality = min(max(quality, 0), 100)
    call.add("placement_outcomes", number, call.now[:10], call.body["days_in_role"],
             "yes" if kept else "no", quality)  # fmt: skip
    rows = call.database.rows("SELECT retained, count(*) FROM placement_outcomes GROUP BY retained")
    counts: dict[str, int] = {str(kept): int(number) for kept, number in rows}
    return {
        "quality_score": quality,
        "retention_rate": round(counts.get("yes", 0) / sum(counts.values()), 2),
    }


ANSWERS: dict[str, Callable[[Call], Body]] = {
    "import-candidate": import_candidate,
    "create-assessment": create_assessment,
    "candidate-matches": candidate_matches,
    "record-placement": record_placement,
    "bulk-import-users": bulk_import_users,
    "create-curriculum": create_curriculum,
    "assign-batch": assign_batch,
    "outcomes-report": outcomes_report,
    "register-candidate": register_candidate,
    "quick-verify": quick_verify,
    "sync-jobs": sync_jobs,
    "placement-outcome": placement_outcome,
}
