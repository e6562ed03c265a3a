-- What a plan says beside its tasks, so that one partner is shown without replaying its facts.
CREATE TABLE plan (
    partner_id TEXT PRIMARY KEY,
    length_days INTEGER,
    phases TEXT NOT NULL,
    excluded TEXT NOT NULL,
    provisional_anchors TEXT NOT NULL,
    outcomes TEXT NOT NULL
) {{strict}};
ALTER TABLE task ADD COLUMN milestone INTEGER NOT NULL DEFAULT 0;

-- How many partners share a status and all that lists filter by: counting them reads these few rows.
CREATE TABLE partner_count (
    status TEXT NOT NULL,
    tier TEXT NOT NULL,
    segment TEXT NOT NULL,
    playbook TEXT NOT NULL,
    lead TEXT NOT NULL,
    partners INTEGER NOT NULL,
    PRIMARY KEY (status, tier, segment, playbook, lead)
) {{strict}};

-- A filtered list walks one index that holds every filter, and looks at the rows it shows.
DROP INDEX partner_by_attention;
CREATE INDEX partner_by_attention ON partner (
    attention_on, slug, tier, segment, playbook, status, lead
) WHERE status <> 'removed';
DROP INDEX partner_by_status;
CREATE INDEX partner_by_status ON partner (status, active_at, slug, lead);

-- Lists are cut off by date and partner, so each index is walked only as far as a list is long.
DROP INDEX task_open;
DROP INDEX task_ready;
DROP INDEX task_held;
CREATE INDEX task_open ON task (due_on, partner_id, position, owner, state)
WHERE finished_at IS NULL;
CREATE INDEX task_ready ON task (due_on, partner_id, position, owner, state)
WHERE finished_at IS NULL AND waits_for IS NULL AND optional = 0;
CREATE INDEX task_held ON task (due_on, partner_id, position, owner)
WHERE finished_at IS NULL AND (state = 'blocked' OR gate = 'missed');
DROP INDEX deadline_open;
CREATE INDEX deadline_open ON deadline (due_at, partner_id, ref, owner) WHERE state = 'open';
