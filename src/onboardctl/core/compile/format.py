"""The playbook format as a table: every key, its shape, what it means.

The reference (docs/reference/playbook.md) and the JSON Schema for editors are made from this.
"""

from __future__ import annotations

from typing import Any

from onboardctl.core import playbook as p
from onboardctl.core.calendar.shape import PlaybookCalendars
from onboardctl.core.compile import forms as f
from onboardctl.core.compile import made
from onboardctl.core.shape import (
    Choice,
    Field,
    Flag,
    Free,
    Keyed,
    Many,
    Pairs,
    Raw,
    Record,
    Scalar,
    Whole,
)

FORMAT = 1
"""The format version this program knows (key ``onboardctl``)."""

TEXT, ID = Scalar(f.TEXT), Scalar(f.ID)
TEXTS = Many(TEXT, lone=True)
ROLE, ROLES = Scalar(f.ROLE), Many(Scalar(f.ROLE), lone=True)
WHEN = Field(Scalar(f.CONDITION), "only when this condition over the facts holds")
ORIGIN = Field(Choice("ours"), "`ours` when no source document says it")
SIDE = Field(Choice("ours", "partner"), "who does it: us or the partner")
DURATION, POINT, DEADLINE = Scalar(f.DURATION), Scalar(f.POINT), Scalar(f.DEADLINE)
WINDOW, TARGET = Scalar(f.WINDOW), Scalar(f.TARGET)

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

ANCHOR = Record("anchor", made.anchor).has(
    id=Field(ID, "name"),
    title=Field(TEXT, "what it is called"),
    given=Field(Choice("required", "later"), "the date is asked for, at once or later"),
    default=Field(POINT, "the point used until a date is given"),
    estimate=Field(POINT, "a provisional point; all that hangs on it is marked"),
    from_=Field(POINT, "computed from a task", to="derived"),
    every=Field(Scalar(f.PERIOD), "a moment that comes back"),
)
FACT = Record("fact", made.fact, short="type").has(
    id=Field(ID, "name"),
    type=Field(Choice("text", "integer", "boolean", "date", "choice"), "what it is"),
    one_of=Field(TEXTS, "the values it may have", to="choices"),
    default=Field(Free(), "its value when nobody says"),
    ask=Field(TEXT, "the question `new-partner` asks"),
)
CALENDAR = Record("calendar", p.CalendarPolicy, short="name").has(
    days=Field(Choice("calendar", "business"), "the unit in which days are counted"),
    weekend=Field(Many(Scalar(f.WEEKDAY), lone=True), "days that are not worked"),
    holidays=Field(TEXTS, "countries, calendars by name, or `partner` for the partner's own"),
    timezone=Field(TEXT, "`partner` or an IANA name"),
    land_on=Field(
        Choice(
            "any day",
            "next business day",
            "previous business day",
            "nearest business day",
            "same month",
        ),
        "where a date without work goes when it falls on a free day",
    ),
    name=Field(TEXT, "the calendar whose hours count, of the workspace or of `calendars`"),
)
ADJUSTMENT = Record("adjustment", made.adjustment).has(
    id=Field(ID, "name", required=True),
    when=Field(Scalar(f.CONDITION), "when it applies", required=True),
    stretch=Field(Many(Scalar(f.PHASE), lone=True), "the phases that grow", required=True),
    by=Field(Scalar(f.STRETCH), "from and to how much", required=True),
    assume=Field(DURATION, "the amount used until somebody says another"),
    note=Field(TEXT, "why"),
)

OUTCOME_CRITERION = Record(
    "outcome criterion", made.outcome_criterion, short="text", plural="outcome criteria"
).has(
    id=Field(ID, "name"),
    text=Field(TEXT, "what must be so", required=True),
    item=Field(Scalar(f.ITEM), "a checklist line, `task/item`"),
    task=Field(Scalar(f.TASK), "a task that must be done"),
    gate=Field(Scalar(f.CRITERION), "a gate, or one criterion of it, `task/criterion`"),
    recurring=Field(Scalar(f.RECURRING), "recurring work that must be scheduled"),
    metric=Field(Scalar(f.METRIC), "a metric that must meet the target"),
    attest=Field(ROLE, "the role that confirms it"),
    target=Field(TARGET, "the bound, for a metric; for a cohort the share of partners"),
    after=Field(DURATION, "how long it must have lasted"),
)
OUTCOME = Record("outcome", made.outcome, listed="criteria").has(
    id=Field(ID, "name"),
    title=Field(TEXT, "what it is called"),
    within=Field(DEADLINE, "by when it is hoped for"),
    criteria=Field(Many(OUTCOME_CRITERION), "all of these must hold", required=True),
)

