-- name: onboarding_completion
-- How many of the invited finished onboarding.
SELECT coalesce(sum(completed), 0), coalesce(sum(invited), 0) FROM view_onboarding_completion
WHERE CAST(? AS TEXT) IS NULL OR persona = ?;

-- name: readiness_delta
-- The sum of all gains in readiness, and over how many people.
SELECT coalesce(sum(delta), 0), count(*) FROM view_readiness_delta
WHERE CAST(? AS TEXT) IS NULL OR persona = ?;

-- name: weekly_active_users
-- Distinct people of each complete week, the oldest first.
SELECT week_starts_on, sum(users) FROM view_weekly_active_users
WHERE CAST(? AS TEXT) IS NULL OR persona = ?
GROUP BY week_starts_on
ORDER BY week_starts_on;

-- name: data_freshness
-- How many sources are no older than they may be, and how many there are.
SELECT coalesce(sum(CASE WHEN age_hours <= max_age_hours THEN 1 ELSE 0 END), 0), count(*)
FROM view_data_freshness;

-- name: api_headroom
-- The busiest hour of any key and its limit.
SELECT coalesce(max(busiest_hour_calls), 0), coalesce(max(rate_limit_per_hour), 0)
FROM view_api_headroom;

-- name: presets
-- The filters that a dashboard offers.
SELECT name, persona, segment FROM dashboard_presets ORDER BY id;
