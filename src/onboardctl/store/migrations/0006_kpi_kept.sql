-- KPIs of past periods as they were measured, so that a report need not measure them again. They
-- hold while nothing was recorded since: `change_id` and the intakes say what was known.
CREATE TABLE kpi_period (
    playbook TEXT NOT NULL,
    period TEXT NOT NULL,
    zone TEXT NOT NULL,
    known_at TEXT NOT NULL,
    change_id INTEGER NOT NULL,
    survey_intake INTEGER NOT NULL,
    usage_intake INTEGER NOT NULL,
    PRIMARY KEY (playbook, period)
) {{strict}};

CREATE TABLE kpi_cell (
    playbook TEXT NOT NULL,
    period TEXT NOT NULL,
    segment TEXT NOT NULL,
    kpi_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (playbook, period, segment, kpi_id)
) {{clustered}};
