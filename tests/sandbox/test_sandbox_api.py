"""A16, B10 to B12: the twelve calls as a Postman collection and an OpenAPI document."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from onboardctl.cli.main import main
from onboardctl.sandbox.api import CALLS, openapi, postman, schema

SOURCE_CALLS = {
    "agency": [
        "POST /api/v1/candidates/import",
        "POST /api/v1/assessments/create",
        "GET /api/v1/candidates/{id}/matches",
        "POST /api/v1/placements/record",
    ],
    "university": [
        "POST /api/v1/users/bulk-import",
        "POST /api/v1/curriculum/create",
        "POST /api/v1/assessments/assign-batch",
        "GET /api/v1/reports/outcomes",
    ],
    "recruiter": [
        "POST /api/v1/candidates/register",
        "POST /api/v1/assessments/quick-verify",
        "POST /api/v1/jobs/sync",
        "POST /api/v1/placements/outcome",
    ],
}
BASE = "https://sandbox.api.example.com"


@pytest.mark.parametrize("segment", SOURCE_CALLS)
def test_b10_to_b12_every_call_of_the_tracks_is_there_in_order(segment):
    found = [f"{call.method} {call.path}" for call in CALLS if call.segment == segment]

    assert found == SOURCE_CALLS[segment]


def test_the_tables_of_the_docs_name_the_same_calls():
    text = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text("utf-8")

    assert re.findall(r"\| `((?:GET|POST) /\S+)` \|", text) == [
        call for calls in SOURCE_CALLS.values() for call in calls
    ]


def test_a16_the_postman_collection_holds_twelve_requests_and_no_key():
    made = postman(CALLS, BASE)

    requests = [one["request"] for folder in made["item"] for one in folder["item"]]
    variables = {one["key"]: one["value"] for one in made["variable"]}
    assert len(requests) == 12
    assert variables == {"base_url": BASE, "api_key": "", "id": "1"}
    for one in requests:
        assert one["url"]["raw"].startswith("{{base_url}}/api/v1/")
        assert ("body" in one) is (one["method"] == "POST")
        if "body" in one:
            json.loads(one["body"]["raw"])
    used = set(re.findall(r"\{\{(\w+)\}\}", json.dumps(made)))
    assert used <= set(variables)


def test_the_openapi_document_declares_every_parameter_and_the_limit():
    made = openapi(CALLS, BASE)

    operations = [one for path in made["paths"].values() for one in path.values()]
    assert len(operations) == len({one["operationId"] for one in operations}) == 12
    assert all("429" in one["responses"] for one in operations)
    for path, methods in made["paths"].items():
        for one in methods.values():
            declared = {item["name"] for item in one.get("parameters", ()) if item["in"] == "path"}
            assert declared == set(re.findall(r"\{(\w+)\}", path))
    assert "at most 200 calls an hour" in made["info"]["description"]


def test_a_schema_fits_the_example_it_was_made_from():
    assert schema({"a": 1, "b": [True], "c": "x", "d": 1.5}) == {
        "type": "object",
        "properties": {
            "a": {"type": "integer"},
            "b": {"type": "array", "items": {"type": "boolean"}},
            "c": {"type": "string"},
            "d": {"type": "number"},
        },
        "required": ["a", "b", "c", "d"],
    }


def test_the_command_prints_a_file_that_can_be_piped(tmp_path, monkeypatch, capsys):
    assert main(["init", str(tmp_path / "ws"), "--yes"]) == 0
    monkeypatch.chdir(tmp_path / "ws")
    capsys.readouterr()

    assert main(["sandbox", "api", "--base-url", BASE]) == 0
    assert json.loads(capsys.readouterr().out) == postman(CALLS, BASE)

    assert main(["sandbox", "api", "--format", "openapi", "--segment", "agency"]) == 0
    assert len(json.loads(capsys.readouterr().out)["paths"]) == 4

    assert main(["sandbox", "api", "--segment", "enterprise"]) == 4
    assert main(["sandbox", "api", "--base-url", "nowhere"]) == 5
