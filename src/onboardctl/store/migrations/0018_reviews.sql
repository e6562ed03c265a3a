-- Reviews that were held, planned by hand, or cancelled.
CREATE TABLE review (
    review_id TEXT PRIMARY KEY,
    partner_id TEXT,
    slot TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    planned_at TEXT,
    held_on TEXT,
    attendees TEXT NOT NULL,
    minutes TEXT NOT NULL,
    notes TEXT NOT NULL,
    decisions TEXT NOT NULL,
    actions TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) {{strict}};
CREATE INDEX review_by_partner ON review (COALESCE(partner_id, ''), held_on);
