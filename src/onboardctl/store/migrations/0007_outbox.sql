-- The outbox: mails on their way out, kept with what was said of each attempt.
-- Operational state, not derived from the facts; what follows from a mail that left is a fact.
CREATE TABLE outbox_mail (
    outbox_id {{identity}},
    partner_id TEXT NOT NULL,
    message TEXT NOT NULL,
    template TEXT NOT NULL,
    occasion TEXT NOT NULL,
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    digest TEXT NOT NULL,
    subject TEXT NOT NULL,
    sender TEXT NOT NULL,
    message_id TEXT NOT NULL,
    promises TEXT NOT NULL,
    invite TEXT NOT NULL,
    is_test INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_try_at TEXT NOT NULL,
    not_after TEXT NOT NULL,
    lease_until TEXT,
    lease_by TEXT NOT NULL,
    last_code INTEGER NOT NULL,
    last_text TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    ended_at TEXT
) {{strict}};
CREATE INDEX outbox_by_partner ON outbox_mail (partner_id, created_at);
CREATE INDEX outbox_by_message_id ON outbox_mail (message_id);
CREATE INDEX outbox_unfinished ON outbox_mail (state, next_try_at)
WHERE state NOT IN ('sent', 'cancelled');

-- The finished text of a mail, apart because the row above it is written again at each step.
CREATE TABLE outbox_text (
    outbox_id INTEGER PRIMARY KEY REFERENCES outbox_mail (outbox_id),
    body TEXT NOT NULL
) {{strict}};

-- One row for each address of a mail. The key says what may be sent only once: partner, template,
-- occasion and address. A mail that was called off, or was a test, gives its keys back.
CREATE TABLE outbox_recipient (
    outbox_id INTEGER NOT NULL REFERENCES outbox_mail (outbox_id),
    position INTEGER NOT NULL,
    field TEXT NOT NULL,
    name TEXT NOT NULL,
    addr TEXT NOT NULL,
    who TEXT NOT NULL,
    mail_key TEXT,
    standing TEXT NOT NULL,
    code INTEGER NOT NULL,
    reply TEXT NOT NULL,
    PRIMARY KEY (outbox_id, position)
) {{strict}};
CREATE UNIQUE INDEX outbox_once ON outbox_recipient (mail_key) WHERE mail_key IS NOT NULL;

-- What happened to a mail, in order, never changed.
CREATE TABLE outbox_event (
    outbox_id INTEGER NOT NULL REFERENCES outbox_mail (outbox_id),
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    move TEXT NOT NULL,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (outbox_id, number)
) {{strict}};
