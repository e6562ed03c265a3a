"""One playbook laid over another: what is added, changed and dropped, and where it all comes from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl import definitions, yamlfile
from onboardctl.core.compile import Below, compile_playbook
from onboardctl.core.overlay.lay import Laid, lay
from onboardctl.core.overlay.origin import joined, origins
from onboardctl.core.playbook import Layer
from onboardctl.yamlfile.writing import dumped

BASE = """\
onboardctl: 1
playbook: base
version: 1.2.0
title: Base
origin: contract_signed
anchors: {contract_signed: {given: required}}
roles: {csm: CSM, lead: {title: Technical lead, duties: [Leads]}}
notes: [Watch the dates, Ask twice]
metrics: {csat: {title: Satisfaction, target: above 8/10}}
phases:
  - id: start
    title: Start
    tasks:
      - id: kickoff-call
        title: Kickoff call
        owner: csm
        duration: 1bd
        agenda: [{title: Goals, minutes: 20}, {title: Next steps, minutes: 10}]
        checklist: [Send the invitation, {id: notes, text: Share the notes}]
      - id: migration
        title: Migration
        owner: lead
        after: [kickoff-call]
        steps: [{id: extract, title: Extract}, {id: load, title: Load}]
  - id: live
    title: Live
    tasks:
      - {id: go-live, title: Go-live, owner: [csm, lead], duration: 1bd, after: [migration]}
