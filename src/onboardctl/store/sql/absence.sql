-- When which of our people are away.

-- name: since
-- Absences that have not ended before a day, the earliest first.
SELECT absence_id, person, first_on, last_on, reason FROM absence
WHERE last_on >= :day
ORDER BY first_on, person;

-- name: touched
-- Partners with open work of somebody on days of an absence that has not ended before a day.
SELECT DISTINCT p.partner_id, p.slug FROM absence AS a
JOIN task AS t ON t.owner = a.person
JOIN partner AS p ON p.partner_id = t.partner_id
WHERE a.last_on >= :day AND t.finished_at IS NULL AND p.status = 'onboarding'
AND t.start_on <= a.last_on AND t.finish_on >= a.first_on
ORDER BY p.slug;

-- name: touched_by
-- Partners with open work of a person on days of a stretch.
SELECT DISTINCT p.partner_id, p.slug FROM task AS t
JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.owner = :person AND t.finished_at IS NULL AND p.status = 'onboarding'
AND t.start_on <= :last_on AND t.finish_on >= :first_on
ORDER BY p.slug;

-- name: overlapping
-- Absences of a person that share a day with a stretch.
SELECT absence_id, person, first_on, last_on, reason FROM absence
WHERE person = :person AND first_on <= :last_on AND last_on >= :first_on
ORDER BY first_on;
