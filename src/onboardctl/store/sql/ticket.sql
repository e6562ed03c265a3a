-- Tickets as read by lists, look-ups and the morning list.

-- name: by_key
-- The ticket with this id, its own or that of another system.
SELECT ticket_id FROM ticket WHERE ticket_id = :key
UNION ALL
SELECT ticket_id FROM ticket WHERE external = :key;

-- name: partner
-- The partner of a ticket, whether it is on the books or not.
SELECT partner_id, slug, name, tier, zone, team, lead, digest, playbook, contract
FROM partner WHERE partner_id = :partner_id;

-- name: open
-- Tickets that are not resolved, the most urgent first, the oldest of them in front.
SELECT t.ticket_id, p.slug, p.name, t.title, t.tier, t.priority, t.category, t.stage, t.waiting,
    t.owner, t.level, t.policy, t.next_clock, t.next_due_at, t.next_breach_at, t.warns_at,
    t.broken, t.opened_at, t.resolved_at, t.external
FROM ticket AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.resolved_at IS NULL
AND (CAST(:partner_id AS TEXT) IS NULL OR t.partner_id = :partner_id)
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
AND (CAST(:tier AS TEXT) IS NULL OR t.tier = :tier)
AND (CAST(:priority AS TEXT) IS NULL OR t.priority = :priority)
AND (CAST(:stage AS TEXT) IS NULL OR t.stage = :stage)
AND (CAST(:category AS TEXT) IS NULL OR t.category = :category)
ORDER BY t.urgency, t.opened_at, t.ticket_id
LIMIT :limit;

-- name: any
-- Tickets of every stage, those opened last in front.
SELECT t.ticket_id, p.slug, p.name, t.title, t.tier, t.priority, t.category, t.stage, t.waiting,
    t.owner, t.level, t.policy, t.next_clock, t.next_due_at, t.next_breach_at, t.warns_at,
    t.broken, t.opened_at, t.resolved_at, t.external
FROM ticket AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE (CAST(:partner_id AS TEXT) IS NULL OR t.partner_id = :partner_id)
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
AND (CAST(:tier AS TEXT) IS NULL OR t.tier = :tier)
AND (CAST(:priority AS TEXT) IS NULL OR t.priority = :priority)
AND (CAST(:stage AS TEXT) IS NULL OR t.stage = :stage)
AND (CAST(:category AS TEXT) IS NULL OR t.category = :category)
ORDER BY t.opened_at DESC, t.ticket_id DESC
LIMIT :limit;

-- name: counts
-- How many tickets are open, and how many of them have broken a target.
SELECT COUNT(*) AS tickets, COUNT(*) FILTER (WHERE next_breach_at < :now OR broken > 0) AS breached
FROM ticket WHERE resolved_at IS NULL;

-- name: of_playbook_open
-- Open tickets of the partners who follow a playbook.
SELECT t.ticket_id FROM ticket AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.resolved_at IS NULL AND p.playbook = :playbook
ORDER BY t.ticket_id;

-- name: of_partner_open
-- Open tickets of one partner.
SELECT ticket_id FROM ticket WHERE partner_id = :partner_id AND resolved_at IS NULL
ORDER BY ticket_id;

-- name: touched_after
-- Tickets of which something was recorded, taken back or put back after a moment.
WITH RECURSIVE later (change_id, undoes) AS (
    SELECT change_id, undoes FROM change WHERE recorded_at > :until
    UNION
    SELECT c.change_id, c.undoes FROM change AS c JOIN later AS l ON c.change_id = l.undoes
)
SELECT DISTINCT e.subject FROM event AS e JOIN later AS l ON l.change_id = e.change_id
WHERE e.subject >= 'T-0' AND e.subject < 'T-a';

-- name: watched
-- Running clocks whose targets break before a moment.
SELECT c.ticket_id, c.clock, c.started_at, c.decided_at, c.due_at, c.warns_at, c.target, c.paused,
    c.calendar, c.zone, c.policy, c.priority, t.title, t.owner, p.slug
FROM ticket_clock AS c
JOIN ticket AS t ON t.ticket_id = c.ticket_id
JOIN partner AS p ON p.partner_id = t.partner_id
WHERE c.ended_at IS NULL AND c.verdict = 'open' AND c.decided_at < :until
AND (CAST(:owner AS TEXT) IS NULL OR t.owner = :owner)
ORDER BY c.decided_at, c.ticket_id
LIMIT :limit;

-- name: opening
-- When the ticket of an id in another system was opened.
SELECT ticket_id, opened_at FROM ticket WHERE external = :external;

-- name: reserve
-- The last of so many free numbers of tickets.
INSERT INTO counter (name, value) VALUES ('ticket', :count)
ON CONFLICT (name) DO UPDATE SET value = counter.value + :count
RETURNING value;
