-- Tasks as read by the plan, the morning list and the task commands.
-- A cross join keeps its order of tables, so that the index of the first one gives the order.

-- name: of_partner
-- The plan of one partner in the order of its playbook.
SELECT task_id, position, phase, title, state, owner_role, owner, start_on, finish_on, due_on,
    baseline_finish_on, due_at, slack_days, critical, provisional, optional, items_done,
    items_required, gate, waits_for, waits_why, reason, started_at, finished_at, milestone
FROM task WHERE partner_id = :partner_id
ORDER BY position;

-- name: one
-- One task of one partner.
SELECT task_id, position, phase, title, state, owner_role, owner, start_on, finish_on, due_on,
    baseline_finish_on, due_at, slack_days, critical, provisional, optional, items_done,
    items_required, gate, waits_for, waits_why, reason, started_at, finished_at, milestone
FROM task WHERE partner_id = :partner_id AND task_id = :task_id;

-- name: list_open
-- Unfinished tasks across partners, the one due first in front.
SELECT t.partner_id, p.slug, p.name, p.zone, p.status AS partner_status, t.task_id, t.position,
    t.phase, t.title, t.state,
    t.owner_role, t.owner, t.start_on, t.finish_on, t.due_on, t.baseline_finish_on, t.due_at,
    t.slack_days, t.critical, t.provisional, t.optional, t.items_done, t.items_required, t.gate,
    t.waits_for, t.waits_why, t.reason, t.started_at, t.finished_at
FROM task AS t CROSS JOIN partner AS p
WHERE p.partner_id = t.partner_id
AND t.finished_at IS NULL AND p.status <> 'removed'
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
AND (CAST(:state AS TEXT) IS NULL OR t.state = :state)
ORDER BY t.due_on, t.partner_id, t.position
LIMIT :limit;

-- name: list_any
-- Tasks across partners, the finished ones too, the one due first in front.
SELECT t.partner_id, p.slug, p.name, p.zone, p.status AS partner_status, t.task_id, t.position,
    t.phase, t.title, t.state,
    t.owner_role, t.owner, t.start_on, t.finish_on, t.due_on, t.baseline_finish_on, t.due_at,
    t.slack_days, t.critical, t.provisional, t.optional, t.items_done, t.items_required, t.gate,
    t.waits_for, t.waits_why, t.reason, t.started_at, t.finished_at
FROM task AS t CROSS JOIN partner AS p
WHERE p.partner_id = t.partner_id
AND p.status <> 'removed'
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
AND (CAST(:state AS TEXT) IS NULL OR t.state = :state)
ORDER BY t.due_on, t.partner_id, t.position
LIMIT :limit;

-- name: list_of_partner
-- Tasks of one partner, the one due first in front.
SELECT t.partner_id, p.slug, p.name, p.zone, p.status AS partner_status, t.task_id, t.position,
    t.phase, t.title, t.state,
    t.owner_role, t.owner, t.start_on, t.finish_on, t.due_on, t.baseline_finish_on, t.due_at,
    t.slack_days, t.critical, t.provisional, t.optional, t.items_done, t.items_required, t.gate,
    t.waits_for, t.waits_why, t.reason, t.started_at, t.finished_at
FROM task AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.partner_id = :partner_id AND p.status <> 'removed'
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
AND (CAST(:state AS TEXT) IS NULL OR t.state = :state)
AND (:unfinished = 0 OR t.finished_at IS NULL)
ORDER BY t.due_on, t.partner_id, t.position
LIMIT :limit;

-- name: ids_beginning
-- Task ids of one partner that begin so, for completion.
SELECT task_id, title FROM task
WHERE partner_id = :partner_id AND task_id LIKE :beginning ESCAPE '\'
ORDER BY position
LIMIT :limit;

-- name: owned
-- Whether anybody's task is in this person's name.
SELECT task_id FROM task WHERE owner = :owner LIMIT 1;
