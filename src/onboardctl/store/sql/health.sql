-- What health is read from, each source asked once for all partners between two ids, and what was
-- scored. One partner is the stretch from its id to its id.

-- name: cards
-- Partners on the books with their stage of life and the latest running term of their contract.
SELECT p.partner_id, p.slug, p.name, p.tier, p.segment, p.status, p.playbook, p.lead, p.users,
    p.team, p.zone, p.created_at, p.origin_on, l.stage, l.entered_at, c.ends_on, c.called_percent, c.computed_percent
FROM partner AS p
LEFT JOIN lifecycle AS l ON l.partner_id = p.partner_id
LEFT JOIN contract_term AS c ON c.lifecycle_id = l.lifecycle_id AND c.outcome = ''
WHERE p.partner_id BETWEEN :low AND :high AND p.status <> 'removed'
ORDER BY p.partner_id, c.number;

-- name: calls
-- Calls of each partner up to a middle day, and after it until a day, the first and the last day
-- with any, and whether users and features are named.
SELECT u.partner_id,
    SUM(CASE WHEN u.day > :middle AND u.day <= :until THEN u.calls ELSE 0 END) AS calls,
    SUM(CASE WHEN u.day <= :middle THEN u.calls ELSE 0 END) AS calls_before,
    MIN(u.day) AS first_day, MAX(u.day) AS last_day,
    MAX(CASE WHEN u.user_id <> '' THEN 1 ELSE 0 END) AS names_users,
    MAX(CASE WHEN u.feature <> '' THEN 1 ELSE 0 END) AS names_features
FROM usage AS u
WHERE u.day BETWEEN :first_day AND :last_day AND u.partner_id BETWEEN :low AND :high
AND u.intake_id <= :intake
GROUP BY u.partner_id;

-- name: calls_of
-- The same of one partner: its rows are looked up day by day, because they lie by day.
WITH RECURSIVE days (day) AS (
    SELECT CAST(:first_day AS INTEGER)
    UNION ALL
    SELECT day + CASE WHEN day % 100 < 31 THEN 1 WHEN day % 10000 = 1231 THEN 8870 ELSE 70 END
    FROM days WHERE day < :last_day
)
SELECT u.partner_id,
    SUM(CASE WHEN u.day > :middle AND u.day <= :until THEN u.calls ELSE 0 END) AS calls,
    SUM(CASE WHEN u.day <= :middle THEN u.calls ELSE 0 END) AS calls_before,
    MIN(u.day) AS first_day, MAX(u.day) AS last_day,
    MAX(CASE WHEN u.user_id <> '' THEN 1 ELSE 0 END) AS names_users,
    MAX(CASE WHEN u.feature <> '' THEN 1 ELSE 0 END) AS names_features
FROM days AS d JOIN usage AS u ON u.day = d.day AND u.partner_id = :low
WHERE u.intake_id <= :intake
GROUP BY u.partner_id;

-- name: users
-- Users with calls of each partner between two days, both inclusive.
SELECT one.partner_id, COUNT(*) AS users FROM (
    SELECT u.partner_id, u.user_id
    FROM usage AS u
    WHERE u.day BETWEEN :first_day AND :last_day AND u.partner_id BETWEEN :low AND :high
    AND u.intake_id <= :intake AND u.user_id <> ''
    GROUP BY u.partner_id, u.user_id
    HAVING SUM(u.calls) > 0
) AS one
GROUP BY one.partner_id;

-- name: users_of
-- The same of one partner.
WITH RECURSIVE days (day) AS (
    SELECT CAST(:first_day AS INTEGER)
    UNION ALL
    SELECT day + CASE WHEN day % 100 < 31 THEN 1 WHEN day % 10000 = 1231 THEN 8870 ELSE 70 END
    FROM days WHERE day < :last_day
)
SELECT one.partner_id, COUNT(*) AS users FROM (
    SELECT u.partner_id, u.user_id
    FROM days AS d JOIN usage AS u ON u.day = d.day AND u.partner_id = :low
    WHERE u.intake_id <= :intake AND u.user_id <> ''
    GROUP BY u.partner_id, u.user_id
    HAVING SUM(u.calls) > 0
) AS one
GROUP BY one.partner_id;

