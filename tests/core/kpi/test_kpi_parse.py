"""Reading KPI files: every finding at once, each at its line and column."""

import pytest

from kpi_toys import defined, shipped
from onboardctl import yamlfile
from onboardctl.core.kpi.definition import Interval, Kind, Signal
from onboardctl.core.kpi.parse import parse_kpis
from onboardctl.core.kpi.references import unknown_references
from onboardctl.core.playbook import Anchor, Item, Playbook, Task

SOUND = """\
kpis:
  - id: demo.share
    title: Share
    kind: ratio
    having: task(go-live)
    unit: "%"
    direction: higher
    source: A1
    definition: Partners live, of all.
    target: {op: ">=", value: 80}
    bands:
      - {name: good, when: ">= 80"}
      - {name: bad, when: "< 80"}
"""


def findings(text: str, playbook: str = "") -> list[tuple[str, str, str]]:
    _, found = parse_kpis(yamlfile.load(text, "kpis.yaml"), playbook)
    return [(one.place, one.code, one.message) for one in found]


def changed(old: str, new: str) -> list[tuple[str, str, str]]:
    assert old in SOUND
    return findings(SOUND.replace(old, new))


def test_a_sound_definition_has_no_finding_and_its_defaults():
    definition = defined(SOUND)
    assert findings(SOUND) == []
    assert (definition.kind, definition.min_n, definition.interval) == (
        Kind.RATIO,
        5,
        Interval("wilson", "0.95"),
    )
    assert (definition.measure.having, definition.line) == (Signal("task", "go-live"), 2)


@pytest.mark.parametrize(
    ("old", "new", "place", "code", "message"),
    [
        ("    title: Share\n", "", "2:5", "PB004", 'missing "title"'),
        ("title: Share", 'title: ""', "3:12", "PB004", '"title" is empty'),
        (
            "title: Share",
            "titel: Share",
            "3:5",
            "PB003",
            'unknown key "titel" in KPI of kind ratio; did you mean "title"?',
        ),
        (
            "kind: ratio",
            "kind: raito",
            "4:11",
            "PB004",
            '"raito" is no kind; did you mean "ratio"?',
        ),
        ("having: task(go-live)", "having: tsk(go-live)", "5:13", "PB421", '"tsk(…)" is no moment'),
        (
            "    having: task(go-live)\n",
            "",
            "4:5",
            "PB004",
            'a KPI of kind ratio needs "having" or "numerator"',
        ),
        (
            "direction: higher",
            "direction: lower",
            "7:16",
            "PB422",
            'direction "lower" contradicts the target ">= 80"',
        ),
        ('op: ">="', 'op: "=>"', "10:18", "PB004", '"=>" is no op'),
        ("value: 80", "value: eighty", "10:31", "PB407", '"eighty" is no number, for "value"'),
        ("value: 80", "value: 180", "10:13", "PB407", "target 180 lies outside 0 to 100"),
        ("value: 80", "value: 0.8", "10:13", "PB407", "target 0.8 % looks like a share"),
        (
            '{op: ">=", value: 80}',
            "80%+",
            "10:13",
            "PB407",
            'target "80%+" must spell its operator',
        ),
        (
            'when: "< 80"',
            'when: "< 70"',
            "12:7",
            "PB408",
            "no band holds for a value of exactly 70 or between 70 and 80",
        ),
        ('when: "< 80"', 'when: "80"', "13:27", "PB408", '"80" is no comparison'),
        ("id: demo.share", "id: Share", "2:9", "PB101", 'id "Share" must be <playbook>.<name>'),
        (
            'unit: "%"',
            'unit: "%"\n    min_n: -1',
            "7:12",
            "PB004",
            '"min_n" must be a whole number of at least 0',
        ),
        (
            'unit: "%"',
            'unit: "%"\n    maturity: 3bd',
            "7:15",
            "PB004",
            '"maturity" is elapsed time',
        ),
        (
            'unit: "%"',
            'unit: "%"\n    interval: {method: nps}',
            "7:16",
            "PB425",
            "has the interval wilson or none",
        ),
        (
            'unit: "%"',
            'unit: "%"\n    interval: {level: 95}',
            "7:16",
            "PB425",
            "level 95 must lie between 0 and 1",
        ),
        (
            'unit: "%"',
            'unit: "%"\n    where: {teir: [x]}',
            "7:13",
            "PB003",
            'unknown key "teir" in where; did you mean "tier"?',
        ),
    ],
)
def test_each_mistake_is_named_where_it_stands(old, new, place, code, message):
    found = changed(old, new)
    assert any(
        (one[0].removeprefix("kpis.yaml:"), one[1]) == (place, code) and message in one[2]
        for one in found
    ), found


