-- What is different for single customers.

-- name: of_partner
-- What is different for one partner, by task.
SELECT kind, about, task_id, what, reason FROM variation
WHERE partner_id = :partner_id
ORDER BY COALESCE(task_id, ''), kind, about;

-- name: of_playbooks
-- What is different for partners that are served, playbook by playbook.
SELECT p.playbook, p.slug, p.name, v.kind, v.about, v.task_id, v.what, v.reason
FROM variation AS v JOIN partner AS p ON p.partner_id = v.partner_id
WHERE p.status <> 'removed' AND (CAST(:playbook AS TEXT) IS NULL OR p.playbook = :playbook)
ORDER BY p.playbook, p.slug, v.kind, v.about;

-- name: tasks
-- How many partners that are served have each task in their plan, done or not.
SELECT p.playbook, t.task_id, t.title, COUNT(*) AS partners
FROM task AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE p.status <> 'removed' AND (CAST(:playbook AS TEXT) IS NULL OR p.playbook = :playbook)
GROUP BY p.playbook, t.task_id, t.title;

-- name: partners
-- How many partners are served by each playbook.
SELECT playbook, COUNT(*) AS partners FROM partner
WHERE status <> 'removed' AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook)
GROUP BY playbook;