-- name: features
-- Features with calls of each partner between two days, both inclusive.
SELECT one.partner_id, COUNT(*) AS features FROM (
    SELECT u.partner_id, u.feature
    FROM usage AS u
    WHERE u.day BETWEEN :first_day AND :last_day AND u.partner_id BETWEEN :low AND :high
    AND u.intake_id <= :intake AND u.feature <> ''
    GROUP BY u.partner_id, u.feature
    HAVING SUM(u.calls) > 0
) AS one
GROUP BY one.partner_id;

-- name: features_of
-- The same of one partner.
WITH RECURSIVE days (day) AS (
    SELECT CAST(:first_day AS INTEGER)
    UNION ALL
    SELECT day + CASE WHEN day % 100 < 31 THEN 1 WHEN day % 10000 = 1231 THEN 8870 ELSE 70 END
    FROM days WHERE day < :last_day
)
SELECT one.partner_id, COUNT(*) AS features FROM (
    SELECT u.partner_id, u.feature
    FROM days AS d JOIN usage AS u ON u.day = d.day AND u.partner_id = :low
    WHERE u.intake_id <= :intake AND u.feature <> ''
    GROUP BY u.partner_id, u.feature
    HAVING SUM(u.calls) > 0
) AS one
GROUP BY one.partner_id;

-- name: known_until
-- The last day of which any use is known.
SELECT day FROM usage WHERE intake_id <= :intake AND day <= :last_day
ORDER BY day DESC
LIMIT 1;

-- name: last_use
-- The last day each partner used the product, as the sums of the months before one tell.
WITH RECURSIVE months (month) AS (
    SELECT CAST(:first_month AS INTEGER)
    UNION ALL
    SELECT month + CASE WHEN month % 100 = 12 THEN 89 ELSE 1 END
    FROM months WHERE month < :last_month
)
SELECT u.partner_id, MAX(u.last_day) AS last_day
FROM months AS m JOIN usage_month AS u ON u.month = m.month AND u.partner_id BETWEEN :low AND :high
WHERE u.last_day <= :last_day
GROUP BY u.partner_id;

-- name: metric_latest
-- The latest value of a metric.
SELECT m.partner_id, m.value, m.measured_at
FROM partner AS p CROSS JOIN metric AS m
WHERE p.partner_id BETWEEN :low AND :high
AND m.partner_id = p.partner_id AND m.metric = :metric AND m.position = (
    SELECT MAX(n.position) FROM metric AS n
    WHERE n.partner_id = m.partner_id AND n.metric = m.metric
);

-- name: metric_since
-- Values of a metric since a moment, oldest first. What is never null is asked about as if it were,
-- so that the rows of a partner are looked through, and not those of everybody in that time.
SELECT m.partner_id, m.value, m.measured_at
FROM partner AS p CROSS JOIN metric AS m
WHERE p.partner_id BETWEEN :low AND :high
AND m.partner_id = p.partner_id AND m.metric = :metric
AND COALESCE(m.measured_at, '') >= :since AND COALESCE(m.measured_at, '') <= :until
ORDER BY m.partner_id, m.position;

-- name: answers
-- Answers to a question since a moment that some intake knew.
SELECT partner_id, value, answered_at
FROM survey_answer
WHERE partner_id BETWEEN :low AND :high AND question = :question AND intake_id <= :intake
AND answered_at >= :since AND answered_at <= :until;

