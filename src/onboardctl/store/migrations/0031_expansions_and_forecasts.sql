-- Undertakings that wait for a day, and what an expansion that is won adds to a year of the contract.
ALTER TABLE undertaking ADD COLUMN waits_until TEXT;
ALTER TABLE undertaking ADD COLUMN adds TEXT;
-- The clock of the notice beside that of the renewal: empty once it is settled or the term is over.
ALTER TABLE contract_term ADD COLUMN notice_due_on TEXT;
UPDATE contract_term SET notice_due_on = notice_on WHERE outcome = '';
CREATE INDEX contract_term_by_notice ON contract_term (notice_due_on) WHERE notice_due_on IS NOT NULL;
-- Forecasts of renewals as they were frozen on a day, with the contracts as they were seen then.
CREATE TABLE renewal_forecast (
    taken_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    until_on TEXT NOT NULL,
    n INTEGER NOT NULL,
    expected TEXT NOT NULL,
    low TEXT NOT NULL,
    high TEXT NOT NULL,
    total TEXT NOT NULL,
    method TEXT NOT NULL,
    seed TEXT NOT NULL,
    PRIMARY KEY (taken_on, currency)
) {{strict}};
CREATE TABLE renewal_seen (
    taken_on TEXT NOT NULL,
    lifecycle_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    taken_at TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    value TEXT,
    currency TEXT NOT NULL,
    called_percent INTEGER,
    computed_percent INTEGER,
    PRIMARY KEY (taken_on, lifecycle_id, number)
) {{strict}};
