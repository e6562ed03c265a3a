"""The four calls of a workforce agency: import, assessment, matches, placement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.names import did_you_mean
from onboardctl.sandbox.calls.call import Problem, day, found
from onboardctl.sandbox.calls.gate import next_id
from onboardctl.sandbox.calls.people import add_person, assess, candidate_of, free_address
from onboardctl.sandbox.calls.resume import degrees_in, fit, skills_in, years_in

if TYPE_CHECKING:
    from onboardctl.sandbox.calls.call import Body, Call

_MATCHES = 10


def import_candidate(call: Call) -> Body:
    """Candidate, resume, and the skills whose names the resume has."""
    text = call.body["resume_text"]
    if call.body["source"] not in ("file", "text"):
        raise Problem(422, '"source" is file or text')
    number = next_id(call.database, "candidates")
    skills = skills_in(call, text)
    address = free_address(call, f"candidate{number}")
    user = add_person(call, f"Candidate {number}", address, "career_changer", skills)
    candidate = call.add("candidates", user, call.now, call.body["source"])
    resume = call.add("resumes", candidate, f"resume-{candidate}.txt", call.now)
    for element in skills:
        call.add("resume_skills", resume, element)
    return {
        "candidate_id": candidate,
        "skills": skills,
        "experience_years": years_in(text),
        "education": degrees_in(text),
    }


def create_assessment(call: Call) -> Body:
    """An assessment of some categories of skill, the baseline when it is the candidate's first."""
    known = {str(row[0]) for row in call.database.rows("SELECT DISTINCT category FROM skills")}
    strange = [one for one in call.body["skill_categories"] if one not in known]
    if strange:
        name = str(strange[0])
        raise Problem(422, f'"{name}" is no category of skills{did_you_mean(name, known)}')
    number = assess(call, candidate_of(call)[1])
    return {"assessment_id": number, "link": f"https://assess.example.com/a/{number}"}


def candidate_matches(call: Call) -> Body:
    """The best matches of a candidate; one who just came in is matched by the resume."""
    candidate = candidate_of(call)[0]
    rows = _matches(call, candidate)
    if not rows:
        _match_by_resume(call, candidate)
        rows = _matches(call, candidate)
    return {
        "matches": [{"job_id": job, "soc_code": soc, "score": score} for job, soc, score in rows]
    }


def _matches(call: Call, candidate: int) -> list[tuple[int, str, float]]:
    return call.database.rows(
        "SELECT m.job_id, j.soc_code, m.score FROM matches m JOIN jobs j ON j.id = m.job_id "
        "WHERE m.candidate_id = ? ORDER BY m.score DESC, m.job_id LIMIT ?",
        (candidate, _MATCHES),
    )


def _match_by_resume(call: Call, candidate: int) -> None:
    """Add matches with vacancies that are open on the sandbox's last day."""
    skills = [
        str(row[0])
        for row in call.database.rows(
            "SELECT s.element_id FROM resume_skills s JOIN resumes r ON r.id = s.resume_id "
            "WHERE r.candidate_id = ?",
            (candidate,),
        )
    ]
    today = call.last_day()
    scores = {soc: score for score, soc in fit(call, skills, "SELECT soc_code FROM jobs") if score}
    vacancies = call.database.rows(
        "SELECT id, soc_code FROM jobs WHERE posted_on <= ? AND closes_on > ?", (today, today)
    )
    fitting = sorted((-scores[soc], job) for job, soc in vacancies if soc in scores)
    for score, job in fitting[:_MATCHES]:
        call.add("matches", candidate, job, -score, call.now)


def record_placement(call: Call) -> Body:
    """A placement on a match that there is."""
    candidate, job = candidate_of(call)[0], call.body["job_id"]
    placed_on = day(call, "placed_on")
    match = found(
        call.one("SELECT id FROM matches WHERE candidate_id = ? AND job_id = ?", candidate, job),
        f"match of candidate {candidate} with job {job}",
    )
    if call.one("SELECT id FROM placements WHERE match_id = ?", match[0]):
        raise Problem(409, "this match is recorded as a placement already")
    url = f"https://track.example.com/p/{next_id(call.database, 'placements')}"
    placed = call.add("placements", match[0], 1, placed_on, None, None, None, url)
    return {"placement_id": placed, "tracking_url": url}
