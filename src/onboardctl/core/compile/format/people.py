"""Who does it and how it is looked after: roles, ladders, training, health, stages."""

from __future__ import annotations

from onboardctl.core import playbook as p
from onboardctl.core.compile import forms as f
from onboardctl.core.compile import made
from onboardctl.core.compile.format.words import (
    DEADLINE,
    DURATION,
    ID,
    ORIGIN,
    ROLE,
    ROLES,
    SIDE,
    TARGET,
    TEXT,
    TEXTS,
    WHEN,
)
from onboardctl.core.shape import Field, Many, Pairs, Record, Scalar, Whole

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
