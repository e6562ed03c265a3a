"""The four calls of a recruitment firm: registration, verification, jobs, outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.calls.call import Problem, found
from onboardctl.sandbox.calls.people import add_person, candidate_of
from onboardctl.sandbox.calls.resume import skills_in, years_in
from onboardctl.sandbox.keys import OWN
from onboardctl.sandbox.streams import normal, stream

if TYPE_CHECKING:
    from onboardctl.sandbox.calls.call import Body, Call

_STAYED_BONUS, _LEFT_MALUS = 12, 25
_PASSES = 0.8
_CLAIMED, _UNCLAIMED, _SPREAD = 1.0, 0.75, 0.12
_TOP = 7.0


def register_candidate(call: Call) -> Body:
    """A candidate with the skills that the resume claims, and a link to be verified at."""
    text = call.body["resume_text"]
    skills = skills_in(call, text)
    user = add_person(call, call.body["name"], call.body["email"], "career_changer", skills)
    candidate = call.add("candidates", user, call.now, "api")
    for element in skills:
        call.add("user_skills", user, element, call.now)
    aim = found(
        call.one(
            "SELECT o.soc_code, o.title FROM users u "
            "JOIN occupations o ON o.soc_code = u.target_soc WHERE u.id = ?",
            user,
        ),
        f"occupation for user {user}",
    )
    return {
        "candidate_id": candidate,
        "profile": {
            "skills": skills,
            "experience_years": years_in(text),
            "soc_code": aim[0],
            "occupation": aim[1],
        },
        "verification_link": f"https://verify.example.com/c/{candidate}",
    }


def quick_verify(call: Call) -> Body:
    """The asked skills, each held against the level it needs; a badge when all are passed.

    The newest score counts. Who has none takes a quick test on the spot, whose result is invented
    as everything here and stays the same: likely to pass in what the resume claims, less likely
    elsewhere.
    """
    candidate, user = candidate_of(call)
    results = []
    for element in call.body["skills"]:
        found(call.one("SELECT 1 FROM skills WHERE element_id = ?", element), f"skill {element}")
        score, level = _scored(call, user, element)
        passed = score >= _PASSES * level
        results.append({"element_id": element, "passed": passed})
        known = call.one(
            "SELECT id FROM verifications WHERE candidate_id = ? AND element_id = ?",
            candidate,
            element,
        )
        if not known:
            badge = f"VB-{candidate:05d}-{element}" if passed else None
            call.add("verifications", candidate, element, score, level,
                     "yes" if passed else "no", badge, call.now)  # fmt: skip
    whole = bool(results) and all(one["passed"] for one in results)
    return {"results": results, "badge": f"VB-{candidate:05d}" if whole else None}


def _scored(call: Call, user: int, element: str) -> tuple[float, float]:
    """Score and level needed."""
    scored = call.one(
        "SELECT r.score, r.target_level FROM assessment_results r "
        "JOIN assessments a ON a.id = r.assessment_id "
        "WHERE a.user_id = ? AND r.element_id = ? ORDER BY a.completed_at DESC",
        user,
        element,
    )
    if scored:
        return float(scored[0]), float(scored[1])
    level = float(_level(call, user, element))
    claimed = call.one(
        "SELECT 1 FROM user_skills WHERE user_id = ? AND element_id = ?", user, element
    )
    seed = call.database.rows("SELECT max(seed) FROM _seed_manifest")[0][0]
    rng = stream(int(seed), "quick-verify", user, element)
    share = normal(rng, _CLAIMED if claimed else _UNCLAIMED, _SPREAD)
    return round(min(max(level * share, 0.0), _TOP), 2), level


def _level(call: Call, user: int, element: str) -> Any:
    """The level that the occupation aimed at asks for, else what occupations ask on average."""
    row = call.one(
        "SELECT s.level FROM occupation_skills s JOIN users u ON u.target_soc = s.soc_code "
        "WHERE u.id = ? AND s.element_id = ?",
        user,
        element,
    ) or call.one("SELECT avg(level) FROM occupation_skills WHERE element_id = ?", element)
    return round(float(row[0]), 2) if row and row[0] is not None else _TOP / 2


def sync_jobs(call: Call) -> Body:
    """Vacancies by their number in the other system: new ones are added, known ones renamed."""
    ids = []
    for job in call.body["jobs"]:
        soc = job["soc_code"]
        wage = found(
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
    number, kept = call.body["placement_id"], call.body["retained"]
    row = found(
        call.one(
            "SELECT m.score FROM placements p JOIN matches m ON m.id = p.match_id WHERE p.id = ?",
            number,
        ),
        f"placement {number}",
    )
    if call.body["days_in_role"] < 0:
        raise Problem(422, '"days_in_role" cannot be less than 0')
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
