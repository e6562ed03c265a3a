-- What was read in, by whom and when.

-- name: add
-- Note that something is read in now; its number.
INSERT INTO intake (kind, source, actor, recorded_at)
VALUES (:kind, :source, :actor, :recorded_at)
RETURNING intake_id;

-- name: until
-- The last intake of a kind that was recorded up to a moment; 0 when there was none.
SELECT COALESCE(MAX(intake_id), 0) AS intake_id FROM intake
WHERE kind = :kind AND recorded_at <= :until;

-- name: partners
-- Every partner that a row may be about, with what names it.
SELECT partner_id, slug, name, tier, playbook, digest, status, zone, created_at
FROM partner WHERE status <> 'removed'
ORDER BY partner_id;

-- name: tiers
-- What a partner's tier was set to, in the order it happened.
SELECT e.kind, e.payload, e.occurred_at
FROM event AS e
WHERE e.subject = :partner_id AND e.kind IN ('partner.created', 'partner.edited')
ORDER BY e.number;
