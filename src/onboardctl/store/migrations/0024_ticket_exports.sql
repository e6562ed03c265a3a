-- What boards of engineers were handed of each ticket, so that a file may hold what has changed since.
CREATE TABLE ticket_export (
    board TEXT NOT NULL,
    ticket_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    exported_at TEXT NOT NULL,
    PRIMARY KEY (board, ticket_id)
) {{strict}};
