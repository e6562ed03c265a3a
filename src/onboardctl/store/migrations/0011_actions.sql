-- Read table of actions: derived from the facts, and rebuilt from them at will.
CREATE TABLE action (
    action_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    owner TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL,
    kpi TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    expected TEXT NOT NULL,
    period TEXT NOT NULL,
    value TEXT NOT NULL,
    source TEXT NOT NULL,
    result TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    version INTEGER NOT NULL
) {{strict}};
CREATE INDEX action_open ON action (due_on, owner) WHERE closed_at IS NULL;
CREATE INDEX action_by_kpi ON action (kpi, opened_at) WHERE kpi <> '';
