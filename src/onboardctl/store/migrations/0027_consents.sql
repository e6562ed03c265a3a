-- What partners allow us to say of them.
CREATE TABLE consent (
    lifecycle_id TEXT NOT NULL,
    consent TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    contact TEXT NOT NULL,
    given_on TEXT NOT NULL,
    until_on TEXT,
    withdrawn_on TEXT,
    last_on TEXT,
    ask_on TEXT,
    scope TEXT NOT NULL,
    evidence TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (lifecycle_id, consent)
) {{strict}};
CREATE INDEX consent_to_ask ON consent (ask_on) WHERE ask_on IS NOT NULL;
CREATE INDEX consent_by_kind ON consent (kind);
-- Lessons and reviews of the days around the present, for the morning list.
CREATE INDEX training_session_by_time ON training_session (at) WHERE cancelled = '';
CREATE INDEX review_planned ON review (planned_at) WHERE state = 'planned';
