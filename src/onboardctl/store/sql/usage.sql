-- Use of the product by partner, day, user and feature, and its sums by month.

-- name: append
-- Keep the calls of a day later than any known; a second row of the same intake replaces the first.
INSERT INTO usage (day, partner_id, user_id, feature, intake_id, calls)
VALUES (:day, :partner_id, :user_id, :feature, :intake, :calls)
ON CONFLICT (day, partner_id, user_id, feature, intake_id) DO UPDATE SET calls = excluded.calls;

-- name: correct
-- Bring the calls of a day that may be known already to a new figure, by adding the difference.
INSERT INTO usage (day, partner_id, user_id, feature, intake_id, calls)
SELECT :day, :partner_id, :user_id, :feature, :intake, :calls - COALESCE(SUM(calls), 0)
FROM usage
WHERE day = :day AND partner_id = :partner_id AND user_id = :user_id AND feature = :feature
HAVING COALESCE(SUM(calls), 0) <> :calls
ON CONFLICT (day, partner_id, user_id, feature, intake_id)
DO UPDATE SET calls = usage.calls + excluded.calls;

-- name: last_day
-- The latest day anything is known of; 0 when nothing is.
SELECT COALESCE(MAX(day), 0) AS day FROM usage;

-- name: mark
-- A cell of the monthly sums is out of date.
INSERT INTO usage_dirty (month, partner_id) VALUES (:month, :partner_id)
ON CONFLICT (month, partner_id) DO NOTHING;

-- name: dirty_months
-- Months with cells out of date, and how many.
SELECT month, COUNT(*) AS cells FROM usage_dirty GROUP BY month ORDER BY month;

-- name: months
-- Months anything was summed for.
SELECT month, COUNT(*) AS cells FROM usage_month GROUP BY month ORDER BY month;

-- name: drop_dirty_cells
-- Cells of a month that are out of date go before they are summed anew.
DELETE FROM usage_month
WHERE month = :month
AND partner_id IN (SELECT d.partner_id FROM usage_dirty AS d WHERE d.month = :month);

-- name: drop_month
-- All cells of a month.
DELETE FROM usage_month WHERE month = :month;

-- name: sum_month
-- Sum a whole month from its rows.
INSERT INTO usage_month (
    month, partner_id, calls, users, features, days, first_day, last_day, week_calls, week_users,
    week_features, latest_intake
)
SELECT :month, partner_id, SUM(calls),
    COUNT(DISTINCT CASE WHEN user_id <> '' THEN user_id END),
    COUNT(DISTINCT CASE WHEN feature <> '' THEN feature END),
    COUNT(DISTINCT day), MIN(day), MAX(day),
    SUM(CASE WHEN day >= :week THEN calls ELSE 0 END),
    COUNT(DISTINCT CASE WHEN day >= :week AND user_id <> '' THEN user_id END),
    COUNT(DISTINCT CASE WHEN day >= :week AND feature <> '' THEN feature END),
    MAX(intake_id)
FROM (
    SELECT day, partner_id, user_id, feature, SUM(calls) AS calls, MAX(intake_id) AS intake_id
    FROM usage
    WHERE day BETWEEN :first AND :last
    GROUP BY day, partner_id, user_id, feature
    HAVING SUM(calls) > 0
) AS one
GROUP BY partner_id;

-- name: sum_dirty
-- Sum the cells of a month that are out of date.
INSERT INTO usage_month (
    month, partner_id, calls, users, features, days, first_day, last_day, week_calls, week_users,
    week_features, latest_intake
)
SELECT :month, partner_id, SUM(calls),
    COUNT(DISTINCT CASE WHEN user_id <> '' THEN user_id END),
    COUNT(DISTINCT CASE WHEN feature <> '' THEN feature END),
    COUNT(DISTINCT day), MIN(day), MAX(day),
    SUM(CASE WHEN day >= :week THEN calls ELSE 0 END),
    COUNT(DISTINCT CASE WHEN day >= :week AND user_id <> '' THEN user_id END),
    COUNT(DISTINCT CASE WHEN day >= :week AND feature <> '' THEN feature END),
    MAX(intake_id)
FROM (
    SELECT day, partner_id, user_id, feature, SUM(calls) AS calls, MAX(intake_id) AS intake_id
    FROM usage
    WHERE day BETWEEN :first AND :last
    AND partner_id IN (SELECT d.partner_id FROM usage_dirty AS d WHERE d.month = :month)
    GROUP BY day, partner_id, user_id, feature
    HAVING SUM(calls) > 0
) AS one
GROUP BY partner_id;

-- name: clean_month
-- The cells of a month are up to date again.
DELETE FROM usage_dirty WHERE month = :month;

-- name: cells
-- The sums of one month as kept, those of which every call was taken back included.
SELECT month, partner_id, calls, users, features, days, first_day, last_day, week_calls,
    week_users, week_features, latest_intake
FROM usage_month WHERE month = :month
ORDER BY partner_id;

