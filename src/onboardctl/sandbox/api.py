"""The twelve calls of the segment tracks, as a Postman collection and an OpenAPI document.

Source: B2B Partners Program, integration tracks of agencies, universities and recruiters
(A16, B10 to B12). Bodies are examples that fit a seeded sandbox.
"""

import re
from collections.abc import Iterable
from typing import Any

from onboardctl.core.record import NamedTuple

_TITLE = "Sandbox calls"
_ABOUT = (
    "The calls of the agency, university and recruiter tracks. A sandbox key makes at most 200 "
    "calls an hour; the next one is answered with 429. All example data is synthetic."
)
_PARAMETER = re.compile(r"\{(\w+)\}")


class Call(NamedTuple):
    """One call: what it sends, and what comes back.

    ``sends`` is a body for POST and query values for GET; ``one_by_one`` names a list in it whose
    entries are taken or turned away each on its own.
    """

    segment: str
    id: str
    method: str
    path: str
    title: str
    sends: dict[str, Any]
    returns: dict[str, Any]
    one_by_one: str = ""


CALLS: tuple[Call, ...] = (
    Call(
        "agency",
        "import-candidate",
        "POST",
        "/api/v1/candidates/import",
        "Import a candidate from a resume",
        {
            "resume_text": "Associate of Business, eight years in a shop: customer service, "
            "speaking, administration, personnel and training",
            "source": "text",
        },
        {
            "candidate_id": 1,
            "skills": ["2.A.1.d", "2.C.1.a"],
            "experience_years": 8,
            "education": ["Associate of Business"],
        },
    ),
    Call(
        "agency",
        "create-assessment",
        "POST",
        "/api/v1/assessments/create",
        "Create an assessment for a candidate",
        {"candidate_id": 1, "skill_categories": ["Social Skills", "Content"]},
        {"assessment_id": 1, "link": "https://assess.example.com/a/1"},
    ),
    Call(
        "agency",
        "candidate-matches",
        "GET",
        "/api/v1/candidates/{id}/matches",
        "List the jobs that match a candidate",
        {},
        {"matches": [{"job_id": 12, "soc_code": "41-1011", "score": 78.4}]},
    ),
    Call(
        "agency",
        "record-placement",
        "POST",
        "/api/v1/placements/record",
        "Record a placement",
        {"candidate_id": 1, "job_id": 12, "placed_on": "2026-03-02"},
        {"placement_id": 1, "tracking_url": "https://track.example.com/acme/1"},
    ),
    Call(
        "university",
        "bulk-import-users",
        "POST",
        "/api/v1/users/bulk-import",
        "Import a roster of students",
        {
            "program": "Business Administration",
            "roster": [{"name": "Lena Example", "email": "lena.example@example.org"}],
        },
        {
            "accounts": [
                {
                    "user_id": 1,
                    "email": "lena.example@example.org",
                    "sign_in_link": "https://app.example.com/welcome/1",
                }
            ],
            "rejected": [],
        },
        one_by_one="roster",
    ),
    Call(
        "university",
        "create-curriculum",
        "POST",
        "/api/v1/curriculum/create",
        "Map courses to skills",
        {
            "program": "Business Administration",
            "courses": [{"code": "BA1 901", "outcomes": ["Speaking in Practice"]}],
        },
        {"curriculum_id": 1, "skills": [{"course": "BA1 901", "element_id": "2.A.1.d"}]},
    ),
    Call(
        "university",
        "assign-batch",
        "POST",
        "/api/v1/assessments/assign-batch",
        "Assign an assessment to a cohort",
        {"cohort_id": 1, "kind": "baseline", "assign_at": "2026-03-09T09:00:00Z"},
        {"batch_id": 1, "links": ["https://assess.example.com/b/1"]},
    ),
    Call(
        "university",
        "outcomes-report",
        "GET",
        "/api/v1/reports/outcomes",
        "Report outcomes of a program",
        {"program": "Business Administration", "from": "2025-09-01", "to": "2026-03-01"},
        {
            "skill_development": 9.8,
            "employed": 18,
            "graduated": 24,
            "median_annual_wage": 61000,
            "wage_above_entry": 18400,
        },
    ),
    Call(
        "recruiter",
        "register-candidate",
        "POST",
        "/api/v1/candidates/register",
        "Register a candidate",
        {
            "name": "Omar Example",
            "email": "omar.example@example.com",
            "resume_text": "Service agent, five years of speaking with customers and writing",
        },
        {
            "candidate_id": 1,
            "profile": {
                "skills": ["2.A.1.d"],
                "experience_years": 5,
                "soc_code": "43-4051",
                "occupation": "Customer Service Representatives",
            },
            "verification_link": "https://verify.example.com/c/1",
        },
    ),
    Call(
        "recruiter",
        "quick-verify",
        "POST",
        "/api/v1/assessments/quick-verify",
        "Verify the required skills of a candidate",
        {"candidate_id": 1, "skills": ["2.A.1.b", "2.A.1.d"]},
        {"results": [{"element_id": "2.A.1.b", "passed": True}], "badge": "VB-00001-2.A.1.b"},
    ),
    Call(
        "recruiter",
        "sync-jobs",
        "POST",
        "/api/v1/jobs/sync",
        "Bring vacancies in line with another system",
        {"jobs": [{"remote_id": "REQ-4001", "soc_code": "43-4051", "title": "Service Agent"}]},
        {"job_ids": [1]},
    ),
    Call(
        "recruiter",
        "placement-outcome",
        "POST",
        "/api/v1/placements/outcome",
        "Report the outcome of a placement",
        {"placement_id": 1, "retained": True, "days_in_role": 30},
        {"quality_score": 87, "retention_rate": 0.82},
    ),
)


