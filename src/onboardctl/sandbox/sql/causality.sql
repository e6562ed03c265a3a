-- name: activated_before_invited
-- Somebody was activated before the invitation.
SELECT id FROM users WHERE activated_at <= invited_at;

-- name: onboarded_before_activated
-- Somebody finished onboarding before being activated, or without it.
SELECT id FROM users
WHERE onboarded_at IS NOT NULL AND (activated_at IS NULL OR onboarded_at <= activated_at);

-- name: churned_before_activated
-- Somebody left before arriving, or finished onboarding after leaving.
SELECT id FROM users
WHERE churned_at IS NOT NULL
  AND (activated_at IS NULL OR churned_at <= activated_at OR onboarded_at >= churned_at);

-- name: status_without_reason
-- A status does not follow from the milestones.
SELECT id FROM users
WHERE status <> CASE WHEN activated_at IS NULL THEN 'invited'
                     WHEN churned_at IS NULL THEN 'active' ELSE 'churned' END;

-- name: learner_without_target
-- A learner has no target occupation, or an advisor has one.
SELECT id FROM users WHERE (persona = 'advisor') = (target_soc IS NOT NULL);

-- name: change_to_unrelated_occupation
-- A career changer aims at an occupation not related to the present one.
SELECT u.id FROM users u
WHERE u.persona = 'career_changer'
  AND NOT EXISTS (SELECT 1 FROM related_occupations r
                  WHERE r.soc_code = u.current_soc AND r.related_soc_code = u.target_soc);

-- name: cohort_advisor_is_no_advisor
-- A cohort is led by somebody who is not an advisor.
SELECT c.id FROM cohorts c JOIN users u ON u.id = c.advisor_id WHERE u.persona <> 'advisor';

-- name: advisor_in_cohort
-- An advisor is listed as a member of a cohort.
SELECT m.id FROM cohort_members m JOIN users u ON u.id = m.user_id WHERE u.persona = 'advisor';

-- name: joined_before_cohort
-- A member joined before the cohort started, before the invitation, or left before joining.
SELECT m.id FROM cohort_members m
JOIN cohorts c ON c.id = m.cohort_id
JOIN users u ON u.id = m.user_id
WHERE m.joined_at < c.starts_on OR m.joined_at < u.invited_at OR m.left_at <= m.joined_at;

-- name: cohort_too_large
-- A cohort has more than forty members.
SELECT cohort_id AS id FROM cohort_members GROUP BY cohort_id HAVING count(*) > 40;

-- name: skill_before_onboarding
-- A skill was declared before the end of onboarding.
SELECT s.id FROM user_skills s JOIN users u ON u.id = s.user_id
WHERE u.onboarded_at IS NULL OR s.declared_at < u.onboarded_at;

-- name: event_before_activation
-- An event of a person's own lies before the activation, or the person was never activated.
SELECT e.id FROM events e JOIN users u ON u.id = e.user_id
WHERE e.name <> 'invited' AND (u.activated_at IS NULL OR e.at < u.activated_at);

-- name: event_after_leaving
-- A visit lies after the person left.
SELECT e.id FROM events e JOIN users u ON u.id = e.user_id WHERE e.at >= u.churned_at;

-- name: milestone_without_event
-- A milestone of a person has no event, more than one, or one at another moment.
SELECT u.id FROM users u
LEFT JOIN (
  SELECT user_id,
         sum(name = 'invited') AS invitations, max(CASE name WHEN 'invited' THEN at END) AS i,
         sum(name = 'activated') AS activations, max(CASE name WHEN 'activated' THEN at END) AS a,
         sum(name = 'onboarding_completed') AS completions,
         max(CASE name WHEN 'onboarding_completed' THEN at END) AS o
  FROM events WHERE name IN ('invited', 'activated', 'onboarding_completed') AND origin = 'seed'
  GROUP BY user_id
) e ON e.user_id = u.id
WHERE u.origin = 'seed'
  AND (e.invitations IS NOT 1 OR e.i IS NOT u.invited_at
       OR coalesce(e.activations, 0) <> (u.activated_at IS NOT NULL) OR e.a IS NOT u.activated_at
       OR coalesce(e.completions, 0) <> (u.onboarded_at IS NOT NULL)
       OR e.o IS NOT u.onboarded_at);

