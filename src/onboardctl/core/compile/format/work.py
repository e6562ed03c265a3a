"""What is done: tasks with their lines, agendas, gates, mails and recurring work, in phases."""

from __future__ import annotations

from onboardctl.core import playbook as p
from onboardctl.core.compile import forms as f
from onboardctl.core.compile import made
from onboardctl.core.compile.format.words import (
    DEADLINE,
    DURATION,
    ID,
    ORIGIN,
    POINT,
    ROLE,
    ROLES,
    SIDE,
    TARGET,
    TEXT,
    TEXTS,
    WHEN,
    WINDOW,
)
from onboardctl.core.shape import Choice, Field, Flag, Many, Record, Scalar, Whole

ITEM = Record("item", made.item, short="text").has(
    id=Field(ID, "name of the line; made from the text when absent"),
    text=Field(TEXT, "what is to be done", required=True),
    when=WHEN,
    due=Field(DEADLINE, "by when"),
    owner=Field(ROLE, "who, when not the task's owner"),
    optional=Field(Flag(), "never counts towards completion"),
    action=Field(TEXT, "something the program can do for it, such as `create-channel`"),
    evidence=Field(Flag(), "a proof must be given when it is ticked"),
    side=SIDE,
    origin=ORIGIN,
)
ITEMS = Many(ITEM)
LINE = Record("line", made.line, short="text").has(
    text=Field(TEXT, "what it says", required=True),
    when=WHEN,
    due=Field(DEADLINE, "by when"),
    owner=Field(ROLE, "who, when not the task's owner"),
)
LINES = Many(LINE, lone=True)

AGENDA_ITEM = Record("agenda item", p.AgendaItem, short="title").has(
    title=Field(TEXT, "what is talked about", required=True),
    minutes=Field(Whole("minutes", 1, 1440), "how long"),
    points=Field(TEXTS, "the points of this block"),
)
AGENDA = Record("agenda", p.Agenda, listed="items").has(
    title=Field(TEXT, "name of the meeting"),
    minutes=Field(Whole("minutes", 1, 1440), "the whole meeting; its blocks must add up to it"),
    items=Field(Many(AGENDA_ITEM), "the blocks in their order"),
    participants=Field(ROLES, "roles that take part"),
    place=Field(TEXT, "where: a room, a call"),
)
AGENDA.make = lambda **values: p.Agenda(**{"minutes": None, **values})

CRITERION = Record("criterion", made.criterion, short="text", plural="criteria").has(
    id=Field(ID, "name of the criterion"),
    text=Field(TEXT, "what must be so"),
    metric=Field(Scalar(f.METRIC), "the metric that is judged"),
    target=Field(TARGET, "the bound it must meet"),
    attest=Field(ROLE, "the role that confirms it by its word"),
)
MESSAGE = Record("message", made.message).has(
    id=Field(ID, "name of the mail; its template when absent"),
    template=Field(Scalar(f.TEMPLATE), "the mail template", required=True),
    to=Field(TEXT, "who gets it: `primary_contact`, a role, `team`"),
    title=Field(TEXT, "what the mail is, for lists"),
    upon=Field(POINT, "the moment from which it may be sent"),
    due=Field(DEADLINE, "by when it must be sent"),
    confirm=Field(Flag(), "the partner must confirm it"),
    when=WHEN,
    owner=Field(ROLE, "who sends it"),
    origin=ORIGIN,
)
PREPARED = Record("prepared step", made.prepared).has(
    id=Field(ID, "name of the step"),
    text=Field(TEXT, "what is to be done", required=True),
    due=Field(Scalar(f.BEFORE), "how long before the occurrence", required=True),
)
RECURRING = Record("recurring work", made.recurring, plural="recurring work").has(
    id=Field(ID, "name", required=True),
    title=Field(TEXT, "what it is called", required=True),
    every=Field(Scalar(f.EVERY), "how often"),
    first=Field(Scalar(f.FIRST), "the first occurrence, when not the first of the rule"),
    at=Field(Scalar(f.AT), "a single occurrence, such as `contract_end - 90d`"),
    from_=Field(POINT, "from when on", to="starts"),
    until=Field(POINT, "until when"),
    during=Field(Scalar(f.DURING), "a task or weeks of an anchor it lives with"),
    owner=Field(ROLES, "who; the first is accountable", to="owners"),
    minutes=Field(Whole("minutes", 1, 1440), "how long one takes"),
    template=Field(Scalar(f.TEMPLATE), "the mail sent for each occurrence"),
    before=Field(Many(PREPARED), "what is due before each occurrence"),
    on_holiday=Field(Choice("keep", "skip", "next", "previous"), "what a holiday does to it"),
    agenda=Field(AGENDA, "its running order"),
    when=WHEN,
    audience=Field(TEXTS, "who comes"),
    scope=Field(Choice("partner", "team"), "once for each partner, or once for the whole team"),
    review=Field(Flag(), "a review: it leaves minutes, and shows when nobody held it"),
    origin=ORIGIN,
)

