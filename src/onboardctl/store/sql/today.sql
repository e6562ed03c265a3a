-- The morning list: every question it asks, in one file, because it asks them all each time.
-- A cross join keeps its order of tables, so that the index of the first one gives the order.

-- name: clocks
-- Promises that are open and due by a moment, the most overdue first.
SELECT d.partner_id, p.slug, p.name, p.tier, p.zone, d.ref, d.kind, d.title, d.due_at,
    d.owner_role, d.owner, d.state
FROM deadline AS d CROSS JOIN partner AS p
WHERE p.partner_id = d.partner_id
AND d.state = 'open' AND d.due_at <= :until AND p.status IN ('onboarding', 'completed')
AND (CAST(:owner AS TEXT) IS NULL OR d.owner = :owner)
ORDER BY d.due_at, d.partner_id, d.ref
LIMIT :limit;

-- name: ready
-- What may be worked on now, due by a day, the most overdue first.
SELECT t.partner_id, p.slug, p.name, p.tier, p.zone, t.task_id, t.title, t.state, t.owner_role,
    t.owner, t.start_on, t.finish_on, t.due_on, t.items_done, t.items_required, t.gate, t.critical, t.reason
FROM task AS t CROSS JOIN partner AS p
WHERE p.partner_id = t.partner_id
AND t.finished_at IS NULL AND t.waits_for IS NULL AND t.optional = 0
AND t.due_on <= :until AND t.state <> 'blocked' AND t.gate <> 'missed' AND p.status = 'onboarding'
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
ORDER BY t.due_on, t.partner_id, t.position
LIMIT :limit;

-- name: count
-- How many of them there are by zone and day around the present, and how many before that, where it
-- is late everywhere; counted no further than a limit.
SELECT CASE WHEN due_on < :early THEN '' ELSE zone END AS zone,
    CASE WHEN due_on < :early THEN '' ELSE due_on END AS day, COUNT(*) AS tasks
FROM (
    SELECT t.due_on, p.zone FROM task AS t CROSS JOIN partner AS p
    WHERE p.partner_id = t.partner_id
    AND t.finished_at IS NULL AND t.waits_for IS NULL AND t.optional = 0
    AND t.due_on <= :until AND t.state <> 'blocked' AND t.gate <> 'missed'
    AND p.status = 'onboarding'
    AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
    ORDER BY t.due_on, t.partner_id, t.position
    LIMIT :limit
) AS counted
GROUP BY 1, 2;

-- name: held
-- What is held up from outside or by a gate that was missed.
SELECT t.partner_id, p.slug, p.name, p.tier, p.zone, t.task_id, t.title, t.state, t.owner_role,
    t.owner, t.start_on, t.finish_on, t.due_on, t.items_done, t.items_required, t.gate, t.critical, t.reason
FROM task AS t CROSS JOIN partner AS p
WHERE p.partner_id = t.partner_id
AND t.finished_at IS NULL AND (t.state = 'blocked' OR t.gate = 'missed')
AND p.status = 'onboarding'
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
ORDER BY t.due_on, t.partner_id, t.position
LIMIT :limit;

-- name: targets
-- Running targets that break before a moment, the first in front, with those that broke.
SELECT t.ticket_id, p.slug, p.name, t.title, t.tier, t.priority, t.owner, t.next_clock,
    t.next_due_at, t.next_breach_at, t.warns_at, t.zone
FROM ticket AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.next_breach_at IS NOT NULL AND t.next_breach_at < :until
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
ORDER BY t.next_breach_at, t.ticket_id
LIMIT :limit;

-- name: levels
-- Tickets whose level has run out of time before a moment, the first in front.
SELECT t.ticket_id, p.partner_id, p.slug, p.name, p.team, t.title, t.tier, t.priority, t.owner,
    t.level, t.path, t.policy, t.level_due_at, t.zone
FROM ticket AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.level_due_at IS NOT NULL AND t.level_due_at < :until
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
ORDER BY t.level_due_at, t.ticket_id
LIMIT :limit;

-- name: untold
-- Stages of tickets that the customer was not told of, the longest waiting first.
SELECT n.ticket_id, n.stage, n.template, n.due_at, n.owner, p.slug, p.name, t.title, t.zone,
    t.stage AS stage_now
