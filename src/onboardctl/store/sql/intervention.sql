-- What is done for partnerships at risk.

-- name: list
-- Interventions by day due, closed ones last and only when all are asked for.
SELECT i.*, p.slug, p.name, p.zone
FROM intervention AS i JOIN partner AS p ON p.partner_id = i.partner_id
WHERE p.status <> 'removed'
AND (CAST(:partner_id AS TEXT) IS NULL OR i.partner_id = :partner_id)
AND (CAST(:owner AS TEXT) IS NULL OR i.owner = :owner)
AND (CAST(:every AS INTEGER) = 1 OR i.outcome = '')
ORDER BY CASE WHEN i.outcome = '' THEN 0 ELSE 1 END, i.due_on, p.slug, i.intervention;

-- name: tried
-- Interventions that were tried to their end, with the scores frozen around them.
SELECT i.partner_id, i.intervention, i.sign, i.play, i.outcome, i.opened_at, i.closed_at,
    (
        SELECT w.score FROM health_week AS w
        WHERE w.partner_id = i.partner_id AND w.taken_at <= i.opened_at
        ORDER BY w.week DESC LIMIT 1
    ) AS score_before,
    (
        SELECT w.score FROM health_week AS w
        WHERE w.partner_id = i.partner_id AND w.taken_at >= i.closed_at AND w.taken_at <= :until
        ORDER BY w.week LIMIT 1
    ) AS score_after
FROM intervention AS i
WHERE i.outcome IN ('worked', 'failed')
ORDER BY i.play, i.partner_id, i.intervention;
