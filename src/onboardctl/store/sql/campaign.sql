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