-- name: onboarding_steps_out_of_order
-- Onboarding steps do not follow each other, or one is missing before a later one.
SELECT id FROM (
  SELECT id, name, lag(name) OVER (PARTITION BY user_id ORDER BY at, name) AS before
  FROM events
  WHERE name LIKE 'onboarding\_step\__' ESCAPE '\'
) WHERE CAST(substr(name, 17) AS INTEGER) <> coalesce(CAST(substr(before, 17) AS INTEGER), 0) + 1;

-- name: session_of_two_people
-- A session belongs to more than one person.
SELECT session_id AS id FROM events WHERE session_id IS NOT NULL
GROUP BY session_id HAVING min(user_id) <> max(user_id);

-- name: assessed_before_onboarding
-- An assessment was assigned before the end of onboarding.
SELECT a.id FROM assessments a JOIN users u ON u.id = a.user_id
WHERE u.onboarded_at IS NULL OR a.assigned_at < u.onboarded_at;

-- name: completed_before_assigned
-- An assessment was completed before it was assigned, or after the person left.
SELECT a.id FROM assessments a JOIN users u ON u.id = a.user_id
WHERE a.completed_at < a.assigned_at OR a.completed_at >= u.churned_at;

-- name: not_one_baseline
-- A person has no baseline, more than one, or it is not the first assessment.
SELECT user_id AS id FROM assessments GROUP BY user_id
HAVING sum(kind = 'baseline') <> 1
    OR min(assigned_at) <> min(CASE kind WHEN 'baseline' THEN assigned_at END)
    OR min(completed_at) <> min(CASE kind WHEN 'baseline' THEN completed_at END);

-- name: verified_twice
-- A person was verified more than once, or took another assessment afterwards.
SELECT user_id AS id FROM assessments GROUP BY user_id
HAVING sum(kind = 'verify') > 1
    OR max(assigned_at) > max(CASE kind WHEN 'verify' THEN assigned_at END);

-- name: results_do_not_fit
-- An assessment has results without being completed, or is completed without all results.
SELECT a.id FROM assessments a
LEFT JOIN (SELECT assessment_id, count(*) AS n FROM assessment_results GROUP BY assessment_id) r
  ON r.assessment_id = a.id
WHERE a.origin = 'seed'
  AND ((a.completed_at IS NULL) <> (r.n IS NULL)
       OR r.n <> (SELECT max(n) FROM (SELECT count(*) AS n FROM assessment_results
                                      GROUP BY assessment_id)));

-- name: level_not_of_target
-- A result's target level is not the level of the target occupation.
SELECT r.id FROM assessment_results r
JOIN assessments a ON a.id = r.assessment_id
JOIN users u ON u.id = a.user_id
LEFT JOIN occupation_skills o ON o.soc_code = u.target_soc AND o.element_id = r.element_id
WHERE o.level IS NOT r.target_level;

-- name: plan_before_baseline
-- A plan was made before the baseline was completed, or without one.
SELECT p.id FROM action_plans p
WHERE NOT EXISTS (SELECT 1 FROM assessments a WHERE a.user_id = p.user_id
                  AND a.kind = 'baseline' AND a.completed_at <= p.created_at);

-- name: plan_of_other_target
-- A plan aims elsewhere than its learner, or is led by another than the cohort's advisor.
SELECT p.id FROM action_plans p
JOIN users u ON u.id = p.user_id
LEFT JOIN cohort_members m ON m.user_id = p.user_id
LEFT JOIN cohorts c ON c.id = m.cohort_id
WHERE p.target_soc IS NOT u.target_soc OR (p.origin = 'seed' AND p.advisor_id IS NOT c.advisor_id);

-- name: plan_closed_wrongly
-- A plan was closed before it was made, without a reason, or not when its learner left.
SELECT p.id FROM action_plans p JOIN users u ON u.id = p.user_id
WHERE (p.closed_at IS NULL) <> (p.closed_reason IS NULL) OR p.closed_at <= p.created_at
   OR (p.closed_reason = 'left' AND p.closed_at IS NOT u.churned_at)
   OR (u.churned_at IS NOT NULL AND (p.closed_at IS NULL OR p.closed_at > u.churned_at));

