-- Health of partnerships: overrides and signs as facts say, scores while they hold, frozen weeks.
CREATE TABLE health_override (
    lifecycle_id TEXT PRIMARY KEY,
    partner_id TEXT NOT NULL,
    score INTEGER NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,
    until_on TEXT NOT NULL,
    set_at TEXT NOT NULL,
    set_by TEXT NOT NULL
) {{strict}};
CREATE INDEX health_override_by_end ON health_override (until_on);

CREATE TABLE health_sign (
    lifecycle_id TEXT NOT NULL,
    sign TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    since_at TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (lifecycle_id, sign)
) {{strict}};

CREATE TABLE health_kept (
    name TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    file TEXT NOT NULL,
    rules TEXT NOT NULL,
    change_id INTEGER NOT NULL,
    survey_intake INTEGER NOT NULL,
    usage_intake INTEGER NOT NULL,
    scored_at TEXT NOT NULL
) {{strict}};

CREATE TABLE health_score (
    partner_id TEXT PRIMARY KEY,
    rank INTEGER NOT NULL,
    band TEXT NOT NULL,
    trend TEXT NOT NULL,
    silent_days INTEGER,
    active_on TEXT,
    body TEXT NOT NULL
) {{strict}};
CREATE INDEX health_score_by_rank ON health_score (rank, partner_id);
CREATE INDEX health_score_silent ON health_score (active_on, partner_id)
WHERE silent_days IS NOT NULL;

CREATE TABLE health_week (
    week TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    profile TEXT NOT NULL,
    score INTEGER,
    computed INTEGER,
    band TEXT NOT NULL,
    coverage INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (week, partner_id)
) {{clustered}};
CREATE INDEX health_week_by_partner ON health_week (partner_id, week);

CREATE INDEX money_month_by_partner ON money_month (partner_id, month);
CREATE INDEX customer_month_by_partner ON customer_month (partner_id, month);
CREATE INDEX payout_due_by_partner ON payout_due (partner_id);
CREATE INDEX survey_answer_by_intake ON survey_answer (intake_id);
