-- What is done for partnerships at risk.
CREATE TABLE intervention (
    lifecycle_id TEXT NOT NULL,
    intervention TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    sign TEXT NOT NULL,
    play TEXT NOT NULL,
    rung TEXT NOT NULL,
    owner TEXT NOT NULL,
    due_on TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    before_text TEXT NOT NULL,
    outcome TEXT NOT NULL,
    after_text TEXT NOT NULL,
    closed_at TEXT,
    PRIMARY KEY (lifecycle_id, intervention)
) {{strict}};
CREATE INDEX intervention_open ON intervention (due_on, owner) WHERE outcome = '';