FROM ticket_notice AS n
JOIN ticket AS t ON t.ticket_id = n.ticket_id
JOIN partner AS p ON p.partner_id = n.partner_id
WHERE n.told_at IS NULL AND n.due_at <= :until
AND (CAST(:owner AS TEXT) IS NULL OR n.owner = :owner)
ORDER BY n.due_at, n.ticket_id, n.stage
LIMIT :limit;

-- name: mails
-- Mails that nothing more happens to until a person decides, the oldest first.
SELECT o.outbox_id, o.message, o.state, o.created_at, o.ended_at, p.slug, p.name, p.zone, p.lead
FROM outbox_mail AS o JOIN partner AS p ON p.partner_id = o.partner_id
WHERE o.state NOT IN ('sent', 'cancelled') AND o.state IN ('uncertain', 'refused', 'expired')
AND o.is_test = 0 AND p.status <> 'removed'
AND (CAST(:lead AS TEXT) IS NULL OR p.lead = :lead)
ORDER BY o.outbox_id
LIMIT :limit;

-- name: due
-- Whatever else is due by a day, the earliest of each kind first: renewals, notices, feedback,
-- undertakings, interventions, actions, payouts, consents that end, lessons and planned reviews.
SELECT * FROM (
    SELECT 'renewal' AS kind, t.next_step AS ref, t.next_due_on AS due_on, t.ends_on AS text,
        '' AS more, p.lead AS owner, p.slug, p.name, p.zone
    FROM contract_term AS t JOIN partner AS p ON p.partner_id = t.partner_id
    WHERE t.attention_on <= :until AND p.status <> 'removed'
    AND (CAST(:owner AS TEXT) IS NULL OR p.lead = :owner)
    ORDER BY t.next_due_on, p.slug LIMIT :limit
) AS renewals
UNION ALL SELECT * FROM (
    SELECT 'notice', 'notice', t.notice_due_on, t.ends_on, '', p.lead, p.slug, p.name, p.zone
    FROM contract_term AS t JOIN partner AS p ON p.partner_id = t.partner_id
    WHERE t.notice_due_on <= :notice_until AND p.status <> 'removed'
    AND (CAST(:owner AS TEXT) IS NULL OR p.lead = :owner)
    ORDER BY t.notice_due_on, p.slug LIMIT :limit
) AS notices
UNION ALL SELECT * FROM (
    SELECT 'feedback', f.feedback_id, f.due_on, f.text, '', f.owner, p.slug, p.name, p.zone
    FROM feedback AS f LEFT JOIN partner AS p ON p.partner_id = f.partner_id
    WHERE f.resolved_at IS NULL AND f.due_on <= :until
    AND (CAST(:owner AS TEXT) IS NULL OR f.owner = :owner)
    ORDER BY f.due_on, f.feedback_id LIMIT :limit
) AS feedbacks
UNION ALL SELECT * FROM (
    SELECT 'undertaking', j.undertaking, j.due_on, j.title,
        CASE WHEN j.steps_required > 0
        THEN CAST(j.steps_done AS TEXT) || ' of ' || CAST(j.steps_required AS TEXT) || ' steps'
        ELSE '' END, j.owner, p.slug, p.name, p.zone
    FROM undertaking AS j JOIN partner AS p ON p.partner_id = j.partner_id
    WHERE j.outcome = '' AND j.due_on <= :until AND p.status <> 'removed'
    AND (CAST(:owner AS TEXT) IS NULL OR j.owner = :owner)
    ORDER BY j.due_on, p.slug, j.undertaking LIMIT :limit
) AS undertakings
UNION ALL SELECT * FROM (
    SELECT 'intervention', i.intervention, i.due_on, i.sign,
        CASE WHEN i.rung <> '' THEN i.rung ELSE i.play END, i.owner, p.slug, p.name, p.zone
    FROM intervention AS i JOIN partner AS p ON p.partner_id = i.partner_id
    WHERE i.outcome = '' AND i.due_on <= :until AND p.status <> 'removed'
    AND (CAST(:owner AS TEXT) IS NULL OR i.owner = :owner)
    ORDER BY i.due_on, p.slug, i.intervention LIMIT :limit
) AS interventions
UNION ALL SELECT * FROM (
    SELECT 'action', a.action_id, a.due_on, a.title, a.kpi, a.owner, p.slug, p.name, p.zone
    FROM action AS a LEFT JOIN partner AS p ON p.partner_id = a.partner_id
    WHERE a.closed_at IS NULL AND a.due_on <= :until
    AND (CAST(:owner AS TEXT) IS NULL OR a.owner = :owner)
    ORDER BY a.due_on, a.action_id LIMIT :limit
) AS actions
UNION ALL SELECT * FROM (
    SELECT 'payout', d.period, d.wanted_on, d.amount || ' ' || d.currency,
        CASE WHEN d.paid = '0.00' THEN '' ELSE 'partly paid' END, p.lead, p.slug, p.name, p.zone
    FROM payout_due AS d JOIN partner AS p ON p.partner_id = d.partner_id
    WHERE d.wanted_on <= :until
    AND (CAST(:owner AS TEXT) IS NULL OR p.lead = :owner)
    ORDER BY d.wanted_on, p.slug LIMIT :limit
) AS payouts
UNION ALL SELECT * FROM (
    SELECT 'consent', c.kind, c.ask_on, c.until_on, c.contact, p.lead, p.slug, p.name, p.zone
    FROM consent AS c JOIN partner AS p ON p.partner_id = c.partner_id
    WHERE c.ask_on <= :until AND c.until_on >= :today AND p.status <> 'removed'
    AND (CAST(:owner AS TEXT) IS NULL OR p.lead = :owner)
    ORDER BY c.ask_on, p.slug LIMIT :limit
) AS consents
UNION ALL SELECT * FROM (
    SELECT 'lesson', s.held, s.at, s.session, CASE WHEN s.at < :now THEN 'over' ELSE '' END,
        s.trainer,
        CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT)
    FROM training_session AS s
    WHERE s.at >= :asked_since AND s.at < :after AND s.cancelled = ''
    AND (s.at >= :now OR s.people = '[]')
    AND (CAST(:owner AS TEXT) IS NULL OR s.trainer = :owner)
    ORDER BY s.at, s.held LIMIT :limit
) AS lessons
UNION ALL SELECT * FROM (
    SELECT 'review', r.review_id, r.planned_at, r.title, '', COALESCE(p.lead, r.recorded_by),
        p.slug, p.name, p.zone
    FROM review AS r LEFT JOIN partner AS p ON p.partner_id = r.partner_id
    WHERE r.state = 'planned' AND r.planned_at < :after
    AND (CAST(:owner AS TEXT) IS NULL OR COALESCE(p.lead, r.recorded_by) = :owner)
    ORDER BY r.planned_at, r.review_id LIMIT :limit
) AS reviews;

