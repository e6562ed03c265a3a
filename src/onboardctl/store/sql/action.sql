-- Actions: what somebody will do, until when, and what came of it.

-- name: put_action
-- The row of an action as it now stands.
INSERT INTO action (
    action_id, title, owner, due_on, state, kpi, partner_id, expected, period, value, source,
    result, opened_at, closed_at, version
)
VALUES (
    :action_id, :title, :owner, :due_on, :state, :kpi, :partner_id, :expected, :period, :value,
    :source, :result, :opened_at, :closed_at, :version
)
ON CONFLICT (action_id) DO UPDATE SET title = excluded.title, owner = excluded.owner,
    due_on = excluded.due_on, state = excluded.state, kpi = excluded.kpi,
    partner_id = excluded.partner_id, expected = excluded.expected, period = excluded.period,
    value = excluded.value, source = excluded.source, result = excluded.result,
    opened_at = excluded.opened_at, closed_at = excluded.closed_at, version = excluded.version;

-- name: drop_action
-- The row of an action that is no more.
DELETE FROM action WHERE action_id = :action_id;

-- name: rows_action
-- The row of one action, to compare with a replay.
SELECT action_id, title, owner, due_on, state, kpi, partner_id, expected, period, value, source,
    result, opened_at, closed_at, version
FROM action WHERE action_id = :action_id;

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
