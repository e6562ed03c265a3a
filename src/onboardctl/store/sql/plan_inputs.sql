-- What plans are dated from, of many plans at once. The first three take the same partners: those that
-- run, and with :finished those that are through; of one playbook or of any; the newest :limit.

-- name: plans
-- The plans with what their dates hang on, the newest first.
SELECT partner_id, slug, name, tier, segment, users, facts, zone, digest, playbook,
    playbook_version, baseline_finish_on
FROM partner
WHERE (status = 'onboarding' OR (:finished = 1 AND status = 'completed'))
AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook)
ORDER BY created_at DESC, partner_id
LIMIT :limit;

-- name: tasks
-- The dates and states of their tasks, plan by plan.
SELECT t.partner_id, t.task_id, t.state, t.start_on, t.finish_on, t.due_on,
    t.baseline_finish_on, t.started_at, t.finished_at
FROM task AS t
WHERE t.partner_id IN (
    SELECT partner_id FROM partner
    WHERE (status = 'onboarding' OR (:finished = 1 AND status = 'completed'))
    AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook)
    ORDER BY created_at DESC, partner_id
    LIMIT :limit
)
ORDER BY t.partner_id, t.position;

-- name: facts
-- The facts that give their anchors, calendars and what is said by hand, in the order they became
-- known.
SELECT e.subject AS partner_id, e.change_id, e.kind, e.payload
FROM event AS e
WHERE e.kind IN (
    'partner.created', 'partner.edited', 'anchor.given', 'override.set', 'plan.upgraded'
)
AND e.subject IN (
    SELECT partner_id FROM partner
    WHERE (status = 'onboarding' OR (:finished = 1 AND status = 'completed'))
    AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook)
    ORDER BY created_at DESC, partner_id
    LIMIT :limit
)
ORDER BY e.subject, e.number;

-- name: finished
-- The plans that are through with the days they were planned and ended on, the newest first.
SELECT partner_id, slug, playbook, zone, origin_on, finish_on, baseline_finish_on
FROM partner
WHERE status = 'completed' AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook)
ORDER BY created_at DESC, partner_id
LIMIT :limit;