-- name: tickets
-- Open tickets past a promise, scores of closed ones since a moment, and when any went on.
SELECT partner_id, COUNT(*) AS tickets,
    COUNT(*) FILTER (WHERE resolved_at IS NULL AND next_breach_at <= :until) AS overdue,
    COUNT(*) FILTER (
        WHERE resolved_at IS NULL AND next_breach_at <= :until AND urgency = 0
    ) AS urgent_overdue,
    COALESCE(SUM(satisfaction) FILTER (WHERE closed_at >= :since), 0) AS satisfaction,
    COUNT(satisfaction) FILTER (WHERE closed_at >= :since) AS scored,
    MAX(closed_at) FILTER (WHERE satisfaction IS NOT NULL) AS scored_at,
    MAX(active_at) AS active_at
FROM ticket
WHERE partner_id BETWEEN :low AND :high
GROUP BY partner_id;

-- name: clocks
-- Clocks kept and broken of tickets opened since a moment; one that runs late is broken.
SELECT t.partner_id,
    COUNT(*) FILTER (WHERE c.verdict = 'met') AS met,
    COUNT(*) FILTER (
        WHERE c.verdict = 'late' OR (c.verdict = 'open' AND c.decided_at <= :until)
    ) AS broken
FROM ticket AS t JOIN ticket_clock AS c ON c.ticket_id = t.ticket_id
WHERE t.partner_id BETWEEN :low AND :high AND t.opened_at >= :since AND c.clock <> 'escalation'
GROUP BY t.partner_id;

-- name: tasks
-- Open tasks and milestones, and those of them that could be done and are past their day.
SELECT partner_id, COUNT(*) AS open,
    COUNT(*) FILTER (WHERE due_on < :today AND waits_for IS NULL AND optional = 0) AS late,
    COUNT(*) FILTER (WHERE milestone = 1) AS milestones,
    COUNT(*) FILTER (WHERE milestone = 1 AND due_on < :today AND optional = 0) AS milestones_late
FROM task
WHERE partner_id BETWEEN :low AND :high AND finished_at IS NULL
GROUP BY partner_id;

-- name: finished
-- Tasks done since a moment, and those of them done by the day that was first promised.
SELECT partner_id, COUNT(*) AS done,
    COUNT(*) FILTER (WHERE SUBSTR(finished_at, 1, 10) <= baseline_finish_on) AS in_time
FROM task
WHERE partner_id BETWEEN :low AND :high AND finished_at >= :since AND state = 'done'
AND optional = 0
GROUP BY partner_id;

-- name: items
-- When an item was ticked last.
SELECT partner_id, MAX(done_at) AS done_at FROM item
WHERE partner_id BETWEEN :low AND :high
GROUP BY partner_id;

-- name: mails
-- Mails since a moment, those acknowledged, and when one was acknowledged last.
SELECT partner_id,
    COUNT(*) FILTER (WHERE sent_at >= :since AND bounced_at IS NULL) AS sent,
    COUNT(*) FILTER (
        WHERE sent_at >= :since AND bounced_at IS NULL AND acknowledged_at IS NOT NULL
    ) AS acknowledged,
    MAX(acknowledged_at) AS acknowledged_at
FROM message
WHERE partner_id BETWEEN :low AND :high
GROUP BY partner_id;

-- name: last_answers
-- When a survey was answered last.
SELECT partner_id, MAX(answered_at) AS answered_at FROM survey_answer
WHERE partner_id BETWEEN :low AND :high AND intake_id <= :intake
GROUP BY partner_id;

-- name: feedback
-- Pieces of feedback, those past their day, and when one came last.
SELECT partner_id, COUNT(*) AS pieces,
    COUNT(*) FILTER (WHERE resolved_at IS NULL AND due_on < :today) AS overdue,
    MAX(received_at) AS received_at
FROM feedback
WHERE partner_id BETWEEN :low AND :high
GROUP BY partner_id;

-- name: reviews
-- The day of the last review that was held.
SELECT partner_id, MAX(held_on) AS held_on FROM review
WHERE COALESCE(partner_id, '') BETWEEN :low AND :high AND held_on IS NOT NULL
GROUP BY partner_id;

