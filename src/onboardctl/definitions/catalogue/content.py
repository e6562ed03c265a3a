"""Rules about conditions, agendas, targets, mails and KPIs (PB4)."""

from onboardctl.definitions.catalogue.rule import Rule

RULES: tuple[Rule, ...] = (
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
)
