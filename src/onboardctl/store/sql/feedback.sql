-- What partners tell us, from the first word to the answer they heard.

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
