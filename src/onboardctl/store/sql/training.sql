-- Training programmes: lessons held and quizzes taken.

-- name: of_playbook
-- The programme of a playbook.
SELECT programme_id FROM programme WHERE playbook = :playbook;

-- name: put_programme
-- The row of a programme as it now stands.
INSERT INTO programme (programme_id, playbook, launch_on, version)
VALUES (:programme_id, :playbook, :launch_on, :version)
ON CONFLICT (programme_id) DO UPDATE SET
    playbook = excluded.playbook,
    launch_on = excluded.launch_on,
    version = excluded.version;

-- name: drop_programme
-- Take the row of a programme away.
DELETE FROM programme WHERE programme_id = :programme_id;

-- name: rows_programme
-- The row of a programme as it is stored.
SELECT * FROM programme WHERE programme_id = :programme_id;

-- name: put_training_session
-- One lesson as it now stands.
INSERT INTO training_session (programme_id, held, session, at, trainer, people, cancelled)
VALUES (:programme_id, :held, :session, :at, :trainer, :people, :cancelled)
ON CONFLICT (programme_id, held) DO UPDATE SET
    session = excluded.session,
    at = excluded.at,
    trainer = excluded.trainer,
    people = excluded.people,
    cancelled = excluded.cancelled;

-- name: drop_training_session
-- Take one lesson away.
DELETE FROM training_session WHERE programme_id = :programme_id AND held = :held;

-- name: rows_training_session
-- The lessons of a programme as they are stored.
SELECT * FROM training_session WHERE programme_id = :programme_id ORDER BY held;

-- name: put_quiz_attempt
-- One attempt at a quiz.
INSERT INTO quiz_attempt (programme_id, person, number, at, score, passed, needed)
VALUES (:programme_id, :person, :number, :at, :score, :passed, :needed)
ON CONFLICT (programme_id, person, number) DO UPDATE SET
    at = excluded.at,
    score = excluded.score,
    passed = excluded.passed,
    needed = excluded.needed;

-- name: drop_quiz_attempt
-- Take one attempt away.
DELETE FROM quiz_attempt
WHERE programme_id = :programme_id AND person = :person AND number = :number;

-- name: rows_quiz_attempt
-- The attempts of a programme as they are stored.
SELECT * FROM quiz_attempt WHERE programme_id = :programme_id ORDER BY person, number;
