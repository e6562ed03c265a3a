-- Facts of a stretch counted by partner, for KPIs that are so many of something.

-- name: tickets_opened
-- Tickets opened in a stretch by partner, those of them settled, and those with a category.
SELECT partner_id, COUNT(*) AS opened, COUNT(resolved_at) AS resolved,
    COUNT(*) FILTER (WHERE category <> '' AND tier <> '') AS tagged,
    COUNT(DISTINCT CASE WHEN category <> '' THEN category END) AS themes,
    MIN(opened_at) AS first_at, MAX(opened_at) AS last_at
FROM ticket
WHERE opened_at >= :start AND opened_at < :end
GROUP BY partner_id;

-- name: breaches
-- Promises of a first answer or a solution broken in a stretch by partner, and those of tickets with
-- a mitigation. One that still runs is broken when its time is over.
SELECT c.partner_id, COUNT(*) AS breaches,
    COUNT(*) FILTER (WHERE t.mitigation <> '') AS mitigated,
    MIN(c.decided_at) AS first_at, MAX(c.decided_at) AS last_at
FROM ticket_clock AS c JOIN ticket AS t ON t.ticket_id = c.ticket_id
WHERE c.decided_at >= :start AND c.decided_at < :end
AND c.clock IN ('first_response', 'resolution') AND c.verdict IN ('late', 'open')
GROUP BY c.partner_id;

-- name: stages
-- Stages that customers were to be told of in a stretch by partner, and those they were told of.
SELECT partner_id, COUNT(*) AS changes, COUNT(told_at) AS told,
    MIN(due_at) AS first_at, MAX(due_at) AS last_at
FROM ticket_notice
WHERE due_at >= :start AND due_at < :end
GROUP BY partner_id;

-- name: escalated
-- Tickets beyond the first level of their ladder.
SELECT ticket_id, partner_id FROM ticket WHERE level > 1 ORDER BY ticket_id;

-- name: tickets
-- How many tickets there are.
SELECT COUNT(*) AS tickets FROM ticket;

-- name: tickets_of
-- The tickets of one partner.
SELECT ticket_id, partner_id, tier, category, level, mitigation, priority, opened_at, resolved_at
FROM ticket WHERE partner_id = :partner_id;

-- name: clocks_of
-- The promises of a first answer or a solution to one partner that were or can be broken.
SELECT c.ticket_id, c.clock, c.verdict, c.decided_at
FROM ticket AS t JOIN ticket_clock AS c ON c.ticket_id = t.ticket_id
WHERE t.partner_id = :partner_id AND c.clock IN ('first_response', 'resolution')
AND c.verdict IN ('late', 'open');

-- name: stages_of
-- The stages of one partner's tickets that it was to be told of.
SELECT n.ticket_id, n.due_at, n.told_at
FROM ticket AS t JOIN ticket_notice AS n ON n.ticket_id = t.ticket_id
WHERE t.partner_id = :partner_id;

-- name: critical
-- Critical tickets of a playbook's partners, the first first.
SELECT t.ticket_id, t.partner_id, t.priority, t.opened_at
FROM partner AS p JOIN ticket AS t ON t.partner_id = p.partner_id
WHERE p.playbook = :playbook AND t.priority = 'critical'
ORDER BY t.opened_at, t.ticket_id;

-- name: rated
-- What customers thought of tickets that are closed, of partners of a playbook.
SELECT t.ticket_id, t.partner_id, t.tier, t.satisfaction, t.closed_at
FROM partner AS p JOIN ticket AS t ON t.partner_id = p.partner_id
WHERE p.playbook = :playbook AND t.satisfaction IS NOT NULL AND t.closed_at IS NOT NULL
ORDER BY t.closed_at, t.ticket_id;

-- name: rated_of
-- The same of one partner.
SELECT ticket_id, partner_id, tier, satisfaction, closed_at FROM ticket
WHERE partner_id = :partner_id AND satisfaction IS NOT NULL AND closed_at IS NOT NULL
ORDER BY closed_at, ticket_id;

-- name: undertakings
-- Joint undertakings of everybody.
SELECT lifecycle_id, partner_id, undertaking, workflow, kind, outcome, started_at, closed_at
FROM undertaking ORDER BY started_at, lifecycle_id, undertaking;

-- name: reviews
-- Reviews that were held.
SELECT review_id, partner_id, slot, state, held_on, notes FROM review
WHERE state = 'held' ORDER BY held_on, review_id;

-- name: feedback
-- Feedback taken in in a stretch.
SELECT feedback_id, partner_id, received_at, due_on, resolved_at FROM feedback
WHERE received_at >= :start AND received_at < :end
ORDER BY received_at, feedback_id;

-- name: imports_of_use
-- When use of the product was read in, up to a moment.
SELECT recorded_at FROM intake WHERE kind = 'usage' AND recorded_at <= :until
ORDER BY recorded_at, intake_id;
