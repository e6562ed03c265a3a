-- name: view_today
-- The as-of day, which is the today of the tenant, and days before it that questions ask for.
SELECT m.as_of,
       to_char(CAST(m.as_of AS timestamp) - interval '4 days', 'YYYY-MM-DD') AS four_days_ago,
       to_char(CAST(m.as_of AS timestamp) - interval '7 days', 'YYYY-MM-DD') AS one_week_ago,
       to_char(CAST(m.as_of AS timestamp) - interval '14 days', 'YYYY-MM-DD') AS two_weeks_ago
FROM (SELECT max(as_of) AS as_of FROM _seed_manifest) m;

-- name: view_weekly_active_users
-- Distinct people with an event of their own in each complete ISO week, by persona.
WITH activity AS (
  SELECT DISTINCT date_trunc('week', CAST(substr(e.at, 1, 10) AS timestamp)) AS monday, e.user_id
  FROM events e
  WHERE e.name <> 'invited'
)
SELECT to_char(v.monday, 'YYYY-MM-DD') AS week_starts_on, u.persona, count(*) AS users
FROM activity v
JOIN users u ON u.id = v.user_id
WHERE to_char(v.monday + interval '7 days', 'YYYY-MM-DD')
      <= (SELECT max(as_of) FROM _seed_manifest)
GROUP BY v.monday, u.persona;

-- name: view_data_freshness
-- Age in hours of the newest load of each source at the as-of day, and the age it may have.
SELECT d.source, d.max_age_hours, max(d.loaded_at) AS loaded_at,
       extract(epoch FROM CAST((SELECT max(as_of) FROM _seed_manifest) || 'T00:00:00Z' AS timestamptz)
                          - CAST(max(d.loaded_at) AS timestamptz)) / 3600.0 AS age_hours
FROM data_loads d
GROUP BY d.source, d.max_age_hours;