-- name: recurring
-- Times of a stretch of days that nobody has ticked or called off, by day.
SELECT o.partner_id, o.recurring_id, o.original_on, o.takes_on, o.takes_at, o.title, o.owner_role,
    o.owner, o.note, p.slug, p.name, p.zone, COALESCE((
        SELECT r.template FROM recurring_piece AS r
        WHERE r.digest = p.digest AND r.recurring_id = o.recurring_id
    ), '') AS template
FROM occurrence AS o CROSS JOIN partner AS p
WHERE p.partner_id = o.partner_id AND o.state = 'open' AND o.takes_on >= :since AND o.takes_on < :until
AND p.status IN ('onboarding', 'completed')
AND (CAST(:owner AS TEXT) IS NULL OR o.owner = :owner)
ORDER BY o.takes_on, o.partner_id, o.recurring_id
LIMIT :limit;

-- name: team
-- Times of a stretch of days of the work of teams that nobody has recorded, by day.
SELECT t.playbook, t.recurring_id, t.original_on, t.takes_on, t.takes_at, t.zone, t.title,
    t.owner_role, t.owner, t.template, t.partner
FROM team_time AS t
WHERE t.takes_on >= :since AND t.takes_on < :until
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
AND NOT EXISTS (
    SELECT 1 FROM review AS r
    WHERE r.slot <> '' AND r.slot = t.recurring_id || '/' || t.original_on
    AND r.partner_id IS NULL
    AND r.state = 'held'
)
ORDER BY t.takes_on, t.playbook, t.recurring_id
LIMIT :limit;
