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

CREATE TABLE contract_term (
    lifecycle_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    partner_id TEXT NOT NULL,
    starts_on TEXT,
    ends_on TEXT NOT NULL,
    notice_on TEXT,
    value TEXT,
    currency TEXT NOT NULL,
    next_step TEXT,
    next_due_on TEXT,
    attention_on TEXT,
    called_percent INTEGER,
    computed_percent INTEGER,
    outcome TEXT NOT NULL,
    concluded_at TEXT,
    renewed_value TEXT,
    PRIMARY KEY (lifecycle_id, number)
) {{strict}};
CREATE INDEX contract_term_by_attention ON contract_term (attention_on) WHERE attention_on IS NOT NULL;
CREATE INDEX contract_term_by_end ON contract_term (ends_on);

CREATE TABLE undertaking (
    lifecycle_id TEXT NOT NULL,
    undertaking TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    workflow TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT,
    started_at TEXT NOT NULL,
    due_on TEXT,
    steps_done INTEGER NOT NULL,
    steps_required INTEGER NOT NULL,
    next_step TEXT,
    outcome TEXT NOT NULL,
    closed_at TEXT,
    PRIMARY KEY (lifecycle_id, undertaking)
) {{strict}};
CREATE INDEX undertaking_open ON undertaking (due_on) WHERE outcome = '';
CREATE INDEX undertaking_by_workflow ON undertaking (workflow, started_at);

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
