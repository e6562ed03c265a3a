"""Whole files: playbooks, parts they share, and variants laid over them."""

from __future__ import annotations

from typing import Any

from onboardctl.core import playbook as p
from onboardctl.core.calendar.shape import PlaybookCalendars
from onboardctl.core.compile import forms as f
from onboardctl.core.compile import made
from onboardctl.core.compile.format.people import (
    CERTIFICATION,
    ESCALATION,
    FACTOR,
    HEALTH,
    INDICATOR,
    ISSUE,
    LEVEL,
    ROLE_RECORD,
    SEGMENT,
    SESSION,
    STAGE,
    STAGE_CRITERION,
    TRAINING,
    WORKFLOW,
)
from onboardctl.core.compile.format.plan import (
    ADJUSTMENT,
    ANCHOR,
    CALENDAR,
    FACT,
    OUTCOME,
    OUTCOME_CRITERION,
)
from onboardctl.core.compile.format.words import ID, ORIGIN, ROLE, TARGET, TEXT, TEXTS
from onboardctl.core.compile.format.work import (
    AGENDA,
    AGENDA_ITEM,
    CALL,
    COMMAND,
    CRITERION,
    ENTRY,
    ITEM,
    ITEMS,
    LINE,
    LINK,
    MESSAGE,
    PHASE,
    PREPARED,
    RECURRING,
    STEP,
    TASK,
    WATCH,
)
from onboardctl.core.shape import Choice, Field, Keyed, Many, Pairs, Raw, Record, Scalar, Whole

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
