-- Recurring work: the times it takes place.

-- name: next_of_partner
-- When each recurring work of a partner takes place next, from a day on.
SELECT o.recurring_id, o.title, MIN(o.takes_on) AS takes_on, o.owner_role, o.owner
FROM occurrence AS o
WHERE o.partner_id = :partner_id AND o.state = 'open' AND o.takes_on >= :day
GROUP BY o.recurring_id, o.title, o.owner_role, o.owner
ORDER BY MIN(o.takes_on), o.recurring_id;

-- name: of_days
-- Open times of a stretch of days, both included, of partners under way, with their definitions.
SELECT o.partner_id, o.recurring_id, o.takes_on, o.takes_at, o.title, o.owner_role, o.owner,
    p.slug, p.name, p.zone, p.digest
FROM occurrence AS o JOIN partner AS p ON p.partner_id = o.partner_id
WHERE o.state = 'open' AND o.takes_on >= :since AND o.takes_on <= :until
AND p.status IN ('onboarding', 'completed')
AND (CAST(:partner_id AS TEXT) IS NULL OR o.partner_id = :partner_id)
AND (CAST(:owner AS TEXT) IS NULL OR o.owner = :owner)
ORDER BY o.takes_on, o.partner_id, o.recurring_id;
