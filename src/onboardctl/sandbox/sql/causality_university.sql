-- name: admitted_before_invited
-- A student was admitted before the invitation.
SELECT m.id FROM program_members m JOIN users u ON u.id = m.user_id
WHERE m.admitted_at < u.invited_at;

-- name: enrolled_before_onboarding
-- A student enrolled before finishing onboarding, or completed a course before enrolling.
SELECT e.id FROM enrolments e JOIN users u ON u.id = e.user_id
WHERE u.onboarded_at IS NULL OR e.enrolled_on < substr(u.onboarded_at, 1, 10)
   OR e.completed_on <= e.enrolled_on;

-- name: enrolled_in_other_program
-- A student takes a course of another program.
SELECT e.id FROM enrolments e
JOIN courses c ON c.id = e.course_id
LEFT JOIN program_members m ON m.user_id = e.user_id
WHERE c.program_id IS NOT m.program_id;

-- name: graduated_before_courses
-- A student graduated before the courses were completed.
SELECT m.id FROM program_members m
WHERE m.graduated_on IS NOT NULL
  AND (NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.user_id = m.user_id)
       OR EXISTS (SELECT 1 FROM enrolments e WHERE e.user_id = m.user_id
                  AND (e.completed_on IS NULL OR e.completed_on > m.graduated_on)));

-- name: outcome_without_graduation
-- An outcome has no graduation, or another day of graduation.
SELECT o.id FROM outcomes o LEFT JOIN program_members m ON m.user_id = o.user_id
WHERE o.graduated_on IS NOT m.graduated_on;

-- name: employed_before_graduation
-- Employment begins before graduation, or does not fit the answer within six months.
SELECT id FROM outcomes
WHERE employed_on <= graduated_on
   OR (employed_on IS NULL) <> (annual_wage IS NULL)
   OR (employed_on IS NULL) <> (soc_code IS NULL)
   OR (employed_within_6m = 'yes' AND employed_on IS NULL)
   OR (employed_on IS NOT NULL AND employed_within_6m IS NULL);

-- name: wage_outside_range
-- A graduate earns less than the 10th or more than the 90th percentile of the occupation.
SELECT w.id FROM outcomes w JOIN occupations o ON o.soc_code = w.soc_code
WHERE w.annual_wage NOT BETWEEN o.annual_p10 AND coalesce(o.annual_p90, 239200);
