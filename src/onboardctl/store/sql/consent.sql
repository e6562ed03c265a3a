-- What partners allow us to say of them.

-- name: list
-- Consents by partner and kind; those that hold no longer only when all are asked for.
SELECT c.*, p.slug, p.name, p.zone, k.name AS contact_name
FROM consent AS c JOIN partner AS p ON p.partner_id = c.partner_id
LEFT JOIN contact AS k ON k.contact_id = c.contact
WHERE (CAST(:partner_id AS TEXT) IS NULL OR c.partner_id = :partner_id)
AND (CAST(:kind AS TEXT) IS NULL OR c.kind = :kind)
AND (:every = 1 OR c.last_on IS NULL OR c.last_on >= :today)
ORDER BY p.slug, c.kind, c.given_on, c.consent;

-- name: readings
-- Consents of one kind by partners of a playbook, the first given first.
SELECT c.* FROM consent AS c JOIN partner AS p ON p.partner_id = c.partner_id
WHERE c.kind = :kind AND p.playbook = :playbook
ORDER BY c.given_on, c.lifecycle_id, c.consent;