-- name: held_times
-- The last day each recurring work was ticked as held, up to one, and what it is where that is kept.
SELECT o.partner_id, p.digest, o.recurring_id, MAX(o.held_on) AS held_on, r.template, r.review
FROM occurrence AS o JOIN partner AS p ON p.partner_id = o.partner_id
LEFT JOIN recurring_piece AS r ON r.digest = p.digest AND r.recurring_id = o.recurring_id
WHERE o.partner_id BETWEEN :low AND :high AND o.held_on IS NOT NULL AND o.held_on <= :today
GROUP BY o.partner_id, p.digest, o.recurring_id, r.template, r.review;

-- name: campaigns
-- Joint campaigns begun or closed since a moment, of partners that ever had one.
SELECT l.partner_id,
    COUNT(*) FILTER (WHERE u.started_at >= :since OR u.closed_at >= :since) AS campaigns,
    MAX(u.started_at) AS began_at, MAX(u.closed_at) AS closed_at
FROM lifecycle AS l JOIN undertaking AS u ON u.lifecycle_id = l.lifecycle_id
WHERE l.partner_id BETWEEN :low AND :high
AND u.workflow IN ('campaign', 'case-study', 'speaking', 'webinar')
GROUP BY l.partner_id;

-- name: known_months
-- The last month, up to one, of which any revenue is known, and any customers; nothing where none.
SELECT
    (SELECT MAX(m.month) FROM money_month AS m
        WHERE m.kind = 'revenue' AND m.month <= :last_month) AS revenue,
    (SELECT MAX(c.month) FROM customer_month AS c WHERE c.month <= :last_month) AS customers;

-- name: revenue
-- Revenue of each partner by month and currency between two months, both inclusive.
SELECT partner_id, month, currency, amount FROM money_month
WHERE partner_id BETWEEN :low AND :high AND kind = 'revenue'
AND month >= :first_month AND month <= :last_month;

-- name: customers
-- Customers acquired up to a middle month and after it, between two months, both inclusive.
SELECT partner_id,
    SUM(CASE WHEN month > :middle_month THEN acquired ELSE 0 END) AS acquired,
    SUM(CASE WHEN month <= :middle_month THEN acquired ELSE 0 END) AS acquired_before,
    MAX(month) AS last_month
FROM customer_month
WHERE partner_id BETWEEN :low AND :high AND month >= :first_month AND month <= :last_month
GROUP BY partner_id;

-- name: payouts
-- Shares of revenue that were owed, and those still open past their day.
SELECT partner_id, COUNT(*) AS owed, COUNT(*) FILTER (WHERE wanted_on < :today) AS overdue
FROM payout_due
WHERE partner_id BETWEEN :low AND :high
GROUP BY partner_id;

-- name: certified
-- Everybody who ever took a quiz, and when they last passed.
SELECT person, MAX(CASE WHEN passed = 1 THEN at END) AS passed_at FROM quiz_attempt
GROUP BY person;

-- name: overrides
-- Overrides that reach a day.
SELECT partner_id, score, reason, evidence, until_on, set_at, set_by FROM health_override
WHERE partner_id BETWEEN :low AND :high AND until_on >= :today;

-- name: signs
-- Warning signs that were seen to show, and have not been seen gone.
SELECT partner_id, sign, since_at, because FROM health_sign
ORDER BY partner_id, sign;

-- name: kept
-- What the kept scores rest on; no row before the first time.
SELECT day, file, rules, change_id, survey_intake, usage_intake, scored_at
FROM health_kept WHERE name = 'scores';

-- name: keep
-- The scores rest on this from now on.
INSERT INTO health_kept (
    name, day, file, rules, change_id, survey_intake, usage_intake, scored_at
) VALUES (
    'scores', :day, :file, :rules, :change_id, :survey_intake, :usage_intake, :scored_at
)
ON CONFLICT (name) DO UPDATE SET day = excluded.day, file = excluded.file, rules = excluded.rules,
    change_id = excluded.change_id, survey_intake = excluded.survey_intake,
    usage_intake = excluded.usage_intake, scored_at = excluded.scored_at;

