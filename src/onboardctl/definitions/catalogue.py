"""The rules of the linter as data: what each finds, why it matters, how to put it right.

The pages under docs/rules are made from this, and SARIF output takes its titles from it.
"""

from onboardctl.core.record import NamedTuple


class Rule(NamedTuple):
    """One rule.

    Attributes:
        id: ``PB`` and three digits, never used for anything else.
        severity: the gravest it is reported with: ``error``, ``warning`` or ``info``.
        title: what is wrong, in a few words.
        why: why it matters, and what to do.
        wrong: an example that breaks the rule.
        right: the same, put right.
    """

    id: str
    severity: str
    title: str
    why: str
    wrong: str
    right: str


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
    Rule(
        "PB201",
        "error",
        "Tasks wait for each other",
        "No order exists in which these tasks could be done. The message names every member of the circle "
        "with its place.",
        "- {id: a, after: [b]}\n- {id: b, after: [a]}",
        "- {id: a}\n- {id: b, after: [a]}",
    ),
    Rule(
        "PB202",
        "error",
        "A window, duration or deadline cannot be read",
        "Days and weeks count from 1. Durations have a unit: `24h` elapsed, `8bh` business hours, `3d` "
        "calendar days, `3bd` business days, `2w`, `1mo`.",
        "window: days 4..5",
        "window: day 4-5",
    ),
    Rule(
        "PB204",
        "warning",
        "A link pushes a task out of its window",
        "Even when nothing is late, the task cannot end inside its window, because what it waits for ends "
        "too late. A task without a duration works for its whole window. Give a duration, move a window, "
        "or drop the link.",
        "- {id: a, window: day 1-2}\n- {id: b, window: day 2-3, after: [a]}",
        "- {id: a, window: day 1-2, duration: 1d}\n- {id: b, window: day 2-3, after: [a]}",
    ),
    Rule(
        "PB205",
        "warning",
        "A task lies outside its phase",
        "The window of the task begins before or ends after that of its phase.",
        "- {id: week-2, window: week 2, tasks: [{id: a, window: day 15}]}",
        "- {id: week-2, window: week 2, tasks: [{id: a, window: day 14}]}",
    ),
    Rule(
        "PB206",
        "warning",
        "Days without a task, or phases that overlap",
        "Both may be meant; then say so with `# noqa: PB206` on the line of the window.",
        "- {id: pilot, window: weeks 2-4}\n- {id: production, window: weeks 4-8}",
        "- {id: pilot, window: weeks 2-4}\n- {id: production, window: weeks 5-8}",
    ),
    Rule(
        "PB207",
        "error",
        "An anchor is unknown, has no date, or hangs on itself",
        "Everything dated hangs on an anchor. An anchor is given, has a default, or is computed from a "
        "task; never from a task that waits for it.",
        "due: within 24h of golive",
        "due: within 24h of go_live",
    ),
    Rule(
        "PB209",
        "warning",
        "A deadline lies before its task may start",
        "The window lets the task start only after the moment by which it must be done.",
        "window: day 3-7\ndue: within 24h of contract_signed",
        "window: day 1-2\ndue: within 24h of contract_signed",
    ),
    Rule(
        "PB210",
        "warning",
        "Calendar days of work in a business-day playbook",
        "`2d` runs through the weekend. If that is meant, silence it; otherwise write business days.",
        "duration: 2d",
        "duration: 2bd",
    ),
    Rule(
        "PB211",
        "warning",
        "A link to a phase stands for many links",
        "A link to a phase waits for each of its tasks. Usually its last task is meant, and the reason of "
        "a date is easier to read.",
        "after: [integration]",
        "after: [validation]",
    ),
    Rule(
        "PB212",
        "info",
        "A task leads nowhere, or a link says what others say already",
        "Nothing waits for the task, so it can slip for ever without a warning. A redundant link makes "
        "the picture harder to read and changes no date.",
        "after: [core-integration, advanced-features]",
        "after: [advanced-features]",
    ),
    Rule(
        "PB301",
        "error",
        "A recurrence cannot be read",
        "The help lists the forms: `week on tue at 14:00`, `2 weeks on fri`, `month on 1st thu`, "
        "`quarter on 2nd tue of last month`, `business day at 09:30`.",
        "every: evry week",
        "every: week",
    ),
    Rule(
        "PB302",
        "warning",
        "A day of the month that short months do not have",
        "On the 29th, 30th or 31st nothing happens in shorter months.",
        "every: month on day 31",
        "every: month on last day",
    ),
    Rule(
        "PB303",
        "warning",
        "The first occurrence does not match the rule",
        "The first occurrence falls on another weekday or time than the rule; calendars disagree about "
        "what that means.",
        "first: week 6 of launch on wed\nevery: week on thu",
        "first: week 6 of launch on thu\nevery: week on thu",
    ),
    Rule(
        "PB304",
        "warning",
        "Recurring work has no end and no anchor",
        "Say from when, until when, or during what it lives.",
        "every: week on mon",
        "every: week on mon\nfrom: go_live\nuntil: contract_end",
    ),
    Rule(
        "PB401",
        "error",
        "A condition cannot be read, names no fact, or compares unlike things",
        "Conditions compare the facts of a partner with values; there is no code in them. `tier`, "
        "`segment` and `users` are always known.",
        "when: user > 500",
        "when: users > 500",
    ),
    Rule(
        "PB403",
        "warning",
        "A condition is always true or never, or names a value that does not exist",
        "Then the condition decides nothing, or what it guards never happens.",
        "when: tier == gold",
        "when: tier == enterprise",
    ),
    Rule(
        "PB404",
        "warning",
        "A link may vanish with a task that does not always exist",
        "Where the condition of the other task is false, this task no longer waits for anything. Accept "
        "that with `if_missing: skip`.",
        "after: [configure-sso]",
        "after: [{task: configure-sso, if_missing: skip}]",
    ),
    Rule(
        "PB405",
        "error",
        "Something required waits for something optional",
        "What is optional may never be done, and then what waits for it cannot be either.",
        "- {id: a, optional: true}\n- {id: b, after: [a]}",
        "- {id: a}\n- {id: b, after: [a]}",
    ),
    Rule(
        "PB406",
        "warning",
        "An agenda does not add up",
        "The minutes of the blocks differ from those of the meeting.",
        "agenda: {minutes: 60, items: [{title: Goals, minutes: 55}]}",
        "agenda: {minutes: 60, items: [{title: Goals, minutes: 60}]}",
    ),
    Rule(
        "PB407",
        "error",
        "A target has no direction or no unit",
        "A bare number does not say whether more or less of it is good.",
        'target: "80"',
        "target: 80%+",
    ),
    Rule(
        "PB408",
        "warning",
        "Bands with a hole or an overlap, or a gate that nobody can pass",
        "Every value must fall into exactly one band. A criterion of a gate is judged by a metric with a "
        "target, or by the word of a role.",
        "gate: [{id: tested, text: Everything is tested}]",
        "gate: [{id: tested, text: Everything is tested, attest: qa_lead}]",
    ),
    Rule(
        "PB410",
        "warning",
        "A mail to the partner has no deadline or no owner",
        "A mail that nobody owes by any time is forgotten.",
        "messages: [{template: welcome}]",
        "messages: [{template: welcome, due: within 24h of contract_signed, owner: csm}]",
    ),
    Rule(
        "PB411",
        "info",
        "Many tasks of one owner on one day, or a go-live that may fall on a Friday",
        "Spread the work, or name another owner; keep launches off days before free ones with `never_on`.",
        "- {id: go-live, milestone: true}",
        "- {id: go-live, milestone: true, never_on: [fri]}",
    ),
    Rule(
        "PB421",
        "error",
        "A KPI names a moment that cannot be read",
        "Moments are written `task(id)`, `item(task/item)`, `gate(task)`, `outcome(id)`, `metric(id)`, "
        "`message(id)`, `anchor(id)`, `started`, and joined with `all(…)` and `any(…)`.",
        "from: kickoff-call",
        "from: task(kickoff-call)",
    ),
    Rule(
        "PB422",
        "error",
        "Direction, target and bands of a KPI contradict each other",
        "With `direction: lower` smaller is better, so the target is an upper bound and the best band "
        "comes first from below.",
        'direction: lower\ntarget: {op: ">=", value: 7}',
        'direction: lower\ntarget: {op: "<=", value: 7}',
    ),
    Rule(
        "PB423",
        "error",
        "A KPI refers to a KPI that does not exist",
        "Formulas and trends name other KPIs of the same file by their whole id.",
        "trend_of: beta-28-day.csatt",
        "trend_of: beta-28-day.csat",
    ),
    Rule(
        "PB424",
        "error",
        "KPIs depend on each other in a circle",
        "None of them could be computed first. The message names the circle.",
        "- {id: x.a, terms: [x.b]}\n- {id: x.b, terms: [x.a]}",
        "- {id: x.a, terms: [x.c]}\n- {id: x.b, terms: [x.a]}",
    ),
    Rule(
        "PB425",
        "error",
        "The interval does not fit the kind of KPI",
        "Each kind has its own interval, or none.",
        "kind: ratio\ninterval: {method: mean_t}",
        "kind: ratio\ninterval: {method: wilson}",
    ),
    Rule(
        "PB426",
        "warning",
        "A KPI does not say where it comes from",
        "`origin: seed` means that a source document defines it; name the place, or write `origin: ours`.",
        "origin: seed",
        "origin: seed\nsource: Onboarding process, activation metrics",
    ),
    Rule(
        "PB501",
        "error",
        "The version does not say how much has changed",
        "Texts and links are a patch; added tasks and looser targets a minor version; removed ids, tighter "
        "gates and changed anchors a major one.",
        "version: 1.2.1  # a task was removed since 1.2.0",
        "version: 2.0.0",
    ),
    Rule(
        "PB502",
        "error",
        "A version that plans use has changed",
        "Plans remember the digest of the definition they were made from. Raise the version.",
        "version: 1.2.0",
        "version: 1.2.1",
    ),
    Rule(
        "PB503",
        "error",
        "A removed id is live in plans and has no migration",
        "Say with `migrations` what becomes of it: rename, split, merge or drop.",
        "# the task swag-box is gone",
        'migrations: [{from: "<2.0.0", drop: {swag-box: keep if started}}]',
    ),
    Rule(
        "PB504",
        "warning",
        "The review of the playbook is overdue",
        "Look at the playbook again, then set `review.last`.",
        'review: {every: quarter, last: "2025-01-31"}',
        'review: {every: quarter, last: "2026-01-31"}',
    ),
    Rule(
        "PB505",
        "warning",
        "A text holds a person, an address, a key or garbled characters",
        "Playbooks are shared and published: people and addresses belong in `onboardctl.yaml`, secrets "
        "nowhere. In a workspace the full names of its staff and of the partners' contacts are looked "
        "for. Garbled characters come from a file saved in another encoding.",
        "title: Write to ann@example.com",
        "title: Write to the partner's technical contact",
    ),
    Rule(
        "PB601",
        "error",
        "The playbook below cannot be found",
        "`over:` names the playbook that a variant is laid over, by id: one of the workspace or a "
        "bundled one. A variant may have the name of the bundled playbook it changes; a circle of "
        "playbooks laid over each other has no lowest one.",
        "over: customer-onbording",
        "over: customer-onboarding",
    ),
    Rule(
        "PB602",
        "error",
        "A variant names something that is not there",
        "What is changed or dropped must be in the playbook below, under that id; a misspelt one would "
        "silently change nothing. The message names the place of the nearest, or of the line that "
        "dropped it. What is new goes under `add:`.",
        "change: {tasks: {kickof-call: {title: First call}}}",
        "change: {tasks: {kickoff-call: {title: First call}}}",
    ),
    Rule(
        "PB603",
        "error",
        "A variant adds something that is there already",
        "Two entries of one id would be ambiguous. The message names the place of the other one: "
        "change it, or drop it and write it anew.",
        "add: {tasks: [{id: kickoff-call, in: kickoff, title: First call, owner: csm}]}",
        "change: {tasks: {kickoff-call: {title: First call, owner: csm}}}",
    ),
    Rule(
        "PB604",
        "warning",
        "A variant says what the playbook below says already",
        "The line changes nothing now, and would hold the old value fast when the playbook below "
        "changes. Leave it out.",
        "change: {tasks: {kickoff-call: {duration: 1bd}}}  # as below",
        "change: {tasks: {kickoff-call: {duration: 2bd}}}",
    ),
    Rule(
        "PB605",
        "warning",
        "The playbook below has another version than the variant was written for",
        "`needs:` says which versions of the playbook below were looked at. Compare them with `playbook "
        "diff`, mend what no longer fits, and widen the range.",
        'needs: ">=1.0.0 <2.0.0"  # it is 2.0.0 now',
        'needs: ">=1.0.0 <3.0.0"',
    ),
)

