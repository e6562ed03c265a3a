-- name: hired_after_invited
-- Somebody was invited before being hired.
SELECT e.id FROM employees e JOIN users u ON u.id = e.user_id
WHERE e.hired_on >= substr(u.invited_at, 1, 10);

-- name: manager_not_above
-- A manager is of another department, or not before the employee in the tree.
SELECT e.id FROM employees e JOIN employees m ON m.id = e.manager_id
WHERE e.origin = 'seed' AND (m.department_id <> e.department_id OR m.id >= e.id);

-- name: several_heads
-- A department has more than one head, or none.
SELECT department_id AS id FROM employees WHERE origin = 'seed'
GROUP BY department_id HAVING sum(manager_id IS NULL) <> 1;

-- name: role_of_other_department
-- An employee's role belongs to another department.
SELECT e.id FROM employees e JOIN roles r ON r.id = e.role_id
WHERE r.department_id <> e.department_id;

-- name: learning_before_plan
-- Somebody enrolled before the plan, for another's step, or completed it at another moment.
SELECT l.id FROM learning_enrolments l
JOIN action_plan_steps s ON s.id = l.step_id
JOIN action_plans p ON p.id = s.plan_id
JOIN employees e ON e.id = l.employee_id
WHERE l.enrolled_at < p.created_at OR e.user_id <> p.user_id
   OR l.completed_at IS NOT s.completed_at;

-- name: moved_to_unrelated_occupation
-- Somebody moved between occupations that are not related.
SELECT m.id FROM internal_moves m
WHERE NOT EXISTS (SELECT 1 FROM related_occupations r
                  WHERE r.soc_code = m.from_soc AND r.related_soc_code = m.to_soc);

-- name: moved_before_learning
-- Somebody moved before having a plan and an assessment after it.
SELECT m.id FROM internal_moves m
JOIN employees e ON e.id = m.employee_id
WHERE NOT EXISTS (SELECT 1 FROM action_plans p JOIN assessments a ON a.user_id = p.user_id
                  WHERE p.user_id = e.user_id AND a.completed_at > p.created_at
                    AND substr(a.completed_at, 1, 10) <= m.moved_on);

-- name: nominated_before_assessment
-- Somebody was nominated before being assessed, or for a role of another occupation.
SELECT s.id FROM succession s
JOIN employees e ON e.id = s.employee_id
JOIN users u ON u.id = e.user_id
JOIN roles r ON r.id = s.role_id
WHERE r.soc_code IS NOT u.target_soc
   OR NOT EXISTS (SELECT 1 FROM assessments a WHERE a.user_id = u.id
                  AND substr(a.completed_at, 1, 10) <= s.nominated_on);
