-- Campaigns and other joint undertakings across partners.

-- name: list
-- Undertakings by day due, those without one last; open ones alone unless all are asked for.
SELECT u.*, p.slug, p.name, p.zone
FROM undertaking AS u JOIN partner AS p ON p.partner_id = u.partner_id
WHERE p.status <> 'removed'
AND (CAST(:partner_id AS TEXT) IS NULL OR u.partner_id = :partner_id)
AND (CAST(:workflow AS TEXT) IS NULL OR u.workflow = :workflow)
AND (CAST(:every AS INTEGER) = 1 OR u.outcome = '')
ORDER BY u.outcome <> '', u.due_on IS NULL, u.due_on, p.slug, u.started_at, u.undertaking;

-- name: due
-- Undertakings that are due by a day, the earliest first; of one person when named.
SELECT u.undertaking, u.title, u.due_on, u.owner, u.steps_done, u.steps_required, p.slug, p.name
FROM undertaking AS u JOIN partner AS p ON p.partner_id = u.partner_id
WHERE u.outcome = '' AND u.due_on <= :until AND p.status <> 'removed'
AND (CAST(:owner AS TEXT) IS NULL OR u.owner = :owner)
ORDER BY u.due_on, p.slug, u.undertaking
LIMIT :limit;
