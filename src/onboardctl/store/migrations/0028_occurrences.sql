-- The times recurring work takes place, as far as they are laid out, and which of them were held.
CREATE TABLE occurrence (
    partner_id TEXT NOT NULL,
    recurring_id TEXT NOT NULL,
    original_on TEXT NOT NULL,
    takes_on TEXT NOT NULL,
    takes_at TEXT,
    title TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    owner TEXT,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    held_on TEXT,
    evidence TEXT NOT NULL,
    PRIMARY KEY (partner_id, recurring_id, original_on)
) {{strict}};
CREATE INDEX occurrence_open ON occurrence (takes_on, partner_id, recurring_id, owner)
WHERE state = 'open';
