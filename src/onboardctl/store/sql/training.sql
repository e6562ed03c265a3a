-- Training programmes: lessons held and quizzes taken.

-- name: of_playbook
-- The programme of a playbook.
SELECT programme_id FROM programme WHERE playbook = :playbook;
