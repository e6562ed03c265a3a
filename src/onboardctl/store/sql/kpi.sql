-- What KPI reports measure: each query answers for every partner of a playbook at once.

-- name: playbooks
-- The versions of playbooks that partners run on, with how many, the latest taken into use first.
SELECT v.digest, v.playbook, v.version, v.title, v.first_used_at, COUNT(p.partner_id) AS partners
FROM playbook_version AS v JOIN partner AS p ON p.digest = v.digest
WHERE CAST(:playbook AS TEXT) IS NULL OR v.playbook = :playbook
GROUP BY v.digest, v.playbook, v.version, v.title, v.first_used_at
ORDER BY v.playbook, v.first_used_at DESC, v.digest;

-- name: partner
-- Partners of a playbook, those who left included.
SELECT partner_id, slug, name, tier, segment, status, zone, team, anchors, digest
FROM partner
WHERE playbook = :playbook
ORDER BY slug, partner_id;

-- name: task
-- How their tasks stand.
SELECT t.partner_id, t.task_id, t.state, t.baseline_finish_on, t.items_required, t.gate,
    t.started_at, t.finished_at
FROM task AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE p.playbook = :playbook;

-- name: item
-- Which items are ticked.
SELECT i.partner_id, i.task_id, i.item_id, i.done_at
FROM item AS i JOIN partner AS p ON p.partner_id = i.partner_id
WHERE p.playbook = :playbook;

-- name: criterion
-- When criteria of gates were judged.
SELECT c.partner_id, c.task_id, c.standing, c.judged_at
FROM criterion AS c JOIN partner AS p ON p.partner_id = c.partner_id
WHERE p.playbook = :playbook;

-- name: metric
-- Every number recorded, oldest first.
SELECT m.partner_id, m.metric, m.position, m.value, m.measured_at, m.evidence
FROM metric AS m JOIN partner AS p ON p.partner_id = m.partner_id
WHERE p.playbook = :playbook
ORDER BY m.measured_at, m.partner_id, m.metric, m.position;

-- name: message
-- Which mails went out and arrived.
SELECT m.partner_id, m.message_id, m.sent_at, m.bounced_at
FROM message AS m JOIN partner AS p ON p.partner_id = m.partner_id
WHERE p.playbook = :playbook AND m.sent_at IS NOT NULL;

-- name: outcome
-- Which outcomes were reached.
SELECT o.partner_id, o.outcome, o.reached_on
FROM outcome AS o JOIN partner AS p ON p.partner_id = o.partner_id
WHERE p.playbook = :playbook;

-- name: standing
-- When partners that are off the books or on hold now were, in the order it happened.
SELECT e.partner_id, e.kind, e.occurred_at
FROM event AS e JOIN partner AS p ON p.partner_id = e.partner_id
WHERE p.playbook = :playbook AND p.status IN ('removed', 'paused')
AND e.kind IN ('partner.removed', 'partner.paused')
ORDER BY e.partner_id, e.number;

-- name: touched_since
-- Partners of a playbook about whom something was recorded, or taken back, after a moment.
SELECT e.partner_id
FROM change AS c
JOIN event AS e ON e.change_id = c.change_id
JOIN partner AS p ON p.partner_id = e.partner_id
WHERE c.recorded_at > :as_of AND p.playbook = :playbook
UNION
SELECT e.partner_id
FROM change AS c
JOIN event AS e ON e.change_id = c.undoes
JOIN partner AS p ON p.partner_id = e.partner_id
WHERE c.recorded_at > :as_of AND p.playbook = :playbook;