BY_ID = {rule.id: rule for rule in RULES}
TITLES = {rule.id: rule.title for rule in RULES}

PROFILES: dict[str, frozenset[str]] = {
    "minimal": frozenset({"error"}),
    "standard": frozenset({"error", "warning"}),
    "strict": frozenset({"error", "warning", "info"}),
}
"""What each profile reports."""


def rule_page(rule: Rule) -> str:
    """The page of a rule in Markdown."""
    return (
        f"# {rule.id}: {rule.title}\n\n"
        f"Severity: {rule.severity}\n\n"
        f"{rule.why}\n\n"
        f"Wrong:\n\n```yaml\n{rule.wrong}\n```\n\n"
        f"Right:\n\n```yaml\n{rule.right}\n```\n"
    )


def rules_index() -> str:
    """The list of all rules in Markdown."""
    lines = [
        "# Rules of the playbook linter",
        "",
        "`onboardctl playbook check` applies them all at once.",
        "A warning or a hint is silenced where it is meant: end the line with `# noqa: PB206`.",
        "Errors cannot be silenced.",
        "`--profile minimal` reports errors only, `standard` warnings too, `strict` hints as well.",
        "",
        "| Rule | Severity | What it finds |",
        "|---|---|---|",
    ]
    lines += [f"| [{one.id}]({one.id}.md) | {one.severity} | {one.title} |" for one in RULES]
    return "\n".join(lines) + "\n"
