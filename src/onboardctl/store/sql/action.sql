-- Actions: what somebody will do, until when, and what came of it.

-- name: by_id
-- One action.
SELECT action_id, state FROM action WHERE action_id = :action_id;

-- name: list
-- Actions with the partner's name, the open ones first and of those the earliest due.
SELECT a.action_id, a.title, a.owner, a.due_on, a.state, a.kpi, p.slug, a.expected, a.period,
    a.value, a.result, a.opened_at, a.closed_at
FROM action AS a LEFT JOIN partner AS p ON p.partner_id = a.partner_id
WHERE (:closed = 1 OR a.closed_at IS NULL)
AND (CAST(:owner AS TEXT) IS NULL OR a.owner = :owner)
AND (CAST(:kpi AS TEXT) IS NULL OR a.kpi = :kpi)
AND (CAST(:partner_id AS TEXT) IS NULL OR a.partner_id = :partner_id)
AND (CAST(:source AS TEXT) IS NULL OR a.source = :source)
ORDER BY CASE WHEN a.closed_at IS NULL THEN 0 ELSE 1 END, a.due_on, a.action_id;

-- name: of_kpis
-- Actions about KPIs opened up to a moment, oldest first.
SELECT a.action_id, a.title, a.owner, a.due_on, a.state, a.kpi, p.slug, a.expected, a.period,
    a.value, a.result, a.opened_at, a.closed_at
FROM action AS a LEFT JOIN partner AS p ON p.partner_id = a.partner_id
WHERE a.kpi <> '' AND a.opened_at <= :until
ORDER BY a.opened_at, a.action_id;

-- name: opened
-- Actions opened in a stretch.
SELECT action_id, partner_id, opened_at, closed_at FROM action
WHERE opened_at >= :start AND opened_at < :end
ORDER BY opened_at, action_id;
