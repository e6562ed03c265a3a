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

-- name: plays
-- How often each play was tried to its end, and how often it worked.
SELECT play, COUNT(*) AS tried, COUNT(*) FILTER (WHERE outcome = 'worked') AS worked
FROM intervention
WHERE outcome IN ('worked', 'failed')
GROUP BY play
ORDER BY play;

-- name: due
-- Interventions that are due by a day, the earliest first; of one person when named.
SELECT i.intervention, i.sign, i.play, i.rung, i.due_on, i.owner, p.slug, p.name
FROM intervention AS i JOIN partner AS p ON p.partner_id = i.partner_id
WHERE i.outcome = '' AND i.due_on <= :until AND p.status <> 'removed'
AND (CAST(:owner AS TEXT) IS NULL OR i.owner = :owner)
ORDER BY i.due_on, p.slug, i.intervention
LIMIT :limit;
