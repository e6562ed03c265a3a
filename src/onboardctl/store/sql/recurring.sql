-- Recurring work: the times it takes place.

-- name: next_of_partner
-- When each recurring work of a partner takes place next, from a day on.
SELECT o.recurring_id, o.title, MIN(o.takes_on) AS takes_on, o.owner_role, o.owner
FROM occurrence AS o
WHERE o.partner_id = :partner_id AND o.state = 'open' AND o.takes_on >= :day
GROUP BY o.recurring_id, o.title, o.owner_role, o.owner
ORDER BY MIN(o.takes_on), o.recurring_id;
