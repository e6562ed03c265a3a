-- Clocks of closed months, counted once: what the SLA report says of them without reading each.
CREATE TABLE sla_rollup (
    month TEXT NOT NULL,
    zone TEXT NOT NULL,
    tier TEXT NOT NULL,
    clock TEXT NOT NULL,
    priority TEXT NOT NULL,
    met INTEGER NOT NULL,
    breached INTEGER NOT NULL,
    no_target INTEGER NOT NULL,
    cleared INTEGER NOT NULL,
    lengths TEXT NOT NULL,
    worst TEXT NOT NULL,
    policies TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (month, zone, tier, clock, priority)
) {{strict}};
CREATE TABLE sla_rolled (
    month TEXT NOT NULL,
    zone TEXT NOT NULL,
    rolled_at TEXT NOT NULL,
    PRIMARY KEY (month, zone)
) {{strict}};
-- Days whose clocks have changed since their month was counted.
CREATE TABLE sla_dirty (
    day TEXT PRIMARY KEY
) {{strict}};
