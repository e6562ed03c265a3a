-- What KPI reports measure: each query answers for every partner of a playbook at once.

-- name: playbooks
-- The versions of playbooks that partners run on, with how many, the latest taken into use first.
SELECT v.digest, v.playbook, v.version, v.title, v.first_used_at, COUNT(p.partner_id) AS partners
FROM playbook_version AS v JOIN partner AS p ON p.digest = v.digest
WHERE CAST(:playbook AS TEXT) IS NULL OR v.playbook = :playbook
GROUP BY v.digest, v.playbook, v.version, v.title, v.first_used_at
ORDER BY v.playbook, v.first_used_at DESC, v.digest;

-- name: versions
-- Every version of a playbook that was ever taken into use, the latest first.
SELECT version, digest, body FROM playbook_version
WHERE playbook = :playbook
ORDER BY first_used_at DESC, digest;

-- name: partner
-- Partners of a playbook, those who left included.
SELECT partner_id, slug, name, tier, segment, status, zone, team, anchors, digest
FROM partner
WHERE playbook = :playbook
ORDER BY slug, partner_id;

-- name: completed
-- When partners that are through with their plan finished its last task.
SELECT p.partner_id, MAX(t.finished_at) AS finished_at
FROM partner AS p JOIN task AS t ON t.partner_id = p.partner_id
WHERE p.playbook = :playbook AND p.status = 'completed'
GROUP BY p.partner_id;

-- name: task
-- How one task stands with each partner.
SELECT t.partner_id, t.task_id, t.state, t.baseline_finish_on, t.items_done, t.items_required,
    t.started_at, t.finished_at
FROM partner AS p JOIN task AS t ON t.partner_id = p.partner_id AND t.task_id = :task
WHERE p.playbook = :playbook;

-- name: item
-- Which items of one task are ticked, by partners of any playbook.
SELECT i.partner_id, i.task_id, i.item_id, i.done_at FROM item AS i
WHERE i.task_id = :task;

-- name: ticked
-- Who has ticked one item, partners of any playbook.
SELECT i.partner_id, i.task_id, i.item_id, i.done_at FROM item AS i
WHERE i.task_id = :task AND i.item_id = :item;

-- name: criterion
-- When criteria of one task's gate were judged.
SELECT c.partner_id, c.task_id, c.criterion_id, c.standing, c.judged_at
FROM partner AS p JOIN criterion AS c ON c.partner_id = p.partner_id AND c.task_id = :task
WHERE p.playbook = :playbook;

-- name: metric
-- Every number recorded under one name, oldest first, of partners of any playbook.
SELECT m.partner_id, m.metric, m.position, m.value, m.measured_at, m.evidence
FROM metric AS m
WHERE m.metric = :metric
ORDER BY m.measured_at, m.partner_id, m.position;

-- name: message
-- To whom one mail went out.
SELECT m.partner_id, m.message_id, m.sent_at, m.bounced_at
FROM partner AS p JOIN message AS m ON m.partner_id = p.partner_id AND m.message_id = :message
WHERE p.playbook = :playbook;

-- name: outcome
-- Who reached one outcome.
SELECT o.partner_id, o.outcome, o.reached_on
FROM partner AS p JOIN outcome AS o ON o.partner_id = p.partner_id AND o.outcome = :outcome
WHERE p.playbook = :playbook;

-- name: standing
-- When partners that are off the books or on hold now were, in the order it happened.
SELECT p.partner_id, e.kind, e.occurred_at
FROM partner AS p JOIN event AS e ON e.subject = p.partner_id
WHERE p.playbook = :playbook AND p.status IN ('removed', 'paused')
AND e.kind IN ('partner.removed', 'partner.paused')
ORDER BY e.subject, e.number;

-- name: held_times
-- Partners of whom it was ticked that some recurring work took place.
SELECT DISTINCT partner_id FROM occurrence
WHERE recurring_id = :recurring AND held_on IS NOT NULL;

-- name: clocks
-- Clocks of one kind that began in a stretch, of tickets of a playbook's partners.
SELECT c.partner_id, c.ticket_id, c.tier, c.priority, c.verdict, c.started_at, c.ended_at,
    c.decided_at, c.number
FROM ticket_clock AS c JOIN partner AS p ON p.partner_id = c.partner_id
WHERE c.started_at >= :start AND c.started_at < :end AND c.clock = :clock
AND p.playbook = :playbook AND c.verdict <> 'void'
ORDER BY c.started_at, c.ticket_id, c.number;

-- name: clocks_of
-- The same of one partner.
SELECT c.partner_id, c.ticket_id, c.tier, c.priority, c.verdict, c.started_at, c.ended_at,
    c.decided_at, c.number
FROM ticket AS t JOIN ticket_clock AS c ON c.ticket_id = t.ticket_id
WHERE t.partner_id = :partner_id
AND c.started_at >= :start AND c.started_at < :end AND c.clock = :clock
AND c.verdict <> 'void'
ORDER BY c.started_at, c.ticket_id, c.number;

-- name: standing_of
-- When one partner that is off the books or on hold now was, in the order it happened.
SELECT e.subject AS partner_id, e.kind, e.occurred_at
FROM partner AS p JOIN event AS e ON e.subject = p.partner_id
WHERE p.partner_id = :partner_id AND p.status IN ('removed', 'paused')
AND e.kind IN ('partner.removed', 'partner.paused')
ORDER BY e.number;

-- name: touched_since
-- Partners of a playbook about whom something was recorded, or taken back, after a moment.
SELECT e.subject AS partner_id
FROM change AS c
JOIN event AS e ON e.change_id = c.change_id
JOIN partner AS p ON p.partner_id = e.subject
WHERE c.recorded_at > :as_of AND p.playbook = :playbook
UNION
SELECT e.subject AS partner_id
FROM change AS c
JOIN event AS e ON e.change_id = c.undoes
JOIN partner AS p ON p.partner_id = e.subject
WHERE c.recorded_at > :as_of AND p.playbook = :playbook;

-- name: first_origin
-- The first day of the first partner, of one playbook when it is named.
SELECT MIN(origin_on) AS origin_on FROM partner
WHERE status <> 'removed' AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook);

-- name: former_tiers
-- Tiers under which answers were given or tickets opened, by partners of a playbook.
SELECT s.tier FROM partner AS p JOIN survey_answer AS s ON s.partner_id = p.partner_id
WHERE p.playbook = :playbook AND s.tier <> p.tier
UNION
SELECT t.tier FROM partner AS p JOIN ticket AS t ON t.partner_id = p.partner_id
WHERE p.playbook = :playbook AND t.tier <> p.tier;