ROLE_RECORD = Record("role", p.Role, short="title").has(
    id=Field(ID, "name"),
    title=Field(TEXT, "what it is called", required=True),
    side=SIDE,
    duties=Field(TEXTS, "what it answers for"),
    daily=Field(TEXTS, "what it does every day"),
    skills=Field(TEXTS, "what it must be able to do"),
    fallback=Field(ROLE, "the role that stands in when nobody holds it"),
    origin=ORIGIN,
)
LEVEL = Record("escalation level", p.EscalationLevel, short="role").has(
    role=Field(ROLE, "who takes over", required=True),
    within=Field(DURATION, "how long it has before the next one"),
    when=WHEN,
    does=Field(TEXTS, "what it does"),
)
ESCALATION = Record("escalation", made.escalation, listed="levels").has(
    id=Field(ID, "name"),
    title=Field(TEXT, "what it is called"),
    levels=Field(Many(LEVEL), "the ladder, first rung first", required=True),
)
ISSUE = Record("known issue", p.KnownIssue).has(
    id=Field(ID, "name", required=True),
    symptom=Field(TEXT, "what is seen", required=True),
    steps=Field(TEXTS, "what to try, in order", required=True),
    escalate=Field(Scalar(f.ESCALATION), "the ladder when that fails"),
    kpi=Field(
        Many(Scalar(f.KPI), lone=True),
        "KPIs that suffer; the steps are suggested when one falls short",
        to="kpis",
    ),
    origin=ORIGIN,
)

SESSION = Record("training session", p.TrainingSession).has(
    id=Field(ID, "name", required=True),
    title=Field(TEXT, "what it is called", required=True),
    week=Field(TEXT, "the week it is held in: `1`, `week 1 of launch`"),
    minutes=Field(Whole("minutes", 1, 1440), "how long"),
    audience=Field(TEXTS, "who comes"),
    format=Field(TEXT, "workshop, lab, drop-in"),
    outcomes=Field(TEXTS, "what people can do afterwards"),
    topics=Field(TEXTS, "what is covered"),
    materials=Field(TEXTS, "what is used"),
    every=Field(Scalar(f.EVERY), "how often, when it comes back"),
)
CERTIFICATION = Record("certification", made.certification).has(
    quiz=Field(TEXT, "name of the quiz", required=True),
    pass_=Field(TARGET, "the score that passes", required=True, to="passing"),
    due=Field(DEADLINE, "by when people must hold it"),
    coverage=Field(TARGET, "the share of people who must hold it"),
    topics=Field(TEXTS, "what it asks"),
)
TRAINING = Record("training", p.Training).has(
    objectives=Field(TEXTS, "what it is for"),
    teams=Field(Pairs(ROLES), "teams by name: the roles in them"),
    sessions=Field(Many(SESSION), "the lessons"),
    materials=Field(Pairs(TEXTS), "materials by kind"),
    certification=Field(CERTIFICATION, "the quiz and its rule"),
)

INDICATOR = Record("health indicator", made.indicator, short="title").has(
    id=Field(ID, "name"),
    title=Field(TEXT, "what it is called"),
    good=Field(TEXT, "the good sign"),
    bad=Field(TEXT, "the warning sign"),
    metric=Field(Scalar(f.METRIC), "what measures it"),
    target=Field(TARGET, "the bound of the good side"),
    weight=Field(Whole("points", 0, 1000), "its weight in the score"),
    then=Field(TEXTS, "what follows when it is bad"),
    origin=ORIGIN,
)
HEALTH = Record("health", made.health, listed="indicators").has(
    indicators=Field(Many(INDICATOR), "signs with a good and a bad side"),
    warning=Field(Many(INDICATOR), "warning signs"),
    positive=Field(Many(INDICATOR), "good signs"),
)
STAGE_CRITERION = Record(
    "stage criterion", made.stage_criterion, short="text", plural="stage criteria"
).has(
    id=Field(ID, "name"),
    text=Field(TEXT, "what must be so", required=True),
    item=Field(Scalar(f.ITEM), "a checklist line, `task/item`"),
    task=Field(Scalar(f.TASK), "a task that must be done"),
    gate=Field(Scalar(f.CRITERION), "a gate, or one criterion of it, `task/criterion`"),
    metric=Field(Scalar(f.METRIC), "a metric that must meet the target"),
    factors=Field(Scalar(f.FACTORS), "a group of factors that must all be scored"),
    target=Field(TARGET, "the bound of a metric, or of the mean of the factors"),
    attest=Field(ROLE, "the role that confirms it"),
)
STAGE = Record("stage", p.Stage).has(
    id=Field(ID, "name", required=True),
    title=Field(TEXT, "what it is called", required=True),
    moves=Field(Many(Scalar(f.STAGE), lone=True), "the stages it may move to"),
    criteria=Field(Many(STAGE_CRITERION), "what must be true to leave it"),
    approvals=Field(ROLES, "roles that must approve, in order"),
    begins_with=Field(
        Scalar(f.ANCHOR), "the anchor that partners of other playbooks begin here with"
    ),
    origin=ORIGIN,
)
FACTOR = Record("factor", made.factor).has(
    id=Field(ID, "name", required=True),
    title=Field(TEXT, "what it is called", required=True),
    group=Field(TEXT, "qualification or fit, or another group", required=True),
    points=Field(TEXTS, "what to look at"),
    applies=Field(TEXT, "the kind of partner it is for"),
    origin=ORIGIN,
)
WORKFLOW = Record("workflow", p.Workflow).has(
    id=Field(ID, "name", required=True),
    title=Field(TEXT, "what it is called", required=True),
    steps=Field(TEXTS, "what happens, in order"),
    types=Field(TEXTS, "the kinds there are"),
    fields=Field(TEXTS, "what is recorded"),
    benefits=Field(TEXTS, "what it brings"),
    notes=Field(TEXTS, "remarks"),
    origin=ORIGIN,
)

