-- What the facts of a subject made of it, up to one of them: later facts are applied to it, so that
-- a command costs the same however long the history is. Derived, and left out of account at will.
CREATE TABLE snapshot (
    subject TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    program TEXT NOT NULL,
    body TEXT NOT NULL
) {{strict}};