-- name: changes_after
-- How many changes were made after one.
SELECT COALESCE(MAX(change_id), 0) - :change_id AS changes FROM change;

-- name: touched
-- Subjects of whom something was recorded or taken back after a change; not more than :most.
SELECT DISTINCT t.subject FROM (
    SELECT e.subject FROM event AS e WHERE e.change_id > :change_id
    UNION ALL
    SELECT e.subject FROM change AS c JOIN event AS e ON e.change_id = c.undoes
    WHERE c.change_id > :change_id
) AS t
LIMIT :most;

-- name: partner_of
-- Whose a ticket, a review or a piece of feedback is.
SELECT partner_id FROM ticket WHERE ticket_id = :subject
UNION ALL
SELECT partner_id FROM review WHERE review_id = :subject AND partner_id IS NOT NULL
UNION ALL
SELECT partner_id FROM feedback WHERE feedback_id = :subject AND partner_id IS NOT NULL;

-- name: broken_between
-- Partners with a promise of a ticket that ran out after a moment, up to another.
SELECT DISTINCT partner_id FROM ticket
WHERE next_breach_at > :since AND next_breach_at <= :until;

-- name: answered_after
-- Partners with answers of later intakes.
SELECT DISTINCT partner_id FROM survey_answer WHERE intake_id > :intake;

-- name: used_after
-- Partners with use of later intakes, in months that still count.
SELECT DISTINCT partner_id FROM usage_month WHERE month >= :month AND latest_intake > :intake;

-- name: put_score
-- The score of a partner as it was worked out.
INSERT INTO health_score (partner_id, rank, band, trend, silent_days, active_on, body)
VALUES (:partner_id, :rank, :band, :trend, :silent_days, :active_on, :body)
ON CONFLICT (partner_id) DO UPDATE SET rank = excluded.rank, band = excluded.band,
    trend = excluded.trend, silent_days = excluded.silent_days, active_on = excluded.active_on,
    body = excluded.body;

-- name: drop_score
-- A partner has no score any more.
DELETE FROM health_score WHERE partner_id = :partner_id;

-- name: drop_scores
-- No partner has a score any more.
DELETE FROM health_score;

-- name: scores
-- Kept scores, the lowest first; those without a score last.
SELECT partner_id, rank, body FROM health_score
ORDER BY rank, partner_id
LIMIT :limit;

-- name: standings
-- How many kept scores there are in each band; those without one by their rank.
SELECT CASE WHEN rank < 2000 THEN 0 ELSE rank END AS rank, band, COUNT(*) AS partners
FROM health_score
GROUP BY CASE WHEN rank < 2000 THEN 0 ELSE rank END, band;

-- name: standing
-- The rank and band of one kept score.
SELECT rank, band FROM health_score WHERE partner_id = :partner_id;

-- name: brief
-- The kept score of one partner with an override that reaches it, and whether anything was recorded
-- of the partner since.
SELECT s.body, k.scored_at, k.rules, o.until_on, o.reason,
    CASE WHEN COALESCE((
        SELECT e.change_id FROM event AS e WHERE e.subject = s.partner_id
        ORDER BY e.number DESC LIMIT 1
    ), 0) > k.change_id OR COALESCE((
        SELECT e.change_id FROM event AS e WHERE e.subject = 'L-' || SUBSTR(s.partner_id, 3)
        ORDER BY e.number DESC LIMIT 1
    ), 0) > k.change_id OR EXISTS (
        SELECT 1 FROM ticket AS t WHERE t.partner_id = s.partner_id AND t.active_at > k.scored_at
    ) THEN 1 ELSE 0 END AS later
FROM health_kept AS k
JOIN health_score AS s ON s.partner_id = :partner_id
LEFT JOIN health_override AS o ON o.lifecycle_id = 'L-' || SUBSTR(s.partner_id, 3)
WHERE k.name = 'scores';

-- name: latest_week_of
-- The latest frozen week of one partner, as known at a moment.
SELECT week, taken_at, score, computed, band, coverage FROM health_week
WHERE partner_id = :partner_id AND taken_at <= :until
ORDER BY week DESC
LIMIT 1;

