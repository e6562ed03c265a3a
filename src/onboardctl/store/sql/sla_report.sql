-- Clocks of tickets as the SLA report counts them.

-- name: decided
-- Clocks that were met or broke in a period, those that still run included.
SELECT ticket_id, clock, number, partner_id, tier, priority, owner, verdict, started_at, ended_at,
    decided_at, due_at, warns_at, target, elapsed, paused, calendar, zone, policy, cleared
FROM ticket_clock
WHERE decided_at >= :start AND decided_at < :stop
AND (ended_at IS NOT NULL OR decided_at < :now)
AND (CAST(:tier AS TEXT) IS NULL OR tier = :tier)
AND (CAST(:partner_id AS TEXT) IS NULL OR partner_id = :partner_id)
AND (CAST(:clock AS TEXT) IS NULL OR clock = :clock);

-- name: untargeted
-- Clocks started in a period for which nothing is promised.
SELECT ticket_id, clock, number, partner_id, tier, priority, owner, verdict, started_at, ended_at,
    decided_at, due_at, warns_at, target, elapsed, paused, calendar, zone, policy, cleared
FROM ticket_clock
WHERE verdict = 'none' AND started_at >= :start AND started_at < :stop AND started_at <= :now
AND (CAST(:tier AS TEXT) IS NULL OR tier = :tier)
AND (CAST(:partner_id AS TEXT) IS NULL OR partner_id = :partner_id)
AND (CAST(:clock AS TEXT) IS NULL OR clock = :clock);

-- name: undecided
-- Clocks that run or wait and have not broken their target yet.
SELECT ticket_id, clock, number, partner_id, tier, priority, owner, verdict, started_at, ended_at,
    decided_at, due_at, warns_at, target, elapsed, paused, calendar, zone, policy, cleared
FROM ticket_clock
WHERE ended_at IS NULL AND verdict IN ('open', 'paused') AND started_at < :stop
AND started_at <= :now AND (decided_at IS NULL OR decided_at >= :now)
AND (CAST(:tier AS TEXT) IS NULL OR tier = :tier)
AND (CAST(:partner_id AS TEXT) IS NULL OR partner_id = :partner_id)
AND (CAST(:clock AS TEXT) IS NULL OR clock = :clock);

-- name: started
-- Clocks that started in a period, whatever became of them.
SELECT ticket_id, clock, number, partner_id, tier, priority, owner, verdict, started_at, ended_at,
    decided_at, due_at, warns_at, target, elapsed, paused, calendar, zone, policy, cleared
FROM ticket_clock
WHERE started_at >= :start AND started_at < :stop AND started_at <= :now
AND (CAST(:tier AS TEXT) IS NULL OR tier = :tier)
AND (CAST(:partner_id AS TEXT) IS NULL OR partner_id = :partner_id)
AND (CAST(:clock AS TEXT) IS NULL OR clock = :clock);

-- name: slugs
-- What partners are called.
SELECT partner_id, slug FROM partner;

-- name: issues
-- Tickets that were opened before the end of a period and not resolved before its start.
SELECT ticket_id, partner_id, tier, priority, category, source, broken, reopened, satisfaction,
    opened_at, resolved_at, closed_at
FROM ticket
WHERE opened_at < :stop AND (resolved_at IS NULL OR resolved_at >= :start)
AND (CAST(:tier AS TEXT) IS NULL OR tier = :tier)
AND (CAST(:partner_id AS TEXT) IS NULL OR partner_id = :partner_id);

-- name: promises
-- Mails, items and tasks promised by an instant of a period.
SELECT d.partner_id, d.ref, d.kind, d.title, d.due_at, d.done_at
FROM deadline AS d JOIN partner AS p ON p.partner_id = d.partner_id
WHERE d.due_at >= :start AND d.due_at < :stop AND d.state <> 'void'
AND (CAST(:tier AS TEXT) IS NULL OR p.tier = :tier)
AND (CAST(:partner_id AS TEXT) IS NULL OR p.partner_id = :partner_id);

-- name: partners_touched_after
-- Partners of whom something was recorded, taken back or put back after a moment.
WITH RECURSIVE later (change_id, undoes) AS (
    SELECT change_id, undoes FROM change WHERE recorded_at > :until
    UNION
    SELECT c.change_id, c.undoes FROM change AS c JOIN later AS l ON c.change_id = l.undoes
)
SELECT DISTINCT e.subject FROM event AS e JOIN later AS l ON l.change_id = e.change_id
WHERE e.subject >= 'P-0' AND e.subject < 'P-a';
