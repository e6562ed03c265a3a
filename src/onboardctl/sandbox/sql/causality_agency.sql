-- name: imported_before_invited
-- A candidate was imported before the invitation, or is an advisor.
SELECT c.id FROM candidates c JOIN users u ON u.id = c.user_id
WHERE c.imported_at < u.invited_at OR u.persona = 'advisor';

-- name: parsed_before_import
-- A resume was parsed before its candidate was imported.
SELECT r.id FROM resumes r JOIN candidates c ON c.id = r.candidate_id
WHERE r.parsed_at < c.imported_at;

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

-- name: retained_after_leaving
-- Somebody counted as retained after having left, or known before the day came.
SELECT id FROM placements
WHERE (retained_30 = 'no' AND coalesce(retained_90, 'no') <> 'no')
   OR (retained_90 = 'no' AND coalesce(retained_180, 'no') <> 'no')
   OR (retained_30 IS NULL AND retained_90 IS NOT NULL)
   OR (retained_90 IS NULL AND retained_180 IS NOT NULL)
   OR ((retained_30 IS NOT NULL)
       <> (date(placed_on, '+30 days') < (SELECT max(as_of) FROM _seed_manifest)))
   OR ((retained_90 IS NOT NULL)
       <> (date(placed_on, '+90 days') < (SELECT max(as_of) FROM _seed_manifest)));

-- name: wage_outside_range
-- A job pays less than the 10th or more than the 90th percentile of its occupation.
SELECT j.id FROM jobs j JOIN occupations o ON o.soc_code = j.soc_code
WHERE j.annual_wage NOT BETWEEN o.annual_p10 AND coalesce(o.annual_p90, 239200);
