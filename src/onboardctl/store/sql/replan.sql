-- What tells in bulk whether a plan's dates still hold.

-- name: plans
-- Every running plan with what its dates hang on, by short name.
SELECT partner_id, slug, name, tier, segment, users, facts, zone, digest
FROM partner WHERE status = 'onboarding'
ORDER BY slug;

-- name: tasks
-- The dates and states of all tasks of running plans, plan by plan.
SELECT t.partner_id, t.task_id, t.state, t.start_on, t.finish_on, t.due_on, t.started_at,
    t.finished_at
FROM task AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE p.status = 'onboarding'
ORDER BY t.partner_id, t.position;

-- name: given
-- The facts that give anchors and calendars, in the order they became known.
SELECT e.partner_id, e.change_id, e.kind, e.payload
FROM event AS e WHERE e.kind IN ('partner.created', 'partner.edited', 'anchor.given')
ORDER BY e.partner_id, e.number;
