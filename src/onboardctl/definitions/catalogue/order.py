"""Rules about time: order, windows, anchors and recurrences (PB2, PB3)."""

from onboardctl.definitions.catalogue.rule import Rule

RULES: tuple[Rule, ...] = (
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
)
