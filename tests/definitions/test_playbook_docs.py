"""Pages made from the format and the rules; ``pytest --update-golden`` writes them again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onboardctl import yamlfile
from onboardctl.core.compile import compile_playbook
from onboardctl.definitions.catalogue import BY_ID, RULES, rule_page, rules_index
from onboardctl.definitions.reference import (
    json_schema,
    overlay_schema,
    part_schema,
    reference_page,
)

ROOT = Path(__file__).parents[2]
PAGES = {f"docs/rules/{rule.id}.md": rule_page(rule) for rule in RULES}
PAGES["docs/rules/index.md"] = rules_index()
PAGES["docs/reference/playbook.md"] = reference_page()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_says_what_its_source_says(name, request):
    path = ROOT / name
    if request.config.getoption("--update-golden"):
        path.write_text(PAGES[name], encoding="utf-8")
    assert path.read_text(encoding="utf-8") == PAGES[name]


def test_no_page_is_left_of_a_rule_that_is_gone():
    known = {Path(name).name for name in PAGES if name.startswith("docs/rules")}
    assert {path.name for path in (ROOT / "docs/rules").glob("*.md")} == known


def test_every_code_that_is_reported_has_a_page():
    import re

    code = re.compile(r'"(PB\d{3})"')
    folders = [
        ROOT / "src/onboardctl" / name
        for name in (
            "core/compile",
            "core/overlay",
            "core/shape",
            "yamlfile",
            "definitions",
            "core/kpi",
        )
    ]
    used = {
        found
        for folder in folders
        for path in folder.glob("*.py")
        for found in code.findall(path.read_text())
    }
    assert used <= set(BY_ID)


@pytest.mark.parametrize("make", [json_schema, part_schema, overlay_schema])
def test_the_schema_is_closed_json_and_all_its_references_exist(make):
    schema = json.loads(json.dumps(make()))
    text = json.dumps(schema)
    import re

    references = set(re.findall(r'"#/\$defs/([\w-]+)"', text))
    assert references <= set(schema["$defs"])
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_are_yaml_unless_that_is_the_point(rule):
    assert yamlfile.parse(rule.right).errors == ()
    assert bool(yamlfile.parse(rule.wrong).errors) == (rule.id in {"PB001", "PB002"})
    assert compile_playbook is not None
