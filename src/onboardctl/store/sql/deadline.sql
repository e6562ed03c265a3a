-- Promises by an instant: mails, items, tasks.
-- A cross join keeps its order of tables, so that the index of the first one gives the order.

-- name: open_promises
-- Promises of mails that are open, the most overdue first.
SELECT d.partner_id, p.slug, p.name, p.zone, d.ref, d.title, d.due_at, d.owner_role, d.owner
FROM deadline AS d CROSS JOIN partner AS p
WHERE p.partner_id = d.partner_id
AND d.state = 'open' AND d.kind = 'promise' AND p.status IN ('onboarding', 'completed')
ORDER BY d.due_at, p.slug, d.ref
LIMIT :limit;

-- name: open_messages
-- Mails that are owed and due by a moment, the most overdue first.
SELECT d.partner_id, p.slug, p.name, p.zone, d.ref, d.title, d.due_at, d.owner_role, d.owner
FROM deadline AS d CROSS JOIN partner AS p
WHERE p.partner_id = d.partner_id
AND d.state = 'open' AND d.kind = 'message' AND d.due_at <= :until
AND p.status IN ('onboarding', 'completed')
AND (CAST(:owner AS TEXT) IS NULL OR d.owner = :owner)
AND (CAST(:partner_id AS TEXT) IS NULL OR d.partner_id = :partner_id)
ORDER BY d.due_at, p.slug, d.ref
LIMIT :limit;

-- name: of_partner
-- Every promise to one partner, the earliest first.
SELECT ref, kind, title, due_at, owner_role, owner, done_at, state FROM deadline
WHERE partner_id = :partner_id
ORDER BY due_at, ref;
