-- Read tables of tickets as the projector writes them: rows that changed, one by one.

-- name: put_ticket
-- The row of a ticket as it now stands.
INSERT INTO ticket (
    ticket_id, partner_id, external, title, tier, priority, urgency, category, source, path,
    level, stage, waiting, owner, policy, zone, next_clock, next_due_at, next_breach_at,
    warns_at, level_due_at,
    broken, cause, mitigation, satisfaction, reopened, opened_at, resolved_at,
    closed_at, active_at, version
) VALUES (
    :ticket_id, :partner_id, :external, :title, :tier, :priority, :urgency, :category, :source,
    :path, :level, :stage, :waiting, :owner, :policy, :zone, :next_clock, :next_due_at,
    :next_breach_at, :warns_at, :level_due_at,
    :broken, :cause, :mitigation, :satisfaction, :reopened,
    :opened_at, :resolved_at, :closed_at, :active_at, :version
)
ON CONFLICT (ticket_id) DO UPDATE SET
    partner_id = excluded.partner_id,
    external = excluded.external,
    title = excluded.title,
    tier = excluded.tier,
    priority = excluded.priority,
    urgency = excluded.urgency,
    category = excluded.category,
    source = excluded.source,
    path = excluded.path,
    level = excluded.level,
    stage = excluded.stage,
    waiting = excluded.waiting,
    owner = excluded.owner,
    policy = excluded.policy,
    zone = excluded.zone,
    next_clock = excluded.next_clock,
    next_due_at = excluded.next_due_at,
    next_breach_at = excluded.next_breach_at,
    warns_at = excluded.warns_at,
    level_due_at = excluded.level_due_at,
    broken = excluded.broken,
    cause = excluded.cause,
    mitigation = excluded.mitigation,
    satisfaction = excluded.satisfaction,
    reopened = excluded.reopened,
    opened_at = excluded.opened_at,
    resolved_at = excluded.resolved_at,
    closed_at = excluded.closed_at,
    active_at = excluded.active_at,
    version = excluded.version;

-- name: drop_ticket
-- The row of a ticket that is no more.
DELETE FROM ticket WHERE ticket_id = :ticket_id;

-- name: rows_ticket
-- All rows of one ticket, to compare with a replay.
SELECT
    ticket_id, partner_id, external, title, tier, priority, urgency, category, source, path,
    level, stage, waiting, owner, policy, zone, next_clock, next_due_at, next_breach_at,
    warns_at, level_due_at,
    broken, cause, mitigation, satisfaction, reopened, opened_at, resolved_at,
    closed_at, active_at, version
FROM ticket WHERE ticket_id = :ticket_id
ORDER BY ticket_id;

-- name: put_ticket_clock
-- The row of a clock of a ticket as it now stands.
INSERT INTO ticket_clock (
    ticket_id, clock, number, partner_id, tier, priority, owner, verdict, started_at, ended_at,
    decided_at, due_at, warns_at, target, elapsed, paused, calendar, zone, policy, cleared
) VALUES (
    :ticket_id, :clock, :number, :partner_id, :tier, :priority, :owner, :verdict, :started_at,
    :ended_at, :decided_at, :due_at, :warns_at, :target, :elapsed, :paused, :calendar, :zone,
    :policy, :cleared
)
ON CONFLICT (ticket_id, clock, number) DO UPDATE SET
    partner_id = excluded.partner_id,
    tier = excluded.tier,
    priority = excluded.priority,
    owner = excluded.owner,
    verdict = excluded.verdict,
    started_at = excluded.started_at,
    ended_at = excluded.ended_at,
    decided_at = excluded.decided_at,
    due_at = excluded.due_at,
    warns_at = excluded.warns_at,
    target = excluded.target,
    elapsed = excluded.elapsed,
    paused = excluded.paused,
    calendar = excluded.calendar,
    zone = excluded.zone,
    policy = excluded.policy,
    cleared = excluded.cleared;

-- name: drop_ticket_clock
-- The row of a clock of a ticket that is no more.
DELETE FROM ticket_clock WHERE ticket_id = :ticket_id AND clock = :clock AND number = :number;

-- name: rows_ticket_clock
-- All rows of one ticket, to compare with a replay.
SELECT
    ticket_id, clock, number, partner_id, tier, priority, owner, verdict, started_at, ended_at,
    decided_at, due_at, warns_at, target, elapsed, paused, calendar, zone, policy, cleared
FROM ticket_clock WHERE ticket_id = :ticket_id
ORDER BY ticket_id, clock, number;

-- name: put_ticket_notice
-- The row of a stage the customer is to be told of as it now stands.
INSERT INTO ticket_notice (
    ticket_id, stage, partner_id, template, due_at, told_at, owner
) VALUES (
    :ticket_id, :stage, :partner_id, :template, :due_at, :told_at, :owner
)
ON CONFLICT (ticket_id, stage) DO UPDATE SET
    partner_id = excluded.partner_id,
    template = excluded.template,
    due_at = excluded.due_at,
    told_at = excluded.told_at,
    owner = excluded.owner;

-- name: drop_ticket_notice
-- The row of a stage the customer is to be told of that is no more.
DELETE FROM ticket_notice WHERE ticket_id = :ticket_id AND stage = :stage;

-- name: rows_ticket_notice
-- All rows of one ticket, to compare with a replay.
SELECT
    ticket_id, stage, partner_id, template, due_at, told_at, owner
FROM ticket_notice WHERE ticket_id = :ticket_id
ORDER BY ticket_id, stage;
