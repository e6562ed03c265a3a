-- Facts: what happened, one stream for each partner, appended and never changed.
CREATE TABLE change (
    change_id {{identity}},
    command TEXT NOT NULL,
    summary TEXT NOT NULL,
    actor TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    undoes INTEGER REFERENCES change (change_id)
) {{strict}};
CREATE INDEX change_undoing ON change (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE event (
    partner_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    change_id INTEGER NOT NULL REFERENCES change (change_id),
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    PRIMARY KEY (partner_id, number)
) {{strict}};
CREATE INDEX event_by_change ON event (change_id);

-- A compiled playbook under its digest: what running plans were made from.
CREATE TABLE playbook_version (
    digest TEXT PRIMARY KEY,
    playbook TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) {{strict}};
CREATE INDEX playbook_version_by_name ON playbook_version (playbook, version);

-- Calendars as plans use them, holidays as dates, under the digest of their content.
CREATE TABLE calendar (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) {{strict}};

-- People of the partners; facts name them by id only, so that one can be forgotten.
CREATE TABLE contact (
    contact_id TEXT PRIMARY KEY,
    partner_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    erased_at TEXT
) {{strict}};
CREATE INDEX contact_by_partner ON contact (partner_id);

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) {{strict}};

-- Read tables: derived from the facts in the same transaction, and rebuilt from them at will.
CREATE TABLE partner (
    partner_id TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    tier TEXT NOT NULL,
    segment TEXT NOT NULL,
    status TEXT NOT NULL,
    playbook TEXT NOT NULL,
    playbook_version TEXT NOT NULL,
    digest TEXT NOT NULL,
    brand TEXT NOT NULL,
    zone TEXT NOT NULL,
    locale TEXT NOT NULL,
    users INTEGER,
    contract TEXT,
    channel TEXT,
    lead TEXT,
    team TEXT NOT NULL,
    facts TEXT NOT NULL,
    anchors TEXT NOT NULL,
    origin_on TEXT,
    signed_at TEXT,
    go_live_on TEXT,
    phase TEXT NOT NULL,
    phase_title TEXT NOT NULL,
    items_done INTEGER NOT NULL,
    items_required INTEGER NOT NULL,
    tasks_done INTEGER NOT NULL,
    tasks_required INTEGER NOT NULL,
    blocked_count INTEGER NOT NULL,
    next_task TEXT,
    next_title TEXT,
    next_on TEXT,
    attention_on TEXT NOT NULL,
    next_deadline_at TEXT,
    finish_on TEXT,
    baseline_finish_on TEXT,
    created_at TEXT NOT NULL,
    active_at TEXT NOT NULL,
    version INTEGER NOT NULL
) {{strict}};
CREATE UNIQUE INDEX partner_by_slug ON partner (slug) WHERE status <> 'removed';
CREATE INDEX partner_by_attention ON partner (attention_on, slug) WHERE status <> 'removed';
CREATE INDEX partner_by_status ON partner (status, active_at);
CREATE INDEX partner_by_name ON partner (search);
CREATE INDEX partner_by_playbook ON partner (playbook, partner_id);

CREATE TABLE task (
    partner_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    phase TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    owner TEXT,
    start_on TEXT NOT NULL,
    finish_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    baseline_finish_on TEXT NOT NULL,
    due_at TEXT,
    slack_days INTEGER,
    critical INTEGER NOT NULL,
    provisional INTEGER NOT NULL,
    optional INTEGER NOT NULL,
    items_done INTEGER NOT NULL,
    items_required INTEGER NOT NULL,
    gate TEXT NOT NULL,
    waits_for TEXT,
    waits_why TEXT,
    reason TEXT,
    started_at TEXT,
    finished_at TEXT,
    PRIMARY KEY (partner_id, task_id)
) {{strict}};
-- Lists are walked by date; the owner beside it spares a look at the rows of other people.
-- Of indexes that fit equally well SQLite takes the one made last, so the widest comes first.
CREATE INDEX task_open ON task (due_on, owner) WHERE finished_at IS NULL;
CREATE INDEX task_ready ON task (due_on, owner)
WHERE finished_at IS NULL AND waits_for IS NULL AND optional = 0;
CREATE INDEX task_held ON task (due_on, owner)
WHERE finished_at IS NULL AND (state = 'blocked' OR gate = 'missed');

CREATE TABLE item (
    partner_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    done_at TEXT NOT NULL,
    done_by TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (partner_id, task_id, item_id)
) {{strict}};
CREATE INDEX item_by_name ON item (task_id, item_id, partner_id, done_at);

CREATE TABLE criterion (
    partner_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    criterion_id TEXT NOT NULL,
    standing TEXT NOT NULL,
    value TEXT,
    judged_at TEXT NOT NULL,
    judged_by TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (partner_id, task_id, criterion_id)
) {{strict}};

CREATE TABLE metric (
    partner_id TEXT NOT NULL,
    metric TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    measured_at TEXT NOT NULL,
    measured_by TEXT NOT NULL,
    task_id TEXT,
    evidence TEXT NOT NULL,
    PRIMARY KEY (partner_id, metric, position)
) {{strict}};
CREATE INDEX metric_by_name ON metric (metric, measured_at);

CREATE TABLE deadline (
    partner_id TEXT NOT NULL,
    ref TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    due_at TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    owner TEXT,
    done_at TEXT,
    state TEXT NOT NULL,
    PRIMARY KEY (partner_id, ref)
) {{strict}};
CREATE INDEX deadline_open ON deadline (due_at, owner) WHERE state = 'open';

CREATE TABLE message (
    partner_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    sent_at TEXT,
    channel TEXT NOT NULL,
    acknowledged_at TEXT,
    bounced_at TEXT,
    PRIMARY KEY (partner_id, message_id)
) {{strict}};

CREATE TABLE outcome (
    partner_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reached_on TEXT NOT NULL,
    PRIMARY KEY (partner_id, outcome)
) {{strict}};
