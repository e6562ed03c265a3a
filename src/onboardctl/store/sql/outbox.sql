-- Mails on their way out: the mail, its recipients, and what happened to it.
-- "Neither sent nor cancelled" is said again where it follows anyway: it names the index of the few.

-- name: add
-- Put a mail in the outbox; answers with its number.
INSERT INTO outbox_mail (
    partner_id, message, template, occasion, kind, locale, digest, subject, sender, message_id,
    promises, invite, is_test, state, attempts, next_try_at, not_after, lease_by, last_code,
    last_text, reason, created_at, created_by
) VALUES (
    :partner_id, :message, :template, :occasion, :kind, :locale, :digest, :subject, :sender,
    :message_id, :promises, :invite, :is_test, :state, 0, :next_try_at, :not_after, '', 0, '',
    :reason, :created_at, :created_by
)
RETURNING outbox_id;

-- name: add_text
-- Keep the finished text of a mail.
INSERT INTO outbox_text (outbox_id, body) VALUES (:outbox_id, :body);

-- name: add_recipient
-- Add an address to a mail.
INSERT INTO outbox_recipient (
    outbox_id, position, field, name, addr, who, mail_key, standing, code, reply
) VALUES (
    :outbox_id, :position, :field, :name, :addr, :who, :mail_key, :standing, 0, ''
);

-- name: add_event
-- Write down what happened to a mail.
INSERT INTO outbox_event (outbox_id, number, at, move, state, actor, detail)
SELECT :outbox_id, COALESCE(MAX(number), 0) + 1, :at, :move, :state, :actor, :detail
FROM outbox_event WHERE outbox_id = :outbox_id;

-- name: by_id
-- One mail without its text.
SELECT o.outbox_id, o.partner_id, o.message, o.template, o.occasion, o.kind, o.locale, o.digest,
    o.subject, o.sender, o.message_id, o.promises, o.is_test, o.state, o.attempts, o.next_try_at,
    o.not_after, o.lease_until, o.lease_by, o.last_code, o.last_text, o.reason, o.created_at,
    o.created_by, o.ended_at, p.slug, p.name AS partner_name
FROM outbox_mail AS o LEFT JOIN partner AS p ON p.partner_id = o.partner_id
WHERE o.outbox_id = :outbox_id;

-- name: body
-- The finished mail as it travels.
SELECT body FROM outbox_text WHERE outbox_id = :outbox_id;

-- name: recipients
-- Who a mail goes to, in order.
SELECT outbox_id, position, field, name, addr, who, standing, code, reply FROM outbox_recipient
WHERE outbox_id = :outbox_id
ORDER BY position;

-- name: events
-- What happened to a mail, in order.
SELECT number, at, move, state, actor, detail FROM outbox_event
WHERE outbox_id = :outbox_id
ORDER BY number;

-- name: holder_of_key
-- The mail that already goes, or went, to an address for an occasion.
SELECT r.outbox_id, r.addr, r.standing, o.state, o.ended_at, o.created_at
FROM outbox_recipient AS r JOIN outbox_mail AS o ON o.outbox_id = r.outbox_id
WHERE r.mail_key = :mail_key;

-- name: waiting
-- Mails whose turn has come, the longest waiting first; whoever left us gets none.
SELECT o.outbox_id FROM outbox_mail AS o JOIN partner AS p ON p.partner_id = o.partner_id
WHERE o.state NOT IN ('sent', 'cancelled') AND o.state IN ('queued', 'deferred')
AND o.next_try_at <= :now AND o.not_after >= :now
AND p.status <> 'removed'
ORDER BY o.next_try_at, o.outbox_id
LIMIT :limit;

-- name: one_waiting
-- One mail, if it could go out now or later.
SELECT outbox_id FROM outbox_mail
WHERE outbox_id = :outbox_id AND state IN ('queued', 'deferred') AND not_after >= :now;

-- name: unfinished
-- Mails in one of two states, with what time may do to them.
SELECT outbox_id, state, next_try_at, not_after, lease_until, lease_by FROM outbox_mail
WHERE state NOT IN ('sent', 'cancelled') AND state IN (:state, :other)
ORDER BY outbox_id;

-- name: out_of_time
-- Mails that have waited longer than anybody wanted.
SELECT outbox_id FROM outbox_mail
WHERE state NOT IN ('sent', 'cancelled') AND state IN ('queued', 'deferred')
AND not_after < :now
ORDER BY outbox_id;

-- name: lease
-- Take a mail in hand if nobody else has it.
UPDATE outbox_mail SET state = 'leased', lease_until = :lease_until, lease_by = :lease_by
WHERE outbox_id = :outbox_id AND state IN ('queued', 'deferred')
RETURNING outbox_id;

-- name: move
-- Move a mail on, if it is still where it was and in the same hands.
UPDATE outbox_mail SET
    state = :state,
    attempts = :attempts,
    next_try_at = :next_try_at,
    not_after = :not_after,
    lease_until = :lease_until,
    lease_by = :lease_by,
    last_code = :last_code,
    last_text = :last_text,
    ended_at = :ended_at
WHERE outbox_id = :outbox_id AND state = :before AND lease_by = :held_by;

-- name: tell_recipient
-- What is known of one address now.
UPDATE outbox_recipient SET standing = :standing, code = :code, reply = :reply
WHERE outbox_id = :outbox_id AND position = :position;

-- name: free_keys
-- Let what was called off be sent again.
UPDATE outbox_recipient SET mail_key = NULL
WHERE outbox_id = :outbox_id AND standing <> 'delivered';