def test_five_mistakes_are_all_reported_at_once():
    text = (
        SOUND.replace("title: Share", "titel: Share")
        .replace("task(go-live)", "go-live")
        .replace("direction: higher", "direction: up")
        .replace('"< 80"', '"80"')
    )
    assert [code for _, code, _ in findings(text)] == ["PB003", "PB004", "PB421", "PB004", "PB408"]


def test_an_id_twice_names_the_first_place():
    twice = SOUND + SOUND.removeprefix("kpis:\n")
    assert ("kpis.yaml:14:9", "PB102", 'id "demo.share" is used twice, first at 2:9') in findings(
        twice
    )


def test_e15_an_id_must_begin_with_its_playbook():
    message = 'id "demo.share" must begin with the playbook: "beta-28-day.share"'
    assert findings(SOUND, "beta-28-day") == [("kpis.yaml:2:9", "PB101", message)]


def test_bands_from_worst_to_best_are_refused():
    found = changed(
        '- {name: good, when: ">= 80"}\n      - {name: bad, when: "< 80"}',
        '- {name: bad, when: "< 80"}\n      - {name: good, when: ">= 80"}',
    )
    assert [code for _, code, _ in found] == ["PB422"]


def test_formulas_and_trends_must_lead_somewhere_else():
    text = """\
kpis:
  - {id: demo.a, title: A, kind: formula, op: divide, terms: [demo.b, demo.c], unit: x, direction: higher, origin: ours, definition: a}
  - {id: demo.b, title: B, kind: formula, op: add, terms: [demo.a], unit: x, direction: higher, origin: ours, definition: b}
"""
    assert findings(text) == [
        ("kpis.yaml:2:10", "PB423", 'no KPI is called "demo.c"; did you mean "demo.b"?'),
        (
            "kpis.yaml:2:10",
            "PB424",
            "KPIs depend on each other in a circle: demo.a → demo.b → demo.a",
        ),
        (
            "kpis.yaml:3:10",
            "PB424",
            "KPIs depend on each other in a circle: demo.b → demo.a → demo.b",
        ),
    ]


def test_references_are_looked_up_in_the_playbook():
    definition = defined(
        SOUND.replace("task(go-live)", "any(task(go-live), item(setup/kyes), metric(calls))")
    )
    playbook = Playbook(
        "demo",
        "1.0.0",
        "Demo",
        "start",
        (Anchor("start"),),
        (),
        (
            Task("setup", "Set up", "one", ("csm",), checklist=(Item("keys", "Keys"),)),
            Task("go-live", "Live", "one", ("csm",)),
        ),
    )
    found = unknown_references((definition,), playbook, "kpis.yaml")
    assert [(one.place, one.severity, one.message) for one in found] == [
        (
            "kpis.yaml:2",
            "error",
            'demo.share: item "setup/kyes" is not in the playbook; did you mean "setup/keys"?',
        ),
        ("kpis.yaml:2", "warning", 'demo.share: metric "calls" is not in the playbook'),
    ]


@pytest.mark.parametrize(
    "playbook",
    [
        "beta-28-day",
        "partner-enablement",
        "partnership-lifecycle",
        "b2b-partner",
        "customer-onboarding",
    ],
)
def test_the_definitions_that_ship_are_sound(playbook):
    assert len(shipped(playbook)) > 0


def test_e14_the_five_kpis_of_the_platform_playbook_have_their_targets():
    kpis = shipped("customer-onboarding")
    targets = {(one.target.op, one.target.value, one.unit) for one in kpis.values() if one.target}
    assert {("<", "7", "days"), (">", "80", "%"), (">", "60", "%"), (">", "8", "/10")} <= targets
    assert any(
        (one.target.op, one.target.value) == ("<", "5") for one in kpis.values() if one.target
    )


def test_e15_two_playbooks_may_use_one_name_with_two_meanings():
    ours, theirs = shipped("beta-28-day"), shipped("customer-onboarding")
    shared = set(ours) & set(theirs)
    assert "time_to_first_value" in shared
    first, second = ours["time_to_first_value"], theirs["time_to_first_value"]
    assert (first.id, second.id) == (
        "beta-28-day.time_to_first_value",
        "customer-onboarding.time_to_first_value",
    )
    assert (first.target.op, second.target.op) == ("<=", "<")
