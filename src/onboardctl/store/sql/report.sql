-- What reports ask beside the KPIs: contracts, work by person, what became of promises.

-- name: contracts
-- Partners on the books with the dates their contracts are known by.
SELECT partner_id, slug, name, tier, segment, status, playbook, digest, lead, zone, anchors
FROM partner
WHERE status <> 'removed'
ORDER BY slug;

-- name: latest_metric
-- The latest number recorded under a name about each partner on the books.
SELECT p.partner_id, p.slug, p.name, p.playbook, p.lead, m.value, m.measured_at
FROM metric AS m JOIN partner AS p ON p.partner_id = m.partner_id
WHERE m.metric = :metric AND p.status <> 'removed'
AND m.position = (
    SELECT MAX(n.position) FROM metric AS n
    WHERE n.partner_id = m.partner_id AND n.metric = m.metric
)
ORDER BY p.slug;

-- name: work_ahead
-- Required tasks that are not finished, of partners under way, counted by owner, role and days, the
-- days from today on; of one partner when it is named.
SELECT w.owner, w.owner_role, w.first_on, w.last_on, COUNT(*) AS n
FROM (
    SELECT t.owner, t.owner_role,
        CASE WHEN t.start_on < :today THEN CAST(:today AS TEXT) ELSE t.start_on END AS first_on,
        CASE WHEN t.finish_on < :today THEN CAST(:today AS TEXT) ELSE t.finish_on END AS last_on
    FROM task AS t CROSS JOIN partner AS p
    WHERE p.partner_id = t.partner_id
    AND t.finished_at IS NULL AND t.optional = 0 AND p.status = 'onboarding'
    AND t.start_on <= :until
    AND (CAST(:partner_id AS TEXT) IS NULL OR t.partner_id = :partner_id)
) AS w
GROUP BY w.owner, w.owner_role, w.first_on, w.last_on
ORDER BY w.first_on, w.last_on, w.owner_role;

-- name: customers_ahead
-- Of how many partners each owner has such work; by role where nobody has it.
SELECT t.owner, CASE WHEN t.owner IS NULL THEN t.owner_role ELSE '' END AS role,
    COUNT(DISTINCT t.partner_id) AS partners
FROM task AS t CROSS JOIN partner AS p
WHERE p.partner_id = t.partner_id
AND t.finished_at IS NULL AND t.optional = 0 AND p.status = 'onboarding'
AND t.start_on <= :until
GROUP BY t.owner, CASE WHEN t.owner IS NULL THEN t.owner_role ELSE '' END;

-- name: mail_promises
-- Mails that were due in a stretch of time, of partners on the books, with what became of them.
SELECT d.partner_id, p.slug, p.name, p.tier, p.zone, d.ref, d.title, d.due_at, d.owner_role,
    d.owner, d.state, m.sent_at, m.acknowledged_at, m.bounced_at
FROM deadline AS d
JOIN partner AS p ON p.partner_id = d.partner_id
LEFT JOIN message AS m ON m.partner_id = d.partner_id AND m.message_id = d.ref
WHERE d.kind = 'message' AND d.due_at >= :since AND d.due_at < :until AND p.status <> 'removed'
ORDER BY d.due_at, p.slug, d.ref;

-- name: escalated
-- Open tickets that were handed up or broke a target, the most urgent first.
SELECT t.ticket_id, t.title, t.priority, t.level, t.owner, t.broken, t.next_clock, t.next_due_at,
    t.next_breach_at, t.zone, p.partner_id, p.name
FROM ticket AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.resolved_at IS NULL AND p.status <> 'removed'
AND (t.level > 1 OR t.broken > 0 OR t.next_breach_at < :now)
ORDER BY t.urgency, t.opened_at, t.ticket_id;

-- name: terms
-- The end of the running term of each contract that is known.
SELECT partner_id, MIN(ends_on) AS ends_on FROM contract_term
WHERE outcome = ''
GROUP BY partner_id;

-- name: meetings_ahead
-- Recurring work to come from a day up to another, counted by day, owner and playbook, of partners
-- under way.
SELECT p.digest, o.recurring_id, o.owner, o.owner_role, o.takes_on, COUNT(*) AS n
FROM occurrence AS o JOIN partner AS p ON p.partner_id = o.partner_id
WHERE o.state = 'open' AND o.takes_on >= :today AND o.takes_on <= :until
AND p.status = 'onboarding'
GROUP BY p.digest, o.recurring_id, o.owner, o.owner_role, o.takes_on
ORDER BY o.takes_on, p.digest, o.recurring_id, o.owner, o.owner_role;