LINK = Record("link", made.link, short="task").has(
    task=Field(Scalar(f.TASK), "the other task, or a phase for all its tasks", required=True),
    type=Field(
        Choice("FS", "SS", "FF", "SF"), "finish or start of the one to start or finish of the other"
    ),
    lag=Field(DURATION, "time between the two"),
    if_missing=Field(Choice("error", "skip"), "`skip`: the link may vanish with an excluded task"),
)
COMMAND = Record("command", p.Command, short="shell").has(
    shell=Field(TEXT, "the command line, with `{{ … }}` parameters", required=True),
    by=Field(Choice("hand"), "a person runs it"),
)
WATCH = Record("watch", made.watch).has(
    for_=Field(DURATION, "how long", required=True, to="duration"),
    what=Field(TEXT, "what to watch", required=True),
)
CALL = Record("call", p.ApiCall).has(
    method=Field(Choice("GET", "POST", "PUT", "PATCH", "DELETE"), "HTTP method", required=True),
    path=Field(TEXT, "path of the endpoint", required=True),
    sends=Field(TEXT, "what the request carries"),
    returns=Field(TEXT, "what the response holds"),
)

TASK = Record("task", made.task)
_TASK_FIELDS: dict[str, Field] = {
    "id": Field(ID, "name; commands and links use it", required=True),
    "title": Field(TEXT, "what it is called", required=True),
    "window": Field(WINDOW, "days or weeks it may lie in, counted from 1 at the origin"),
    "owner": Field(ROLES, "who; the first is accountable", required=True, to="owners"),
    "duration": Field(DURATION, "how long the work takes"),
    "after": Field(Many(LINK, lone=True), "what must be finished before"),
    "not_before": Field(POINT, "the earliest moment"),
    "due": Field(DEADLINE, "by when, a promise that the plan is checked against"),
    "pin": Field(Scalar(f.PIN), "a date that does not move"),
    "never_on": Field(Many(Scalar(f.WEEKDAY), lone=True), "weekdays it must not fall on"),
    "calendar": Field(TEXT, "a calendar of its own, by name; `every-day` counts every day"),
    "hours": Field(TEXT, "the hours of the day it is done in"),
    "optional": Field(Flag(), "scheduled, never needed for completion"),
    "milestone": Field(Flag(), "a moment that matters to the partner"),
    "when": WHEN,
    "attest": Field(ROLE, "the role that confirms completion"),
    "run": Field(Many(COMMAND, lone=True), "commands a person runs"),
    "watch": Field(WATCH, "what to watch after the start"),
    "call": Field(CALL, "the API call this step makes"),
    "checklist": Field(ITEMS, "lines to tick; the only ones that gate completion"),
    "preparation": Field(ITEMS, "what to prepare before"),
    "deliverables": Field(LINES, "what exists afterwards"),
    "requirements": Field(LINES, "what must be found out or given"),
    "support": Field(LINES, "the help we give"),
    "topics": Field(LINES, "what is covered"),
    "celebration": Field(LINES, "how success is marked"),
    "agenda": Field(AGENDA, "running order of its meeting"),
    "gate": Field(Many(CRITERION), "what must be met before what follows may start"),
    "metrics": Field(Many(CRITERION), "what is measured, without holding anything up"),
    "messages": Field(Many(MESSAGE), "mails it owes"),
    "recurring": Field(Many(RECURRING), "work that comes back while it lasts"),
    "notes": Field(TEXTS, "remarks"),
    "side": SIDE,
    "origin": ORIGIN,
}
STEP = Record("step", made.task).has(
    **{
        **_TASK_FIELDS,
        "owner": _TASK_FIELDS["owner"]._replace(
            required=False, doc="who, when not the task's owner"
        ),
    }
)
TASK.has(**_TASK_FIELDS, steps=Field(Many(STEP), "smaller tasks in their order"))

ENTRY = Record("entry", made.Entry, short="gate", plural="entries").has(
    gate=Field(Scalar(f.GATE), "a task whose gate must have passed", required=True)
)
PHASE = Record("phase", made.phase).has(
    id=Field(ID, "name", required=True),
    title=Field(TEXT, "what it is called", required=True),
    window=Field(WINDOW, "days or weeks of the phase"),
    goal=Field(TEXT, "what it is for"),
    when=WHEN,
    entry=Field(Many(ENTRY, lone=True), "gates that must have passed before it starts"),
    tasks=Field(Many(TASK), "its tasks", required=True),
)
