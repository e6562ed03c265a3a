-- Clocks of closed months, counted once.

-- name: mark
-- A day whose clocks changed; its month is counted anew before anybody trusts it.
INSERT INTO sla_dirty (day) VALUES (:day) ON CONFLICT (day) DO NOTHING;

-- name: dirty
-- Days whose clocks changed since their month was counted.
SELECT day FROM sla_dirty WHERE day >= :start AND day <= :stop ORDER BY day;

-- name: clean
-- All marks are seen to.
DELETE FROM sla_dirty;

-- name: rolled
-- The months that were counted in a zone.
SELECT month, rolled_at FROM sla_rolled WHERE zone = :zone ORDER BY month;

-- name: is_rolled
-- Whether a month was counted in a zone.
SELECT month FROM sla_rolled WHERE month = :month AND zone = :zone;

-- name: first
-- When the first clock started.
SELECT MIN(started_at) AS first FROM ticket_clock;

-- name: drop_month
-- Forget what was counted of a month.
DELETE FROM sla_rollup WHERE month = :month AND zone = :zone;

-- name: put
-- What was counted of a month for a tier, a clock and a priority.
INSERT INTO sla_rollup (month, zone, tier, clock, priority, met, breached, no_target, cleared,
    lengths, worst, policies, hash)
VALUES (:month, :zone, :tier, :clock, :priority, :met, :breached, :no_target, :cleared,
    :lengths, :worst, :policies, :hash);

-- name: put_month
-- A month is counted.
INSERT INTO sla_rolled (month, zone, rolled_at) VALUES (:month, :zone, :rolled_at)
ON CONFLICT (month, zone) DO UPDATE SET rolled_at = excluded.rolled_at;

-- name: of_month
-- What was counted of a month.
SELECT tier, clock, priority, met, breached, no_target, cleared, lengths, worst, policies, hash
FROM sla_rollup WHERE month = :month AND zone = :zone
ORDER BY tier, clock, priority;

-- name: clock
-- One clock, for the list of breaches.
SELECT ticket_id, clock, number, partner_id, tier, priority, owner, verdict, started_at, ended_at,
    decided_at, due_at, warns_at, target, elapsed, paused, calendar, zone, policy, cleared
FROM ticket_clock
WHERE ticket_id = :ticket_id AND clock = :clock AND number = :number;

-- name: open_broken
-- Clocks that still run and broke in a period: no count of a month holds them.
SELECT ticket_id, clock, number, partner_id, tier, priority, owner, verdict, started_at, ended_at,
    decided_at, due_at, warns_at, target, elapsed, paused, calendar, zone, policy, cleared
FROM ticket_clock
WHERE ended_at IS NULL AND decided_at >= :start AND decided_at < :stop AND decided_at < :now;
