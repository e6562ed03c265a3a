-- Partnerships beyond their plans: where each stands, and the stages it went through.
CREATE TABLE lifecycle (
    lifecycle_id TEXT PRIMARY KEY,
    partner_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_title TEXT NOT NULL,
    position INTEGER NOT NULL,
    entered_at TEXT NOT NULL,
    version INTEGER NOT NULL
) {{strict}};
CREATE INDEX lifecycle_by_stage ON lifecycle (position, entered_at);

CREATE TABLE stage_visit (
    lifecycle_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    stage TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    left_at TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (lifecycle_id, number)
) {{strict}};