-- name: recount
-- The sums of one month straight from its rows, in the form of the kept ones.
SELECT partner_id, SUM(calls) AS calls,
    COUNT(DISTINCT CASE WHEN user_id <> '' THEN user_id END) AS users,
    COUNT(DISTINCT CASE WHEN feature <> '' THEN feature END) AS features,
    COUNT(DISTINCT day) AS days, MIN(day) AS first_day, MAX(day) AS last_day,
    SUM(CASE WHEN day >= :week THEN calls ELSE 0 END) AS week_calls,
    COUNT(DISTINCT CASE WHEN day >= :week AND user_id <> '' THEN user_id END) AS week_users,
    COUNT(DISTINCT CASE WHEN day >= :week AND feature <> '' THEN feature END) AS week_features,
    MAX(intake_id) AS latest_intake
FROM (
    SELECT day, partner_id, user_id, feature, SUM(calls) AS calls, MAX(intake_id) AS intake_id
    FROM usage
    WHERE day BETWEEN :first AND :last
    GROUP BY day, partner_id, user_id, feature
    HAVING SUM(calls) > 0
) AS one
GROUP BY partner_id
ORDER BY partner_id;

-- name: between
-- Calls, users, features and days of each partner between two days, both inclusive, known by an intake.
SELECT partner_id, SUM(calls) AS calls,
    COUNT(DISTINCT CASE WHEN user_id <> '' THEN user_id END) AS users,
    COUNT(DISTINCT CASE WHEN feature <> '' THEN feature END) AS features,
    COUNT(DISTINCT day) AS days, MIN(day) AS first_day, MAX(day) AS last_day
FROM (
    SELECT day, partner_id, user_id, feature, SUM(calls) AS calls
    FROM usage
    WHERE day BETWEEN :first AND :last AND intake_id <= :intake
    AND (CAST(:feature AS TEXT) IS NULL OR feature = :feature)
    GROUP BY day, partner_id, user_id, feature
    HAVING SUM(calls) > 0
) AS one
GROUP BY partner_id;

-- name: by_day
-- Calls and users of one partner by day, oldest first.
SELECT day, SUM(calls) AS calls,
    COUNT(DISTINCT CASE WHEN user_id <> '' THEN user_id END) AS users
FROM usage
WHERE partner_id = :partner_id AND day BETWEEN :first AND :last AND intake_id <= :intake
GROUP BY day
ORDER BY day;

-- name: by_feature
-- Calls and users of one partner by feature, the busiest first.
SELECT feature, SUM(calls) AS calls,
    COUNT(DISTINCT CASE WHEN user_id <> '' THEN user_id END) AS users
FROM usage
WHERE partner_id = :partner_id AND day BETWEEN :first AND :last AND intake_id <= :intake
GROUP BY feature
ORDER BY calls DESC, feature;

-- name: extent
-- The first and last day anything is known of; 0 when nothing is.
SELECT COALESCE((SELECT MIN(day) FROM usage), 0) AS first,
    COALESCE((SELECT MAX(day) FROM usage), 0) AS last;

-- name: dirty_cells
-- Partners whose cell of a month is out of date.
SELECT partner_id FROM usage_dirty WHERE month = :month;

-- name: all_months
-- Calls and days of each partner over everything known, from the monthly sums.
SELECT partner_id, SUM(calls) AS calls, SUM(days) AS days, MIN(first_day) AS first_day,
    MAX(last_day) AS last_day
FROM usage_month
WHERE calls > 0
GROUP BY partner_id;

-- name: all_months_of
-- The same of one partner.
SELECT partner_id, SUM(calls) AS calls, SUM(days) AS days, MIN(first_day) AS first_day,
    MAX(last_day) AS last_day
FROM usage_month
WHERE partner_id = :partner_id AND calls > 0
GROUP BY partner_id;

-- name: of_partner
-- Calls of one partner by day, user and feature between two days, both inclusive, known by an
-- intake. Goes from day to day, because the rows of a day stand together and not those of a partner.
WITH RECURSIVE days (day) AS (
    SELECT MIN(day) FROM usage WHERE day >= :first
    UNION ALL
    SELECT (SELECT MIN(later.day) FROM usage AS later WHERE later.day > days.day) FROM days
    WHERE days.day < :last
)
SELECT u.day, u.user_id, u.feature, SUM(u.calls) AS calls
FROM days CROSS JOIN usage AS u
WHERE u.day = days.day AND u.partner_id = :partner_id AND u.day <= :last AND u.intake_id <= :intake
GROUP BY u.day, u.user_id, u.feature
HAVING SUM(u.calls) > 0;

-- name: keep_empty
-- A cell of which every call was taken back stays as one without calls, so that it is seen to have
-- changed.
INSERT INTO usage_month (
    month, partner_id, calls, users, features, days, first_day, last_day, week_calls, week_users,
    week_features, latest_intake
)
SELECT d.month, d.partner_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, CAST(:intake AS INTEGER)
FROM usage_dirty AS d
WHERE d.month = :month
ON CONFLICT (month, partner_id) DO NOTHING;

-- name: last_intake
-- The last intake of usage; 0 when there was none.
SELECT COALESCE(MAX(intake_id), 0) AS intake_id FROM intake WHERE kind = 'usage';

-- name: changed_until
-- Partners whose use up to a month, or whose first use ever, changed after an intake.
SELECT DISTINCT m.partner_id
FROM usage_month AS m
WHERE m.latest_intake > :intake
AND (m.month <= :month OR NOT EXISTS (
    SELECT 1 FROM usage_month AS e
    WHERE e.partner_id = m.partner_id AND e.month < m.month AND e.latest_intake <= :intake
    AND e.calls > 0
))
LIMIT :most;