-- name: step_before_plan
-- A step was completed before its plan was made, or after it was closed.
SELECT s.id FROM action_plan_steps s JOIN action_plans p ON p.id = s.plan_id
WHERE s.completed_at <= p.created_at OR s.completed_at > p.closed_at;

-- name: step_due_before_plan
-- A step is due before its plan was made, or before the step in front of it.
SELECT s.id FROM action_plan_steps s JOIN action_plans p ON p.id = s.plan_id
LEFT JOIN action_plan_steps b ON b.plan_id = s.plan_id AND b.position = s.position - 1
WHERE s.due_on <= substr(p.created_at, 1, 10) OR s.due_on <= b.due_on;

-- name: step_without_gap
-- A step works on an element in which the baseline shows no gap.
SELECT s.id FROM action_plan_steps s
JOIN action_plans p ON p.id = s.plan_id
LEFT JOIN assessments a ON a.user_id = p.user_id AND a.kind = 'baseline'
LEFT JOIN assessment_results r ON r.assessment_id = a.id AND r.element_id = s.element_id
WHERE s.origin = 'seed' AND (r.id IS NULL OR r.score >= r.target_level);

-- name: step_without_event
-- Completed steps and their events do not agree in number.
SELECT p.id FROM action_plans p
JOIN (SELECT plan_id, count(completed_at) AS done FROM action_plan_steps
      WHERE origin = 'seed' GROUP BY plan_id) s ON s.plan_id = p.id
LEFT JOIN (SELECT user_id, count(*) AS told FROM events
           WHERE name = 'step_completed' AND origin = 'seed' GROUP BY user_id) e
  ON e.user_id = p.user_id
WHERE p.origin = 'seed' AND s.done <> coalesce(e.told, 0);

-- name: note_outside_plan
-- A note was written before its plan was made or after it was closed.
SELECT n.id FROM advisor_notes n JOIN action_plans p ON p.id = n.plan_id
WHERE n.at < p.created_at OR n.at >= p.closed_at;

-- name: note_of_stranger
-- A note names another learner than its plan, or another advisor.
SELECT n.id FROM advisor_notes n JOIN action_plans p ON p.id = n.plan_id
WHERE n.user_id <> p.user_id OR (n.origin = 'seed' AND n.advisor_id <> p.advisor_id);

-- name: calls_without_key
-- Calls were made before their key existed or after it was revoked.
SELECT a.id FROM api_usage a JOIN api_keys k ON k.id = a.api_key_id
WHERE a.hour_at < substr(k.created_at, 1, 13) || ':00:00Z' OR a.hour_at > k.revoked_at;

-- name: calls_do_not_add_up
-- Calls are not the sum of their outcomes, or lie above the limit of the key.
SELECT a.id FROM api_usage a JOIN api_keys k ON k.id = a.api_key_id
WHERE a.calls <> a.ok + a.client_errors + a.server_errors OR a.calls > k.rate_limit_per_hour
   OR (a.throttled > 0 AND a.calls < k.rate_limit_per_hour);

-- name: limit_not_of_sandbox
-- A sandbox key has another limit than 200 calls an hour.
SELECT id FROM api_keys WHERE environment = 'sandbox' AND rate_limit_per_hour <> 200;

-- name: delivered_before_event
-- A webhook was delivered before its event, or for an event it does not listen to.
SELECT d.id FROM webhook_deliveries d
JOIN events e ON e.id = d.event_id
JOIN webhooks w ON w.id = d.webhook_id
WHERE d.at < e.at OR (' ' || w.events || ' ') NOT LIKE '% ' || e.name || ' %';

-- name: retried_after_success
-- A delivery was tried again after it had arrived, or an attempt in front of it is missing.
SELECT d.id FROM webhook_deliveries d
LEFT JOIN webhook_deliveries b
  ON b.webhook_id = d.webhook_id AND b.event_id = d.event_id AND b.attempt = d.attempt - 1
WHERE d.attempt > 1 AND (b.id IS NULL OR b.status < 300 OR b.at > d.at);

-- name: loaded_before_expected
-- A load arrived before it was expected, or a missed load has rows.
SELECT id FROM data_loads WHERE loaded_at < expected_at OR (loaded_at IS NULL AND rows <> 0);