-- name: at_risk
-- Kept scores below a rank of partners about whom no intervention is open, the lowest first.
SELECT s.partner_id, s.rank, s.band, s.trend, s.body, p.slug, p.name, p.lead
FROM health_score AS s JOIN partner AS p ON p.partner_id = s.partner_id
WHERE s.rank < :below AND p.status <> 'removed'
AND (CAST(:owner AS TEXT) IS NULL OR p.lead = :owner)
AND NOT EXISTS (
    SELECT 1 FROM intervention AS i
    WHERE i.lifecycle_id = 'L-' || SUBSTR(s.partner_id, 3) AND i.outcome = ''
)
ORDER BY s.rank, s.partner_id
LIMIT :limit;

-- name: silent
-- Partners whom the ladder was for and who were last active by a day when it was kept, the longest
-- silent first, after one of them; with what was seen of them last until now, by sort of activity.
SELECT p.partner_id, p.slug, p.name, p.lead, p.zone, p.status, p.origin_on, p.created_at,
    c.active_on AS kept_on, l.stage, (
        SELECT MAX(t.ends_on) FROM contract_term AS t
        WHERE t.lifecycle_id = l.lifecycle_id AND t.outcome = ''
    ) AS ends_on,
    (SELECT MAX(i.done_at) FROM item AS i WHERE i.partner_id = p.partner_id) AS items,
    (SELECT MAX(m.acknowledged_at) FROM message AS m WHERE m.partner_id = p.partner_id) AS mails,
    (SELECT MAX(t.active_at) FROM ticket AS t WHERE t.partner_id = p.partner_id) AS tickets,
    (
        SELECT MAX(a.answered_at) FROM survey_answer AS a WHERE a.partner_id = p.partner_id
    ) AS answers,
    (SELECT MAX(f.received_at) FROM feedback AS f WHERE f.partner_id = p.partner_id) AS feedback,
    (
        SELECT MAX(r.held_on) FROM review AS r
        WHERE COALESCE(r.partner_id, '') = p.partner_id AND r.held_on IS NOT NULL
    ) AS reviews,
    (
        SELECT MAX(o.held_on) FROM occurrence AS o
        JOIN recurring_piece AS w ON w.digest = p.digest AND w.recurring_id = o.recurring_id
        WHERE o.partner_id = p.partner_id AND w.review = 1
    ) AS ticked_reviews,
    (
        SELECT MAX(o.held_on) FROM occurrence AS o
        JOIN recurring_piece AS w ON w.digest = p.digest AND w.recurring_id = o.recurring_id
        WHERE o.partner_id = p.partner_id AND w.review = 0 AND w.template = ''
    ) AS meetings,
    (
        SELECT MAX(u.last_day) FROM usage_month AS u
        WHERE u.partner_id = p.partner_id AND u.last_day <= :today_number
    ) AS usage,
    (
        SELECT MAX(CASE WHEN j.closed_at > j.started_at THEN j.closed_at ELSE j.started_at END)
        FROM undertaking AS j WHERE j.lifecycle_id = l.lifecycle_id
        AND j.workflow IN ('campaign', 'case-study', 'speaking', 'webinar')
    ) AS campaigns,
    l.entered_at AS stages
FROM (
    SELECT s.partner_id, s.active_on FROM health_score AS s
    JOIN partner AS q ON q.partner_id = s.partner_id
    WHERE s.silent_days IS NOT NULL AND s.active_on <= :until
    AND (s.active_on > :after_on OR (s.active_on = :after_on AND s.partner_id > :after_id))
    AND q.status NOT IN ('paused', 'removed')
    AND (CAST(:owner AS TEXT) IS NULL OR q.lead = :owner)
    ORDER BY s.active_on, s.partner_id
    LIMIT :page
) AS c
JOIN partner AS p ON p.partner_id = c.partner_id
LEFT JOIN lifecycle AS l ON l.partner_id = p.partner_id
ORDER BY c.active_on, c.partner_id;

