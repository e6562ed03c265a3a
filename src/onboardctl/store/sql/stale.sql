-- Plans that a new day may move, with all that says what their dates become: a stretch of partners at
-- a time. All take the same partners: running, with something reached by :day, from :first to :last.

-- name: ids
-- Their ids.
SELECT s.partner_id, s.stale_on, p.zone FROM plan AS s CROSS JOIN partner AS p
WHERE p.partner_id = s.partner_id AND s.stale_on <= :day AND p.status = 'onboarding'
ORDER BY s.partner_id;

-- name: plans
-- The rows of the partners and of their plans.
SELECT p.partner_id, p.slug, p.name, p.tier, p.segment, p.users, p.facts, p.zone, p.digest,
    p.anchors, p.finish_on, p.baseline_finish_on, p.version, s.excluded, s.provisional_anchors,
    s.calendars, s.stale_on
FROM plan AS s JOIN partner AS p ON p.partner_id = s.partner_id
WHERE s.partner_id BETWEEN :first AND :last AND s.stale_on <= :day AND p.status = 'onboarding'
ORDER BY s.partner_id;

-- name: tasks
-- Their tasks.
SELECT t.partner_id, t.task_id, t.position, t.title, t.state, t.owner, t.start_on, t.finish_on,
    t.due_on, t.due_at, t.slack_days, t.critical, t.provisional, t.optional, t.waits_for,
    t.started_at, t.finished_at
FROM task AS t
WHERE t.partner_id BETWEEN :first AND :last AND t.partner_id IN (
    SELECT s.partner_id FROM plan AS s JOIN partner AS p ON p.partner_id = s.partner_id
    WHERE s.partner_id BETWEEN :first AND :last AND s.stale_on <= :day AND p.status = 'onboarding'
)
ORDER BY t.partner_id, t.task_id;

-- name: deadlines
-- Their deadlines, those of promises included.
SELECT d.partner_id, d.ref, d.kind, d.title, d.due_at, d.owner_role, d.done_at, d.state
FROM deadline AS d
WHERE d.partner_id BETWEEN :first AND :last AND d.partner_id IN (
    SELECT s.partner_id FROM plan AS s JOIN partner AS p ON p.partner_id = s.partner_id
    WHERE s.partner_id BETWEEN :first AND :last AND s.stale_on <= :day AND p.status = 'onboarding'
)
ORDER BY d.partner_id, d.ref;

-- name: facts
-- The facts that give their anchors, what is said by hand and what was promised, in the order they
-- became known.
SELECT e.subject AS partner_id, e.change_id, e.kind, e.payload
FROM event AS e
WHERE e.kind IN (
    'partner.created', 'partner.edited', 'anchor.given', 'override.set', 'plan.upgraded',
    'promise.made', 'promise.dated'
)
AND e.subject BETWEEN :first AND :last AND e.subject IN (
    SELECT s.partner_id FROM plan AS s JOIN partner AS p ON p.partner_id = s.partner_id
    WHERE s.partner_id BETWEEN :first AND :last AND s.stale_on <= :day AND p.status = 'onboarding'
)
ORDER BY e.subject, e.number;