recurring: [{id: check-in, title: Check-in, every: week, from: contract_signed, owner: csm}]
migrations: [{from: "<1.2.0", rename: {call: kickoff-call}}]
troubleshooting: [{id: slow, symptom: It is slow, steps: [Look], kpi: base.csat}]
"""
HEAD = "onboardctl: 1\nplaybook: variant\nover: base\nversion: 0.3.0\n"


def over(text, head=HEAD, below=None):
    """The variant compiled, and the findings of both laying and compiling."""
    below = below or Laid(yamlfile.load(BASE, "base.yaml"))
    laid, found = lay(below, yamlfile.load(head + text, "variant.yaml"))
    layers = tuple(Layer(*one) for one in laid.layers)
    compiled = compile_playbook(laid.main, laid.parts, below=Below(layers, laid.sources))
    return laid, compiled.playbook, [*found, *compiled.findings]


def variant(text):
    """The variant, which must have no errors."""
    _, playbook, found = over(text)
    assert [one for one in found if one.severity == "error"] == []
    return playbook


def by_id(records):
    return {one.id: one for one in records}


def test_f1_a_variant_says_only_what_differs():
    plain = compile_playbook(yamlfile.load(BASE)).playbook
    made = variant("title: Variant\n")
    assert (made.id, made.version, made.title) == ("variant", "0.3.0", "Variant")
    assert made.layers == (Layer("base", "1.2.0"),)
    assert made.edition == "0.3.0 over base 1.2.0"
    assert (made.tasks, made.phases, made.roles) == (
        tuple(task._replace(line=None) for task in plain.tasks),
        plain.phases,
        plain.roles,
    )


def test_f1_fields_are_changed_by_id_and_all_others_stay():
    made = variant("change: {tasks: {kickoff-call: {title: First call, owner: [lead]}}}")
    call = by_id(made.tasks)["kickoff-call"]
    assert (call.title, call.owners) == ("First call", ("lead",))
    assert [item.text for item in call.checklist] == ["Send the invitation", "Share the notes"]
    assert str(call.duration.amount) == "1"


def test_f1_a_line_without_an_id_is_named_by_its_text_and_keeps_its_id():
    text = "change: {tasks: {kickoff-call: {checklist: {Send the invitation: Invite everybody}}}}"
    items = by_id(variant(text).tasks)["kickoff-call"].checklist
    assert [(item.id, item.text) for item in items] == [
        ("send-the-invitation", "Invite everybody"),
        ("notes", "Share the notes"),
    ]


def test_f1_what_is_inside_a_task_is_added_and_dropped_there():
    made = variant(
        "change:\n  tasks:\n    kickoff-call:\n      drop: {checklist: [notes]}\n"
        "      add: {checklist: [{id: room, text: Book a room, ahead_of: send-the-invitation}]}\n"
    )
    items = by_id(made.tasks)["kickoff-call"].checklist
    assert [item.id for item in items] == ["room", "send-the-invitation"]


def test_f1_tasks_go_into_a_phase_and_steps_into_a_task():
    made = variant(
        "add:\n  tasks:\n"
        "    - {id: demo, in: start, behind: kickoff-call, title: Demo, owner: csm}\n"
        "    - {id: transform, in: migration, behind: extract, title: Transform}\n"
    )
    assert [task.id for task in made.tasks] == [
        *("kickoff-call", "demo", "migration", "extract", "transform", "load", "go-live")
    ]
    steps = by_id(made.tasks)
    assert (steps["transform"].parent, steps["load"].after[0].task) == ("migration", "transform")


def test_f1_steps_are_changed_like_tasks_and_need_no_owner():
    steps = by_id(variant("change: {tasks: {load: {title: Load in staging}}}").tasks)
    assert (steps["load"].title, steps["load"].owners) == ("Load in staging", ("lead",))


def test_f1_something_is_dropped_and_written_anew():
    made = variant(
        "drop: {recurring: [check-in], notes: [Ask twice]}\n"
        "add: {recurring: [{id: check-in, title: Call, every: 2 weeks, from: contract_signed, owner: csm}]}\n"
    )
    assert [(one.id, one.every) for one in made.recurring] == [("check-in", "2 weeks")]
    assert made.notes == ("Watch the dates",)


def test_f1_null_takes_a_value_away():
    assert (
        by_id(variant("change: {tasks: {go-live: {duration: null}}}").tasks)["go-live"].duration
        is None
    )


def test_f1_roles_written_as_a_title_alone_can_be_changed():
    made = variant("change: {roles: {csm: {duties: [Calls]}}}\nadd: {roles: {dpo: Officer}}")
    roles = by_id(made.roles)
    assert (roles["csm"].title, roles["csm"].duties) == ("CSM", ("Calls",))
    assert roles["dpo"].title == "Officer"


def test_f1_parts_are_changed_where_they_stand():
    part = yamlfile.load(
        "onboardctl: 1\nroles: {qa: {title: QA}}\nfacts: {sso: boolean}\n", "part.yaml"
    )
    below = Laid(yamlfile.load(BASE, "base.yaml"), (part,))
    _, made, found = over(
        "change: {roles: {qa: {title: Tester}}}\ndrop: {facts: [sso]}", below=below
    )
    assert found == [] or {one.severity for one in found} <= {"warning", "info"}
    assert (by_id(made.roles)["qa"].title, made.facts) == ("Tester", ())
    assert part.at("roles", "qa", "title").text == "QA"  # what was read stays as it is


def test_f1_kpis_of_a_variant_are_its_own():
    assert variant("title: X\n").troubleshooting[0].kpis == ("variant.csat",)


def test_f1_migrations_below_speak_of_versions_below():
    made = variant('migrations: [{from: "<0.3.0", drop: {old: drop}}]')
    assert [(one.versions, one.of) for one in made.migrations] == [
        ("<1.2.0", "base"),
        ("<0.3.0", ""),
    ]


def test_f1_a_variant_of_a_variant():
    middle, _, _ = over("change: {tasks: {go-live: {title: Launch}}}")
    head = "onboardctl: 1\nplaybook: customer\nover: variant\nversion: 2.0.0\n"
    _, made, _ = over("change: {tasks: {go-live: {owner: lead}}}", head, middle)
    assert made.edition == "2.0.0 over variant 0.3.0 over base 1.2.0"
    launch = by_id(made.tasks)["go-live"]
    assert (launch.title, launch.owners) == ("Launch", ("lead",))


def test_f1_the_digest_covers_both_files():
    first = variant("change: {tasks: {go-live: {title: Launch}}}").digest
    assert variant("change: {tasks: {go-live: {title: Lift-off}}}").digest != first
    below = Laid(yamlfile.load(BASE.replace("Ask twice", "Ask once"), "base.yaml"))
    _, other, _ = over("change: {tasks: {go-live: {title: Launch}}}", below=below)
    assert other.digest != first
    assert variant("change: {tasks: {go-live: {title: Launch}}}").digest == first


def test_f1_each_value_knows_the_file_line_and_column_it_comes_from():
    laid, _, _ = over("change: {tasks: {go-live: {title: Launch}}}\n")
    where = {one.path: (one.file, one.line, one.column) for one in origins(laid)}
    assert where["phases/live/tasks/go-live/title"] == ("variant.yaml", 5, 35)
    assert where["phases/live/tasks/go-live/duration"][0] == "base.yaml"
    assert where["version"] == ("variant.yaml", 4, 10)


FAULTS = {
    "change: {tasks: {kickof-call: {title: X}}}": (
        "PB602",
        "base.yaml:14:9",
        "variant.yaml",
        5,
        18,
    ),
    "drop: {recurring: [check]}": ("PB602", "base.yaml:29:13", "variant.yaml", 5, 20),
    "add: {recurring: [{id: check-in, title: X, every: week, owner: csm}]}": (
        *("PB603", "base.yaml:29:13", "variant.yaml"),
        *(5, 24),
    ),
    "change: {tasks: {go-live: {title: Go-live}}}": (
        "PB604",
        "base.yaml:28:30",
        "variant.yaml",
        5,
        28,
    ),
    "drop: {tasks: [go-live]}\nchange: {tasks: {go-live: {title: X}}}": (
        *("PB602", "variant.yaml:5:16", "variant.yaml"),
        *(6, 18),
    ),
}


@pytest.mark.parametrize("text", FAULTS, ids=lambda text: text[:40])
def test_f1_conflicts_name_file_line_and_column_of_both(text):
    code, other, file, line, column = FAULTS[text]
    _, found = lay(
        Laid(yamlfile.load(BASE, "base.yaml")), yamlfile.load(HEAD + text, "variant.yaml")
    )
    (one,) = found
    assert (one.code, one.file, one.line, one.column) == (code, file, line, column)
    assert other in one.message


@given(st.data())
def test_f1_whatever_is_changed_everything_else_stays(data):
    """A change of one field of one task leaves every other task as it was."""
    plain = by_id(compile_playbook(yamlfile.load(BASE)).playbook.tasks)
    name = data.draw(st.sampled_from(sorted(plain)))
    title = data.draw(st.text("abc xyz", min_size=1).filter(str.strip))
    made = by_id(variant(f"change: {{tasks: {{{name}: {{title: 'T {title}'}}}}}}").tasks)
    assert made.keys() == plain.keys()
    assert made.pop(name).title == f"T {title}"
    assert made == {key: one._replace(line=None) for key, one in plain.items() if key != name}


@pytest.mark.parametrize("name", definitions.playbook_names())
def test_f1_the_resolved_file_says_all_that_its_files_say(name):
    laid = definitions.stated(name)
    text = dumped(joined(laid).data())
    whole = definitions.require_playbook(name)
    again = compile_playbook(yamlfile.load(text)).playbook

    def bare(playbook):
        tasks = tuple(task._replace(line=None) for task in playbook.tasks)
        kpis = tuple(kpi._replace(line=None) for kpi in playbook.kpis)
        return playbook._replace(digest="", source="", layers=(), tasks=tasks, kpis=kpis)

    assert bare(again) == bare(whole)