-- name: list
-- Mails of the outbox, the latest first.
SELECT o.outbox_id, o.partner_id, o.message, o.template, o.occasion, o.kind, o.locale, o.digest,
    o.subject, o.sender, o.message_id, o.promises, o.is_test, o.state, o.attempts, o.next_try_at,
    o.not_after, o.lease_until, o.lease_by, o.last_code, o.last_text, o.reason, o.created_at,
    o.created_by, o.ended_at, p.slug, p.name AS partner_name
FROM outbox_mail AS o LEFT JOIN partner AS p ON p.partner_id = o.partner_id
WHERE (CAST(:state AS TEXT) IS NULL OR o.state = :state)
AND (CAST(:partner_id AS TEXT) IS NULL OR o.partner_id = :partner_id)
ORDER BY o.outbox_id DESC
LIMIT :limit;

-- name: list_unfinished
-- Mails that still wait for something or for somebody, the latest first.
SELECT o.outbox_id, o.partner_id, o.message, o.template, o.occasion, o.kind, o.locale, o.digest,
    o.subject, o.sender, o.message_id, o.promises, o.is_test, o.state, o.attempts, o.next_try_at,
    o.not_after, o.lease_until, o.lease_by, o.last_code, o.last_text, o.reason, o.created_at,
    o.created_by, o.ended_at, p.slug, p.name AS partner_name
FROM outbox_mail AS o LEFT JOIN partner AS p ON p.partner_id = o.partner_id
WHERE o.state NOT IN ('sent', 'cancelled')
AND (CAST(:partner_id AS TEXT) IS NULL OR o.partner_id = :partner_id)
ORDER BY o.outbox_id DESC
LIMIT :limit;

-- name: counts
-- How many mails there are in each state.
SELECT state, COUNT(*) AS mails FROM outbox_mail
GROUP BY state
ORDER BY state;

-- name: of_partner
-- What was sent to a partner, or is on its way, the latest first.
SELECT outbox_id, message, template, occasion, state, subject, is_test, created_at, ended_at
FROM outbox_mail
WHERE partner_id = :partner_id
ORDER BY created_at DESC, outbox_id DESC
LIMIT :limit;

-- name: recipients_of_partner
-- The addresses of every mail to a partner.
SELECT r.outbox_id, r.position, r.field, r.name, r.addr, r.who, r.standing, r.code, r.reply
FROM outbox_mail AS o JOIN outbox_recipient AS r ON r.outbox_id = o.outbox_id
WHERE o.partner_id = :partner_id
ORDER BY r.outbox_id, r.position;

-- name: last_sent
-- The text that last went out to a partner from a template.
SELECT o.outbox_id, o.subject, t.body, o.digest, o.occasion, o.ended_at
FROM outbox_mail AS o JOIN outbox_text AS t ON t.outbox_id = o.outbox_id
WHERE o.partner_id = :partner_id AND o.template = :template AND o.state = 'sent' AND o.is_test = 0
ORDER BY o.ended_at DESC, o.outbox_id DESC
LIMIT 1;

-- name: open_of_message
-- A mail for this purpose that has not ended yet.
SELECT outbox_id, state FROM outbox_mail
WHERE partner_id = :partner_id AND message = :message AND is_test = 0
AND state NOT IN ('sent', 'cancelled', 'refused')
ORDER BY outbox_id DESC
LIMIT 1;

-- name: times
-- How many mails a partner got, or was to get, from a template.
SELECT COUNT(*) AS mails FROM outbox_mail
WHERE partner_id = :partner_id AND template = :template AND is_test = 0;

-- name: invites
-- The invitations a partner got, or may have got, in the order of sending.
SELECT invite FROM outbox_mail
WHERE partner_id = :partner_id AND invite <> '' AND is_test = 0
AND state NOT IN ('cancelled', 'refused', 'expired')
ORDER BY outbox_id;

-- name: last_to
-- The mails that last went to an address.
SELECT r.outbox_id FROM outbox_recipient AS r JOIN outbox_mail AS o ON o.outbox_id = r.outbox_id
WHERE lower(r.addr) = :addr AND o.is_test = 0 AND r.standing IN ('delivered', 'uncertain')
ORDER BY r.outbox_id DESC
LIMIT 1;

-- name: since
-- A mail that a partner got, or is to get, from a template since a moment.
SELECT outbox_id FROM outbox_mail
WHERE partner_id = :partner_id AND template = :template AND is_test = 0
AND state <> 'cancelled' AND created_at >= :since
ORDER BY outbox_id DESC
LIMIT 1;

-- name: by_message_id
-- Mails that travelled under a Message-ID; a bounce names it.
SELECT outbox_id FROM outbox_mail WHERE message_id = :message_id ORDER BY outbox_id DESC;

-- name: touch
-- Write a mail's state as it is: the commit brings everything before it to disk.
UPDATE outbox_mail SET state = :state WHERE outbox_id = :outbox_id;

-- name: texts_of_partner
-- The texts of all mails to a partner, with their state.
SELECT m.outbox_id, m.state, t.body FROM outbox_mail AS m
JOIN outbox_text AS t ON t.outbox_id = m.outbox_id
WHERE m.partner_id = :partner_id ORDER BY m.outbox_id;

-- name: blank_text
-- What a mail said is gone.
UPDATE outbox_text SET body = '' WHERE outbox_id = :outbox_id;

-- name: without_invitation
-- A mail for an occasion that went out, or will, without the time of its meeting.
SELECT outbox_id FROM outbox_mail
WHERE partner_id = :partner_id AND template = :template AND occasion = :occasion
    AND invite = '' AND is_test = 0 AND state <> 'cancelled';
