-- Plans as their screens read them.

-- name: of_partner
-- What the plan of one partner says beside its tasks.
SELECT length_days, phases, excluded, provisional_anchors, outcomes
FROM plan WHERE partner_id = :partner_id;

-- name: calendars
-- Which definitions and calendars running plans are counted in.
SELECT DISTINCT p.digest, s.calendars FROM plan AS s JOIN partner AS p
ON p.partner_id = s.partner_id
WHERE p.status = 'onboarding'
ORDER BY p.digest, s.calendars;

-- name: counted_in
-- Running plans of one definition that are counted in these calendars.
SELECT p.partner_id, p.slug FROM plan AS s JOIN partner AS p
ON p.partner_id = s.partner_id
WHERE p.status = 'onboarding' AND p.digest = :digest AND s.calendars = :calendars
ORDER BY p.slug;

-- name: running
-- How many plans run.
SELECT COALESCE(SUM(partners), 0) AS plans FROM partner_count WHERE status = 'onboarding';
