-- name: registered_before_invited
-- A candidate was registered before the invitation, or is an advisor.
SELECT c.id FROM candidates c JOIN users u ON u.id = c.user_id
WHERE c.imported_at < u.invited_at OR u.persona = 'advisor';

-- name: verified_before_assessment
-- A skill was verified before the baseline, or with another score than it shows.
SELECT v.id FROM verifications v
JOIN candidates c ON c.id = v.candidate_id
LEFT JOIN assessments a ON a.user_id = c.user_id AND a.kind = 'baseline'
LEFT JOIN assessment_results r ON r.assessment_id = a.id AND r.element_id = v.element_id
WHERE v.origin = 'seed' AND (r.id IS NULL OR v.verified_at < a.completed_at OR v.score <> r.score);

-- name: badge_without_pass
-- A badge was given without a pass, or a pass without a badge.
SELECT id FROM verifications WHERE (passed = 'yes') <> (badge IS NOT NULL);

-- name: matched_before_assessment
-- A match was made before the candidate completed any assessment.
SELECT m.id FROM matches m JOIN candidates c ON c.id = m.candidate_id
WHERE NOT EXISTS (SELECT 1 FROM assessments a WHERE a.user_id = c.user_id
                  AND a.completed_at <= m.matched_at);

-- name: matched_outside_posting
-- A match was made before the job was posted or after it closed.
SELECT m.id FROM matches m JOIN jobs j ON j.id = m.job_id
WHERE m.matched_at < j.posted_on OR m.matched_at >= j.closes_on;

-- name: placed_before_match
-- Somebody was placed before the match.
SELECT p.id FROM placements p JOIN matches m ON m.id = p.match_id
WHERE p.placed_on <= substr(m.matched_at, 1, 10);

-- name: placed_twice
-- A candidate was placed more than once.
SELECT m.candidate_id AS id FROM placements p JOIN matches m ON m.id = p.match_id
WHERE p.origin = 'seed' GROUP BY m.candidate_id HAVING count(*) > 1;

-- name: outcome_before_placement
-- An outcome was reported before the days in the role had passed.
SELECT o.id FROM placement_outcomes o JOIN placements p ON p.id = o.placement_id
WHERE o.reported_on < date(p.placed_on, '+' || o.days_in_role || ' days');

-- name: wage_outside_range
-- A job pays less than the 10th or more than the 90th percentile of its occupation.
SELECT j.id FROM jobs j JOIN occupations o ON o.soc_code = j.soc_code
WHERE j.annual_wage NOT BETWEEN o.annual_p10 AND coalesce(o.annual_p90, 239200);
