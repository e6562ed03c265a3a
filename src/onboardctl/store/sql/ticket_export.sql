-- Tickets handed to boards of engineers.

-- name: tickets
-- Tickets that are open or that a board was handed before, or all, with what it was handed.
SELECT t.ticket_id, p.slug, p.name, p.contract, t.title, t.tier, t.priority, t.category, t.source,
    t.stage, t.waiting, t.owner, t.level, t.policy, t.next_clock, t.next_due_at, t.next_breach_at,
    t.warns_at, t.broken, t.cause, t.mitigation, t.opened_at, t.resolved_at, t.external,
    e.fingerprint
FROM ticket AS t
JOIN partner AS p ON p.partner_id = t.partner_id
LEFT JOIN ticket_export AS e ON e.ticket_id = t.ticket_id AND e.board = :board
WHERE t.resolved_at IS NULL OR e.ticket_id IS NOT NULL OR :everything = 1
ORDER BY t.ticket_id;

-- name: put
-- What a board was handed of a ticket.
INSERT INTO ticket_export (board, ticket_id, fingerprint, exported_at)
VALUES (:board, :ticket_id, :fingerprint, :at)
ON CONFLICT (board, ticket_id) DO UPDATE SET
    fingerprint = excluded.fingerprint,
    exported_at = excluded.exported_at;