SEGMENT = Record("segment", p.SegmentProfile).has(
    id=Field(ID, "name"),
    title=Field(TEXT, "what it is called", required=True),
    target=Field(TEXTS, "who belongs to it"),
    pains=Field(TEXTS, "what it suffers from"),
    uses=Field(TEXTS, "what it uses the product for"),
    gains=Field(TEXTS, "what it gains"),
)

METRIC = Record("metric", made.metric, short="title").has(
    id=Field(ID, "name"),
    title=Field(TEXT, "what it is called"),
    unit=Field(TEXT, "what it is counted in"),
    question=Field(TEXT, "the question asked, for a survey"),
    kind=Field(Choice("value", "completion", "cohort", "score"), "how it is had"),
    target=Field(TARGET, "the value hoped for"),
    bands=Field(Pairs(TARGET), "names of ranges, which must cover every value once"),
    measure=Field(TEXT, "from and to which moments it is measured"),
    origin=ORIGIN,
)
RESOURCE = Record("resource", made.resource, short="url").has(
    id=Field(ID, "name"),
    title=Field(TEXT, "what it is called"),
    url=Field(TEXT, "where it is"),
)
REVIEW = Record("review", p.Review).has(
    every=Field(Scalar(f.PERIOD), "how often the playbook is revised", required=True),
    last=Field(Scalar(f.DATE), "when it last was"),
    owner=Field(ROLE, "who sees to it"),
)
REVISION = Record("revision", p.Revision).has(
    date=Field(Scalar(f.DATE), "the day", required=True, to="on"),
    author=Field(TEXT, "who", required=True),
    description=Field(TEXT, "what changed", required=True),
    version=Field(Scalar(f.VERSION), "the version it made"),
)
MIGRATION = Record("migration", p.Migration).has(
    from_=Field(
        TEXT, "the versions it starts from, such as `<1.1.0`", required=True, to="versions"
    ),
    rename=Field(Pairs(TEXT), "old id to new id"),
    split=Field(Pairs(TEXTS), "old id to the ids it became"),
    merge=Field(Pairs(TEXTS), "new id to the ids it was made of"),
    drop=Field(Pairs(TEXT), "old id to what becomes of a running one: `drop`, `keep if started`"),
    of=Field(ID, "the playbook below whose versions these are, in one laid over it"),
)

SHARED: dict[str, Field] = {
    "roles": Field(Keyed(ROLE_RECORD), "who does what, by id"),
    "metrics": Field(Keyed(METRIC), "numbers that tasks and gates speak of, by id"),
    "facts": Field(Keyed(FACT), "what is known of a partner, by id, typed"),
    "escalations": Field(Keyed(ESCALATION), "ladders by topic"),
    "troubleshooting": Field(Keyed(ISSUE), "known issues with their remedies"),
    "training": Field(TRAINING, "objectives, sessions, certification"),
    "health": Field(HEALTH, "signs of a good and of a bad partnership"),
    "stages": Field(Keyed(STAGE), "stages of a lifecycle and the moves between them"),
    "factors": Field(Keyed(FACTOR), "what is scored in qualification and fit"),
    "workflows": Field(Keyed(WORKFLOW), "procedures that the plan does not date"),
    "segments": Field(Keyed(SEGMENT), "kinds of partners: pains, uses and gains"),
    "resources": Field(Keyed(RESOURCE), "links and documents"),
    "calendars": Field(PlaybookCalendars(), "named calendars, in the format of calendar files"),
    "kpis": Field(Raw(keep=False), "KPI definitions, in the format of KPI files"),
    "sla": Field(Raw(), "the SLA policy, in the format of SLA files"),
    "notes": Field(TEXTS, "remarks"),
}
VERSION_KEY = Field(
    Whole("", 1, 99), "version of the file format; this program knows 1", required=True
)
PART = Record("part", lambda **values: values).has(onboardctl=VERSION_KEY, **SHARED)

