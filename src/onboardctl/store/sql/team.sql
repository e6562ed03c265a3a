-- What lies on our people: roles at partners, tasks, tickets and whatever else has an owner.

-- name: roles
-- Partners on the books with who plays which role, as JSON; those that name a person somewhere in it.
SELECT p.partner_id, p.slug, p.name, p.team FROM partner AS p
WHERE p.status <> 'removed'
AND (CAST(:person AS TEXT) IS NULL OR p.team LIKE '%"' || :person || '"%')
AND (CAST(:partner_id AS TEXT) IS NULL OR p.partner_id = :partner_id)
ORDER BY p.slug;

-- name: tasks
-- Unfinished tasks in a person's name, the first due first.
SELECT t.partner_id, p.slug, t.task_id, t.title, t.due_on FROM task AS t
JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.owner = :person AND t.state NOT IN ('done', 'skipped') AND p.status <> 'removed'
AND (CAST(:partner_id AS TEXT) IS NULL OR t.partner_id = :partner_id)
ORDER BY t.due_on, p.slug, t.task_id;

-- name: others
-- Whatever else is open in a person's name: tickets, actions, feedback, undertakings, interventions.
SELECT o.kind, o.subject, o.ref, o.title, o.due, p.slug FROM (
    SELECT 'ticket' AS kind, t.ticket_id AS subject, t.ticket_id AS ref, t.title, t.partner_id,
        t.next_due_at AS due
    FROM ticket AS t WHERE t.owner = :person AND t.resolved_at IS NULL
    UNION ALL
    SELECT 'action', a.action_id, a.action_id, a.title, a.partner_id, a.due_on
    FROM action AS a WHERE a.owner = :person AND a.state = 'open'
    UNION ALL
    SELECT 'feedback', f.feedback_id, f.feedback_id, f.text, f.partner_id, f.due_on
    FROM feedback AS f WHERE f.owner = :person AND f.state = 'assigned'
    UNION ALL
    SELECT 'undertaking', u.lifecycle_id, u.undertaking, u.title, u.partner_id, u.due_on
    FROM undertaking AS u WHERE u.owner = :person AND u.outcome = ''
    UNION ALL
    SELECT 'intervention', i.lifecycle_id, i.intervention, i.sign, i.partner_id, i.due_on
    FROM intervention AS i WHERE i.owner = :person AND i.outcome = ''
) AS o LEFT JOIN partner AS p ON p.partner_id = o.partner_id
WHERE (CAST(:partner_id AS TEXT) IS NULL OR o.partner_id = :partner_id)
ORDER BY o.kind, o.due, o.ref;

-- name: load
-- How much is open in the name of each person: tasks, late ones, tickets, and the rest.
SELECT o.owner, SUM(o.tasks) AS tasks, SUM(o.late) AS late, SUM(o.tickets) AS tickets,
    SUM(o.others) AS others
FROM (
    SELECT t.owner, COUNT(*) AS tasks,
        COUNT(*) FILTER (WHERE t.due_on < :today) AS late, 0 AS tickets, 0 AS others
    FROM task AS t JOIN partner AS p ON p.partner_id = t.partner_id
    WHERE t.owner IS NOT NULL AND t.state NOT IN ('done', 'skipped') AND p.status = 'onboarding'
    GROUP BY t.owner
    UNION ALL
    SELECT t.owner, 0, 0, COUNT(*), 0 FROM ticket AS t
    WHERE t.resolved_at IS NULL GROUP BY t.owner
    UNION ALL
    SELECT a.owner, 0, 0, 0, COUNT(*) FROM action AS a WHERE a.state = 'open' GROUP BY a.owner
    UNION ALL
    SELECT f.owner, 0, 0, 0, COUNT(*) FROM feedback AS f
    WHERE f.state = 'assigned' GROUP BY f.owner
    UNION ALL
    SELECT u.owner, 0, 0, 0, COUNT(*) FROM undertaking AS u
    WHERE u.owner IS NOT NULL AND u.outcome = '' GROUP BY u.owner
    UNION ALL
    SELECT i.owner, 0, 0, 0, COUNT(*) FROM intervention AS i
    WHERE i.outcome = '' GROUP BY i.owner
) AS o
GROUP BY o.owner
ORDER BY o.owner;

-- name: led
-- How many partners on the books each person leads.
SELECT lead AS owner, COUNT(*) AS partners FROM partner
WHERE lead IS NOT NULL AND status <> 'removed'
GROUP BY lead ORDER BY lead;

-- name: responses
-- First answers that were given in a stretch, with who gave them and whether in time.
SELECT c.owner, c.started_at, c.ended_at, c.verdict FROM ticket_clock AS c
WHERE c.clock = 'first_response' AND c.verdict IN ('met', 'late', 'none')
AND c.ended_at >= :start AND c.ended_at < :end
ORDER BY c.owner, c.ended_at, c.ticket_id;
