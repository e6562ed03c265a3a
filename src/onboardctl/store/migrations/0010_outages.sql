-- Outages of services: derived from the facts, and rebuilt from them at will.
CREATE TABLE outage (
    outage_id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    note TEXT NOT NULL,
    version INTEGER NOT NULL
) {{strict}};
CREATE INDEX outage_by_start ON outage (started_at);