PLAYBOOK = Record("playbook", lambda **values: values).has(
    onboardctl=VERSION_KEY,
    playbook=Field(ID, "name of the playbook, and of its folder", required=True, to="id"),
    version=Field(Scalar(f.VERSION), "version of this definition", required=True),
    title=Field(TEXT, "what it is called", required=True),
    brand=Field(TEXT, "whose voice the mails have"),
    welcome=Field(Scalar(f.TEMPLATE), "the template that `render welcome` means"),
    summary=Field(TEXT, "one sentence on what it does"),
    goal=Field(TEXT, "what it is for, measurably"),
    channel=Field(TEXT, "name of the chat channel, with `{slug}`"),
    length_days=Field(Whole("days", 1, 3660), "days of the plan"),
    capacity=Field(Whole("partners", 1, 1_000_000), "partners onboarding at the same time"),
    auto=Field(Choice("patch", "minor"), "upgrades that running plans take by themselves"),
    use=Field(TEXTS, "parts in other files, relative to this one"),
    applies_to=Field(Scalar(f.CONDITION), "the partners it is for"),
    calendar=Field(CALENDAR, "how days are counted"),
    principles=Field(TEXTS, "what it stands for"),
    origin=Field(Scalar(f.ANCHOR), 'the anchor whose date is "day 1"', required=True),
    anchors=Field(Keyed(ANCHOR), "dates that others hang on", required=True),
    prerequisites=Field(ITEMS, "what must be so before the start"),
    adjust=Field(Keyed(ADJUSTMENT), "phases that grow when a condition holds", to="adjustments"),
    phases=Field(Many(PHASE), "the timeline", required=True),
    messages=Field(Many(MESSAGE), "mails that belong to no single task"),
    recurring=Field(Many(RECURRING), "work that comes back"),
    outcomes=Field(Keyed(OUTCOME), "states of success, with their criteria"),
    cohort=Field(Keyed(OUTCOME), "checklists over all partners at once"),
    review=Field(REVIEW, "how often the playbook itself is revised"),
    history=Field(Many(REVISION), "its revisions"),
    migrations=Field(Many(MIGRATION), "how ids of older versions map to this one"),
    **SHARED,
)

OVERLAY = Record("overlay", lambda **values: values).has(
    onboardctl=VERSION_KEY,
    playbook=Field(ID, "name of the variant, and of its folder", required=True),
    over=Field(ID, "the playbook below, itself perhaps laid over another", required=True),
    needs=Field(TEXT, "the versions of the playbook below it was written for: `>=1.0.0 <2.0.0`"),
    version=Field(Scalar(f.VERSION), "version of this file", required=True),
    title=Field(TEXT, "what the variant is called"),
    summary=Field(TEXT, "one sentence on what is different"),
    drop=Field(
        Pairs(TEXTS), "ids taken away, by key: `recurring: [office-hours]`; tasks wherever they are"
    ),
    change=Field(
        Raw(keep=False),
        "keys of the playbook with their new values; what has ids is named by id, and inside it "
        "`add` and `drop` are about its own lists; `null` takes a value away",
    ),
    add=Field(
        Raw(keep=False),
        "new entries by key; a task says `in: PHASE` (or `in: TASK`, as a step), and any entry "
        "`behind: ID` or `ahead_of: ID`",
    ),
    review=Field(REVIEW, "how often the variant itself is revised"),
    history=Field(Many(REVISION), "its revisions"),
    migrations=Field(Many(MIGRATION), "how ids of older versions of it map to this one"),
)

RECORDS: tuple[Record, ...] = (
    PLAYBOOK, OVERLAY, PART, PHASE, TASK, STEP, LINK, ITEM, LINE, AGENDA, AGENDA_ITEM, CRITERION, MESSAGE, RECURRING, PREPARED,
    COMMAND, WATCH, CALL, ENTRY, ANCHOR, FACT, CALENDAR, ADJUSTMENT, OUTCOME, OUTCOME_CRITERION, ROLE_RECORD,
    ESCALATION, LEVEL, ISSUE, TRAINING, SESSION, CERTIFICATION, HEALTH, INDICATOR, STAGE, STAGE_CRITERION, FACTOR, WORKFLOW, SEGMENT,
    METRIC, RESOURCE, REVIEW, REVISION, MIGRATION,
)  # fmt: skip
"""Every record, in the order of the reference."""

MERGED: dict[str, Any] = {name: field.shape for name, field in SHARED.items()}
"""Keys that parts and the playbook may both hold."""
