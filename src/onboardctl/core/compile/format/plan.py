"""What the dates hang on: anchors, facts, calendars, adjustments and outcomes."""

from __future__ import annotations

from onboardctl.core import playbook as p
from onboardctl.core.compile import forms as f
from onboardctl.core.compile import made
from onboardctl.core.compile.format.words import (
    DEADLINE,
    DURATION,
    ID,
    POINT,
    ROLE,
    TARGET,
    TEXT,
    TEXTS,
)
from onboardctl.core.shape import Choice, Field, Free, Many, Record, Scalar

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
