-- name: view_today
-- The as-of day, which is the today of the tenant, and days before it that questions ask for.
SELECT m.as_of,
       date(m.as_of, '-4 days') AS four_days_ago,
       date(m.as_of, '-7 days') AS one_week_ago,
       date(m.as_of, '-14 days') AS two_weeks_ago
FROM (SELECT max(as_of) AS as_of FROM _seed_manifest) m;

-- name: view_onboarding_completion
-- Invited people who are not advisors, and how many of them finished onboarding, by persona.
SELECT u.persona,
       count(*) AS invited,
       count(u.onboarded_at) AS completed
FROM users u
WHERE u.persona <> 'advisor'
GROUP BY u.persona;

-- name: view_readiness
-- Readiness (0 to 100) of every completed assessment, with its place in the person's history.
SELECT a.id AS assessment_id, a.user_id, u.persona, u.target_soc, a.kind, a.completed_at,
       100.0 * sum(CASE WHEN r.score >= r.target_level THEN o.importance
                        ELSE o.importance * r.score / r.target_level END)
             / sum(o.importance) AS readiness,
       row_number() OVER (PARTITION BY a.user_id ORDER BY a.completed_at) AS place,
       row_number() OVER (PARTITION BY a.user_id ORDER BY a.completed_at DESC) AS place_from_last
FROM assessments a
JOIN users u ON u.id = a.user_id
JOIN assessment_results r ON r.assessment_id = a.id
JOIN occupation_skills o ON o.soc_code = u.target_soc AND o.element_id = r.element_id
WHERE a.completed_at IS NOT NULL
GROUP BY a.id, a.user_id, u.persona, u.target_soc, a.kind, a.completed_at;

-- name: view_readiness_delta
-- First and last readiness of everybody who was assessed at least twice.
SELECT b.user_id, b.persona, b.readiness AS baseline, l.readiness AS latest,
       l.readiness - b.readiness AS delta
FROM view_readiness b
JOIN view_readiness l ON l.user_id = b.user_id AND l.place_from_last = 1
WHERE b.place = 1 AND l.place > 1;

-- name: view_weekly_active_users
-- Distinct people with an event of their own in each complete ISO week, by persona.
WITH activity AS (
  SELECT DISTINCT date(substr(e.at, 1, 10), '-6 days', 'weekday 1') AS week_starts_on, e.user_id
  FROM events e
  WHERE e.name <> 'invited'
)
SELECT v.week_starts_on, u.persona, count(*) AS users
FROM activity v
JOIN users u ON u.id = v.user_id
WHERE date(v.week_starts_on, '+7 days') <= (SELECT max(as_of) FROM _seed_manifest)
GROUP BY v.week_starts_on, u.persona;

-- name: view_data_freshness
-- Age in hours of the newest load of each source at the as-of day, and the age it may have.
SELECT d.source, d.max_age_hours, max(d.loaded_at) AS loaded_at,
       (strftime('%s', (SELECT max(as_of) FROM _seed_manifest)) - strftime('%s', max(d.loaded_at)))
         / 3600.0 AS age_hours
FROM data_loads d
GROUP BY d.source, d.max_age_hours;

-- name: view_api_headroom
-- The busiest hour of each key against its hourly limit.
SELECT k.id AS api_key_id, k.name, k.rate_limit_per_hour, max(a.calls) AS busiest_hour_calls,
       sum(a.calls) AS calls, sum(a.throttled) AS throttled
FROM api_keys k
JOIN api_usage a ON a.api_key_id = k.id
GROUP BY k.id, k.name, k.rate_limit_per_hour;
