"""The wiki document of a playbook is complete to the last line of the last checklist."""

from __future__ import annotations

import re

import pytest

from onboardctl import definitions, yamlfile
from onboardctl.output.playbook_document import playbook_document

NAMES = definitions.playbook_names()
SAID_OTHERWISE = {
    "onboardctl", "playbook", "id", "use", "brand", "welcome", "type", "kind", "unit", "days", "weekend",
    "holidays", "timezone", "land_on", "side", "origin", "scope", "on_holiday", "action", "if_missing",
    "default", "given", "estimate", "from", "until", "upon", "lag", "method", "by", "calendar", "group",
    "optional", "milestone", "confirm", "evidence", "title_of", "owner", "assume", "every", "one_of", "fallback",
    "channel", "duration", "to", "not_before", "weight", "pass",
    "item", "gate", "stretch", "kpi",
}  # fmt: skip


def unescaped(text: str) -> str:
    return re.sub(r"\\([\\`*_\[\]<>|#])", r"\1", text).replace("<http", "http").replace(">", "")


def texts(node: yamlfile.Node, key: str = ""):
    """Every text of a file with the key it stands under."""
    if node.kind == "map":
        for name, inner in node.items():
            yield from texts(inner, name)
    elif node.kind == "list":
        for inner in node:
            yield from texts(inner, key)
    elif node.kind == "text":
        yield key, node.text


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_a_playbook_stands_in_its_document(name):
    root = definitions.stated(name).main
    document = unescaped(playbook_document(definitions.require_playbook(name)))
    document += document.lower()
    missing = [
        f"{key}: {text}"
        for key, text in texts(root)
        if key not in SAID_OTHERWISE
        and not (key == "due" and text.endswith(" before"))
        and text.replace(">", "") not in document
    ]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_each_task_and_each_line_of_a_checklist_is_there(name):
    playbook = definitions.require_playbook(name)
    lines = unescaped(playbook_document(playbook)).splitlines()
    boxes = [line for line in lines if line.lstrip().startswith("- [ ]")]
    wanted = [item for task in playbook.tasks for item in (*task.preparation, *task.checklist)]
    wanted += [*playbook.prerequisites]
    for item in wanted:
        assert any(item.text.replace(">", "") in box for box in boxes), item.text
    headings = [line.lstrip("# ") for line in lines if line.startswith("####")]
    assert headings == [
        task.title for phase in playbook.phases for task in playbook.tasks if task.phase == phase.id
    ]


def test_texts_cannot_become_markup():
    playbook = definitions.require_playbook(NAMES[0])
    hostile = "<script>alert(1)</script> [link](x) *bold* `code` | pipe # head _under_"
    made = playbook_document(playbook._replace(title=hostile)).splitlines()[0]
    assert made == (
        r"# \<script\>alert(1)\</script\> \[link\](x) \*bold\* \`code\` \| pipe \# head \_under\_"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_bound_of_every_kpi_is_there(name):
    """Benchmarks of the sources, such as those of D19 to D29, to the last figure."""
    playbook = definitions.require_playbook(name)
    lines = unescaped(playbook_document(playbook)).splitlines()
    for kpi in playbook.kpis:
        line = next(one for one in lines if one.startswith(f"- **{kpi.title}**: "))
        told = line.partition("; ")[2]
        figures = [kpi.target.value] if kpi.target else []
        figures += [bound.value for band in kpi.bands for bound in band.bounds]
        assert [figure for figure in figures if figure not in told] == [], kpi.id


def test_d19_benchmarks_are_told_in_words():
    document = playbook_document(definitions.require_playbook("beta-28-day"))
    assert (
        "target at most 7 days; excellent under 7, good at most 14, needs improvement above 14\n"
        in document
    )


def test_only_roles_that_the_playbook_gives_something_to_do_are_described():
    lines = playbook_document(definitions.require_playbook("beta-28-day")).splitlines()
    described = lines[lines.index("## Roles") : lines.index("## Resources")]
    roles = [line.removeprefix("### ") for line in described if line.startswith("### ")]
    assert {"DevOps Engineer", "QA Lead", "Founder / CTO"} <= set(roles)
    assert not {"Finance", "Legal", "VP Partnerships"} & set(roles)


@pytest.mark.parametrize("name", NAMES)
def test_owners_and_links_are_named_by_their_titles(name):
    playbook = definitions.require_playbook(name)
    lines = playbook_document(playbook).splitlines()
    told = [line for line in lines if line.startswith(("- Owner: ", "- After "))]
    ids = {role.id for role in playbook.roles} | {task.id for task in playbook.tasks}
    words = {word.strip(";,") for line in told for word in line.split() if "`" not in word}
    assert {one for one in ids & words if "-" in one or "_" in one} == set()