-- name: turned
-- Subjects of facts after a change that may put a partner on the ladder for silence: a stage of life
-- that changed, something that was taken off again, or a change that was taken back; on demand
-- without partners of whom no score is kept.
SELECT DISTINCT u.subject FROM (
    SELECT e.subject FROM event AS e
    WHERE e.change_id > :change_id
    AND e.kind IN ('item.reopened', 'task.reopened', 'recurring.missed', 'stage.entered',
        'renewal.term_set', 'renewal.concluded', 'partner.created')
    UNION ALL
    SELECT e.subject FROM change AS c JOIN event AS e ON e.change_id = c.undoes
    WHERE c.undoes IS NOT NULL AND c.change_id > :change_id
) AS u
WHERE :scored_only = 0
OR SUBSTR(u.subject, 1, 2) NOT IN ('P-', 'L-', 'M-')
OR EXISTS (SELECT 1 FROM health_score AS s WHERE s.partner_id = 'P-' || SUBSTR(u.subject, 3));

-- name: first_fact
-- What began a subject.
SELECT payload FROM event WHERE subject = :subject ORDER BY number LIMIT 1;

-- name: frozen
-- When a week was frozen; no row before.
SELECT MAX(taken_at) AS taken_at, COUNT(*) AS partners FROM health_week WHERE week = :week;

-- name: freeze
-- One partner's score of a week; what is frozen stays.
INSERT INTO health_week (
    week, partner_id, taken_at, version, profile, score, computed, band, coverage, body
) VALUES (
    :week, :partner_id, :taken_at, :version, :profile, :score, :computed, :band, :coverage, :body
)
ON CONFLICT (week, partner_id) DO NOTHING;

-- name: weeks
-- Frozen scores of all partners since a week, as known at a moment.
SELECT week, partner_id, score, band, profile, version FROM health_week
WHERE week >= :week AND taken_at <= :until;

-- name: weeks_of
-- Frozen weeks of one partner, as known at a moment, oldest first.
SELECT week, taken_at, version, profile, score, computed, band, coverage, body FROM health_week
WHERE partner_id = :partner_id AND taken_at <= :until
ORDER BY week;

-- name: week
-- One frozen week of all partners that are on the books.
SELECT p.slug, w.score, w.band FROM health_week AS w
JOIN partner AS p ON p.partner_id = w.partner_id
WHERE w.week = :week AND p.status <> 'removed'
ORDER BY w.partner_id;

-- name: week_bands
-- How many partners were in each band in frozen weeks since one, as known at a moment.
SELECT week, band, COUNT(*) AS partners FROM health_week
WHERE week >= :week AND taken_at <= :until
GROUP BY week, band
ORDER BY week, band;

-- name: overrides_named
-- Overrides that reach a day, with their partners.
SELECT p.slug, o.score, o.reason, o.evidence, o.until_on, o.set_by
FROM health_override AS o JOIN partner AS p ON p.partner_id = o.partner_id
WHERE o.until_on >= :today AND p.status <> 'removed'
ORDER BY o.until_on, p.slug;

-- name: last_week
-- The latest frozen week before one, as known at a moment.
SELECT MAX(week) AS week FROM health_week WHERE week < :week AND taken_at <= :until;

-- name: told
-- Contracts that ended, renewed or not.
SELECT c.partner_id, c.ends_on, c.outcome, c.concluded_at FROM contract_term AS c
WHERE c.outcome <> '' AND c.concluded_at <= :until
ORDER BY c.ends_on, c.partner_id;

-- name: overrides_said
-- What was said of the score of a partnership by hand and not taken back, in order.
SELECT e.payload, e.occurred_at FROM event AS e
WHERE e.subject = :subject AND e.kind = 'health.overridden'
AND NOT EXISTS (SELECT 1 FROM change AS u WHERE u.undoes = e.change_id)
ORDER BY e.number;
