-- name: onboarding_completion
-- Share of invited people, advisors aside, who finished onboarding.
SELECT sum(completed) AS numerator, sum(invited) AS denominator FROM view_onboarding_completion;

-- name: readiness_baseline
-- Mean readiness at the baseline, 0 to 100.
SELECT sum(readiness) AS numerator, count(*) AS denominator FROM view_readiness WHERE place = 1;

-- name: readiness_delta
-- Mean of last minus first readiness, in points, over people assessed at least twice.
SELECT sum(delta) AS numerator, count(*) AS denominator FROM view_readiness_delta;

-- name: weekly_active_users
-- Distinct people with an event of their own in the last complete ISO week.
SELECT coalesce(sum(users), 0) AS numerator, 1 AS denominator
FROM view_weekly_active_users
WHERE week_starts_on = (SELECT max(week_starts_on) FROM view_weekly_active_users);

-- name: data_freshness
-- Share of sources no older at the as-of day than they may be.
SELECT sum(CASE WHEN age_hours <= max_age_hours THEN 1 ELSE 0 END) AS numerator,
       count(*) AS denominator
FROM view_data_freshness;

-- name: api_headroom
-- The busiest hour of any key as a share of its limit.
SELECT max(busiest_hour_calls) AS numerator, max(rate_limit_per_hour) AS denominator
FROM view_api_headroom;
