-- What was measured outside the plans: answers of surveys and use of the product. Rows are added
-- and never changed; each names the intake that brought it, so that a past day can be told again.
CREATE TABLE intake (
    intake_id {{identity}},
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    actor TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) {{strict}};
CREATE INDEX intake_by_kind ON intake (kind, recorded_at);

CREATE TABLE survey_answer (
    answer_id TEXT PRIMARY KEY,
    intake_id INTEGER NOT NULL REFERENCES intake (intake_id),
    partner_id TEXT NOT NULL,
    survey TEXT NOT NULL,
    question TEXT NOT NULL,
    respondent TEXT NOT NULL,
    value TEXT NOT NULL,
    verbatim TEXT NOT NULL,
    tier TEXT NOT NULL,
    answered_at TEXT NOT NULL
) {{strict}};
CREATE INDEX survey_answer_by_question ON survey_answer (question, answered_at);
CREATE INDEX survey_answer_by_partner ON survey_answer (partner_id, answered_at);

-- Calls by day, user and feature. A correction adds the difference under its own intake, so sums
-- are right for every moment. Days are 20260302 and months 202603: half the size of text, and this
-- is by far the longest table. Kept in the order of its key, where SQLite can, it needs no index.
CREATE TABLE usage (
    day INTEGER NOT NULL,
    partner_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    feature TEXT NOT NULL,
    intake_id INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (day, partner_id, user_id, feature, intake_id)
) {{clustered}};

-- Sums of usage by partner and month, brought up to date with each import; week_… speak of the
-- last seven days of the month. A cell that usage_dirty names is not to be trusted until then.
CREATE TABLE usage_month (
    month INTEGER NOT NULL,
    partner_id TEXT NOT NULL,
    calls INTEGER NOT NULL,
    users INTEGER NOT NULL,
    features INTEGER NOT NULL,
    days INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    week_calls INTEGER NOT NULL,
    week_users INTEGER NOT NULL,
    week_features INTEGER NOT NULL,
    latest_intake INTEGER NOT NULL,
    PRIMARY KEY (month, partner_id)
) {{clustered}};

CREATE TABLE usage_dirty (
    month INTEGER NOT NULL,
    partner_id TEXT NOT NULL,
    PRIMARY KEY (month, partner_id)
) {{clustered}};
