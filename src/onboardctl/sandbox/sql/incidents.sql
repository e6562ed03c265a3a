-- name: stale_load
-- A source whose newest load is older than it may be; the row is its first missed load.
SELECT (SELECT min(d.id) FROM data_loads d
        WHERE d.source = f.source AND d.expected_at > f.loaded_at) AS subject_id,
       f.source AS subject
FROM view_data_freshness f
WHERE f.age_hours > f.max_age_hours;

-- name: overdue_plan
-- An open plan whose last step is past its date while none is done.
SELECT p.id AS subject_id, u.external_id AS subject
FROM action_plans p
JOIN users u ON u.id = p.user_id
JOIN action_plan_steps s ON s.plan_id = p.id
WHERE p.closed_at IS NULL
GROUP BY p.id, u.external_id
HAVING max(s.due_on) < (SELECT as_of FROM view_today) AND count(s.completed_at) = 0;

-- name: failing_webhook
-- A webhook none of whose deliveries of the last four days arrived.
SELECT w.id AS subject_id, w.url AS subject
FROM webhooks w
JOIN webhook_deliveries d ON d.webhook_id = w.id
WHERE d.at >= (SELECT four_days_ago FROM view_today)
GROUP BY w.id, w.url
HAVING min(d.status) >= 500;

-- name: at_risk_cohort
-- A cohort in which most onboarded, active members made no event for fourteen days.
SELECT c.id AS subject_id, c.name AS subject
FROM cohorts c
JOIN cohort_members m ON m.cohort_id = c.id
JOIN users u ON u.id = m.user_id
LEFT JOIN (
  SELECT user_id, max(at) AS last_at FROM events WHERE name <> 'invited' GROUP BY user_id
) l ON l.user_id = u.id
WHERE u.status = 'active' AND u.onboarded_at IS NOT NULL
GROUP BY c.id, c.name
HAVING count(*) >= 3
   AND 10 * sum(CASE WHEN l.last_at < (SELECT two_weeks_ago FROM view_today)
                     THEN 1 ELSE 0 END) > 8 * count(*);

-- name: advisor_overload
-- An advisor with more than twice as many learners as advisors have on average.
WITH loads AS (
  SELECT c.advisor_id, count(*) AS learners
  FROM cohorts c JOIN cohort_members m ON m.cohort_id = c.id
  GROUP BY c.advisor_id
)
SELECT l.advisor_id AS subject_id, u.external_id AS subject
FROM loads l JOIN users u ON u.id = l.advisor_id
WHERE l.learners > 2.0 * (SELECT avg(learners) FROM loads);

-- name: throttled_hour
-- An hour in which calls were refused because the key had used up its limit.
SELECT a.id AS subject_id, k.name || ' ' || a.hour_at AS subject
FROM api_usage a JOIN api_keys k ON k.id = a.api_key_id
WHERE a.throttled > 0;
