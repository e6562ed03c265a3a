-- SLA policies as tickets are judged by them, under the digest of their content.
CREATE TABLE sla_policy (
    digest TEXT PRIMARY KEY,
    playbook TEXT NOT NULL,
    version TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    body TEXT NOT NULL
) {{strict}};
CREATE INDEX sla_policy_by_playbook ON sla_policy (playbook, valid_from, recorded_at);

-- Read tables of tickets: derived from the facts, and rebuilt from them at will.
CREATE TABLE ticket (
    ticket_id TEXT PRIMARY KEY,
    partner_id TEXT NOT NULL,
    external TEXT,
    title TEXT NOT NULL,
    tier TEXT NOT NULL,
    priority TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    category TEXT NOT NULL,
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    level INTEGER NOT NULL,
    stage TEXT NOT NULL,
    waiting INTEGER NOT NULL,
    owner TEXT,
    policy TEXT NOT NULL,
    zone TEXT NOT NULL,
    next_clock TEXT,
    next_due_at TEXT,
    next_breach_at TEXT,
    warns_at TEXT,
    level_due_at TEXT,
    broken INTEGER NOT NULL,
    cause TEXT NOT NULL,
    mitigation TEXT NOT NULL,
    satisfaction INTEGER,
    reopened INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    resolved_at TEXT,
    closed_at TEXT,
    active_at TEXT NOT NULL,
    version INTEGER NOT NULL
) {{strict}};
CREATE UNIQUE INDEX ticket_by_external ON ticket (external) WHERE external IS NOT NULL;
CREATE INDEX ticket_by_partner ON ticket (partner_id, opened_at);
CREATE INDEX ticket_by_opening ON ticket (opened_at);
CREATE INDEX ticket_open ON ticket (urgency, opened_at) WHERE resolved_at IS NULL;
CREATE INDEX ticket_breaching ON ticket (next_breach_at, owner) WHERE next_breach_at IS NOT NULL;
CREATE INDEX ticket_climbing ON ticket (level_due_at, owner) WHERE level_due_at IS NOT NULL;

CREATE TABLE ticket_clock (
    ticket_id TEXT NOT NULL,
    clock TEXT NOT NULL,
    number INTEGER NOT NULL,
    partner_id TEXT NOT NULL,
    tier TEXT NOT NULL,
    priority TEXT NOT NULL,
    owner TEXT,
    verdict TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    decided_at TEXT,
    due_at TEXT,
    warns_at TEXT,
    target INTEGER,
    elapsed INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    calendar TEXT NOT NULL,
    zone TEXT NOT NULL,
    policy TEXT NOT NULL,
    cleared INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, clock, number)
) {{strict}};
CREATE INDEX ticket_clock_decided ON ticket_clock (decided_at);
CREATE INDEX ticket_clock_started ON ticket_clock (started_at);
CREATE INDEX ticket_clock_running ON ticket_clock (clock, tier)
WHERE ended_at IS NULL;

CREATE TABLE ticket_notice (
    ticket_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    template TEXT NOT NULL,
    due_at TEXT NOT NULL,
    told_at TEXT,
    owner TEXT,
    PRIMARY KEY (ticket_id, stage)
) {{strict}};
CREATE INDEX ticket_notice_due ON ticket_notice (due_at, owner) WHERE told_at IS NULL;
