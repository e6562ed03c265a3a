"""Rules about what a file says by itself: YAML, keys, ids and references (PB0, PB1)."""

from onboardctl.definitions.catalogue.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "PB001",
        "error",
        "The file is not valid YAML",
        "Reading stops at the first place that is no YAML. Signs such as `>` `@` `*` `%` and `: ` mean "
        "something of their own at the start of a value or inside it; quotation marks make them text. "
        "Aliases, anchors, tags and a second document are not used here.",
        "target: >= 80%",
        "target: at least 80%",
    ),
    Rule(
        "PB002",
        "error",
        "A key stands twice in one map",
        "Most YAML readers silently keep the last one. Remove one of the two.",
        "owner: csm\nowner: technical_lead",
        "owner: [csm, technical_lead]",
    ),
    Rule(
        "PB003",
        "error",
        "A key is not known",
        "A misspelt key would be ignored in silence, and with it what it says. The help lists all keys "
        "that are known at this place.",
        "ownr: csm",
        "owner: csm",
    ),
    Rule(
        "PB004",
        "error",
        "A key is missing, or a value is of the wrong kind",
        "The format says for every key whether it must be there and what it holds; see the reference of "
        "all keys.",
        "minutes: ten",
        "minutes: 10",
    ),
    Rule(
        "PB006",
        "error",
        "The file was written for a newer program",
        "`onboardctl: 2` names a version of the format that this program does not know. Install a newer "
        "program.",
        "onboardctl: 2",
        "onboardctl: 1",
    ),
    Rule(
        "PB007",
        "warning",
        "A plain scalar means different things to different readers",
        "YAML 1.1 readers take `NO` for false, `10:00` for 600 and `010` for 8. We read text; with "
        "quotation marks everybody does.",
        "hours: 10:00",
        'hours: "10:00"',
    ),
    Rule(
        "PB101",
        "error",
        "An id is not made of lower-case words",
        "Ids are typed on the command line and stand in links, so they are lower-case words and digits "
        "joined by `-` or `_`.",
        "id: Kickoff Call",
        "id: kickoff-call",
    ),
    Rule(
        "PB102",
        "error",
        "An id is used twice",
        "Tasks and steps share one namespace; items of a task, criteria of a gate and recurring work have "
        "theirs. A second use would make every reference ambiguous.",
        "checklist: [{id: call, text: Call}, {id: call, text: Call again}]",
        "checklist: [{id: call, text: Call}, {id: call-again, text: Call again}]",
    ),
    Rule(
        "PB103",
        "error",
        "A reference leads nowhere",
        "A task, phase, gate, item, stage or part that is named does not exist.",
        "after: [kickof-call]",
        "after: [kickoff-call]",
    ),
    Rule(
        "PB104",
        "error",
        "A role, template, metric, escalation, KPI or recipient is not defined",
        "Define it in the playbook or in a part that it uses, or correct the name.",
        "owner: qa",
        "owner: qa_lead",
    ),
    Rule(
        "PB106",
        "warning",
        "A role or a template is never used",
        "Nothing is owned, confirmed or escalated to this role. Roles of shared parts may stay unused. "
        "A template of the workspace is reported when all playbooks are checked and none names it; one "
        "that stands in for a bundled template is not.",
        "roles: {devops: {title: DevOps Engineer}}",
        "owner: devops",
    ),
)
