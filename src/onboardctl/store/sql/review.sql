-- Reviews that were held, planned by hand, or cancelled.

-- name: by_id
-- One review with the partner's short name.
SELECT r.*, p.slug FROM review AS r LEFT JOIN partner AS p ON p.partner_id = r.partner_id
WHERE r.review_id = :review_id;

-- name: of
-- The reviews of a partner, or of the team when none is named, in the order they were recorded.
SELECT * FROM review
WHERE COALESCE(partner_id, '') = COALESCE(CAST(:partner_id AS TEXT), '')
ORDER BY review_id;

-- name: held_of
-- Reviews held of one piece of recurring work, whose slots lie between two names, the last excluded.
SELECT review_id, partner_id, slot, held_on FROM review
WHERE slot >= :first AND slot < :last AND state = 'held'
ORDER BY review_id;

-- name: first_partner
-- The partner that began first under a playbook.
SELECT partner_id FROM partner
WHERE playbook = :playbook AND status <> 'removed'
ORDER BY origin_on, partner_id
LIMIT 1;
