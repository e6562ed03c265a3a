"""Rules about versions, people in texts, and playbooks laid over each other (PB5, PB6)."""

from onboardctl.definitions.catalogue.rule import Rule

RULES: tuple[Rule, ...] = (
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