def calls_of(segment: str | None) -> tuple[Call, ...]:
    """The calls of one segment, or all twelve."""
    return tuple([call for call in CALLS if segment in (None, call.segment)])


def postman(calls: Iterable[Call], base_url: str) -> dict[str, Any]:
    """A Postman collection, format 2.1, with a folder for each segment.

    The key is a variable of the collection; its value is never in the file.
    """
    folders: dict[str, list[dict[str, Any]]] = {}
    for call in calls:
        folders.setdefault(call.segment, []).append(_item(call))
    return {
        "info": {
            "name": _TITLE,
            "description": _ABOUT,
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{api_key}}", "type": "string"}],
        },
        "variable": [
            {"key": "base_url", "value": base_url},
            {"key": "api_key", "value": ""},
            {"key": "id", "value": "1"},
        ],
        "item": [{"name": segment, "item": items} for segment, items in folders.items()],
    }


def _item(call: Call) -> dict[str, Any]:
    import json

    path = _PARAMETER.sub(r"{{\1}}", call.path)
    url: dict[str, Any] = {
        "raw": "{{base_url}}" + path,
        "host": ["{{base_url}}"],
        "path": path.strip("/").split("/"),
    }
    request: dict[str, Any] = {"method": call.method, "url": url, "header": []}
    if call.method == "GET" and call.sends:
        url["query"] = [{"key": key, "value": str(value)} for key, value in call.sends.items()]
        url["raw"] += "?" + "&".join(f"{key}={value}" for key, value in call.sends.items())
    elif call.method == "POST":
        request["header"] = [{"key": "Content-Type", "value": "application/json"}]
        body = json.dumps(call.sends, ensure_ascii=False, indent=2)
        request["body"] = {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}}
    return {"name": call.title, "request": request, "response": []}


def openapi(calls: Iterable[Call], base_url: str) -> dict[str, Any]:
    """An OpenAPI 3.1 document with an example for each request and answer."""
    paths: dict[str, dict[str, Any]] = {}
    for call in calls:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": "1", "description": _ABOUT},
        "servers": [{"url": base_url}],
        "security": [{"sandboxKey": []}],
        "paths": paths,
        "components": {"securitySchemes": {"sandboxKey": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(call: Call) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}}
        for name in _PARAMETER.findall(call.path)
    ]
    operation: dict[str, Any] = {
        "operationId": call.id,
        "summary": call.title,
        "tags": [call.segment],
        "responses": {
            "200": {
                "description": "Done",
                "content": {
                    "application/json": {"schema": schema(call.returns), "example": call.returns}
                },
            },
            "401": {"description": "The key is unknown or revoked"},
            "429": {"description": "More than 200 calls in an hour; see Retry-After"},
        },
    }
    if call.method == "GET":
        parameters += [
            {
                "name": name,
                "in": "query",
                "required": True,
                "schema": schema(value),
                "example": value,
            }
            for name, value in call.sends.items()
        ]
    else:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema(call.sends), "example": call.sends}},
        }
    if parameters:
        operation["parameters"] = parameters
    return operation


def schema(value: Any) -> dict[str, Any]:
    """The JSON Schema that an example value satisfies."""
    if isinstance(value, dict):
        return {
            "type": "object",
            "properties": {key: schema(item) for key, item in value.items()},
            "required": list(value),
        }
    if isinstance(value, list):
        return {"type": "array", "items": schema(value[0]) if value else {}}
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number")):
        if isinstance(value, kind):
            return {"type": name}
    return {"type": "string"}
