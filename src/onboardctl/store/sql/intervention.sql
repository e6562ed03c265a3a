-- What is done for partnerships at risk.

-- name: running
-- Which sign of whom is taken up, by day due.
SELECT p.slug, i.sign, i.intervention
FROM intervention AS i CROSS JOIN partner AS p
WHERE p.partner_id = i.partner_id AND i.outcome = '' AND p.status <> 'removed'
ORDER BY i.due_on, p.slug, i.intervention;

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
-- Interventions that were tried to their end, with the weeks and scores frozen around them.
SELECT i.partner_id, i.intervention, i.sign, i.play, i.outcome, i.opened_at, i.closed_at,
    b.week AS week_before, b.score AS score_before, a.week AS week_after, a.score AS score_after
FROM intervention AS i
LEFT JOIN health_week AS b ON b.partner_id = i.partner_id AND b.week = (
    SELECT w.week FROM health_week AS w
    WHERE w.partner_id = i.partner_id AND w.taken_at <= i.opened_at
    ORDER BY w.week DESC LIMIT 1
)
LEFT JOIN health_week AS a ON a.partner_id = i.partner_id AND a.week = (
    SELECT w.week FROM health_week AS w
    WHERE w.partner_id = i.partner_id AND w.taken_at >= i.closed_at AND w.taken_at <= :until
    ORDER BY w.week LIMIT 1
)
WHERE i.outcome IN ('worked', 'failed')
ORDER BY i.play, i.closed_at, i.partner_id, i.intervention;

-- name: others_as_low
-- How many partners scored about the same in a week had no help until another, and what their
-- scores changed by in all.
SELECT COUNT(*) AS others, COALESCE(SUM(a.score - b.score), 0) AS change
FROM health_week AS b JOIN health_week AS a ON a.week = :week_after AND a.partner_id = b.partner_id
WHERE b.week = :week_before AND b.partner_id <> :partner_id
AND b.score BETWEEN :low AND :high AND a.score IS NOT NULL
AND NOT EXISTS (
    SELECT 1 FROM intervention AS i
    WHERE i.lifecycle_id = 'L-' || SUBSTR(b.partner_id, 3) AND i.opened_at <= :closed_at
    AND (i.outcome = '' OR i.closed_at >= :opened_at)
);
