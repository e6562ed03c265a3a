-- What partners tell us, from the first word to the answer they heard.
CREATE TABLE feedback (
    feedback_id TEXT PRIMARY KEY,
    partner_id TEXT,
    source TEXT NOT NULL,
    ticket TEXT,
    theme TEXT NOT NULL,
    tags TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT,
    due_on TEXT,
    kpi TEXT NOT NULL,
    outcome TEXT NOT NULL,
    answer TEXT NOT NULL,
    received_at TEXT NOT NULL,
    resolved_at TEXT,
    answered_at TEXT,
    version INTEGER NOT NULL
) {{strict}};
CREATE INDEX feedback_open ON feedback (due_on, owner) WHERE resolved_at IS NULL;
CREATE INDEX feedback_by_partner ON feedback (partner_id, received_at);
CREATE INDEX feedback_by_time ON feedback (received_at);
