-- What partners tell us, from the first word to the answer they heard.

-- name: put_feedback
-- One piece of feedback as it now stands.
INSERT INTO feedback (
    feedback_id, partner_id, source, ticket, theme, tags, text, state, owner, due_on, kpi,
    outcome, answer, received_at, resolved_at, answered_at, version
) VALUES (
    :feedback_id, :partner_id, :source, :ticket, :theme, :tags, :text, :state, :owner, :due_on,
    :kpi, :outcome, :answer, :received_at, :resolved_at, :answered_at, :version
)
ON CONFLICT (feedback_id) DO UPDATE SET
    partner_id = excluded.partner_id,
    source = excluded.source,
    ticket = excluded.ticket,
    theme = excluded.theme,
    tags = excluded.tags,
    text = excluded.text,
    state = excluded.state,
    owner = excluded.owner,
    due_on = excluded.due_on,
    kpi = excluded.kpi,
    outcome = excluded.outcome,
    answer = excluded.answer,
    received_at = excluded.received_at,
    resolved_at = excluded.resolved_at,
    answered_at = excluded.answered_at,
    version = excluded.version;

-- name: drop_feedback
-- Take one piece of feedback away.
DELETE FROM feedback WHERE feedback_id = :feedback_id;

-- name: rows_feedback
-- One piece of feedback as it is stored.
SELECT * FROM feedback WHERE feedback_id = :feedback_id;

-- name: by_id
-- The piece of feedback of that id.
SELECT feedback_id FROM feedback WHERE feedback_id = :feedback_id;

-- name: ticket
-- Whose ticket it is that feedback came from.
SELECT ticket_id, partner_id FROM ticket WHERE ticket_id = :ticket_id;

-- name: list
-- Feedback with the partner's name: what is open first, then the earliest due, then the oldest.
SELECT f.*, p.slug, p.name
FROM feedback AS f LEFT JOIN partner AS p ON p.partner_id = f.partner_id
WHERE (:closed = 1 OR f.resolved_at IS NULL)
AND (CAST(:partner_id AS TEXT) IS NULL OR f.partner_id = :partner_id)
AND (CAST(:theme AS TEXT) IS NULL OR f.theme = :theme)
AND (CAST(:owner AS TEXT) IS NULL OR f.owner = :owner)
AND (CAST(:source AS TEXT) IS NULL OR f.source = :source)
ORDER BY CASE WHEN f.resolved_at IS NULL THEN 0 ELSE 1 END,
    CASE WHEN f.due_on IS NULL THEN 1 ELSE 0 END, f.due_on, f.received_at, f.feedback_id;

-- name: between
-- Feedback received by the end of a stretch and not resolved before its start, oldest first.
SELECT f.*, p.slug, p.name, p.tier
FROM feedback AS f LEFT JOIN partner AS p ON p.partner_id = f.partner_id
WHERE f.received_at < :until AND (f.resolved_at IS NULL OR f.resolved_at >= :start)
ORDER BY f.received_at, f.feedback_id;
