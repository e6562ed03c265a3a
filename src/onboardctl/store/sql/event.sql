-- Facts and the changes (one command, one change) that brought them.

-- name: add_change
-- A new change; its number. Clocks of several machines differ by a little: a change is never
-- recorded before the one it follows, unless a clock is wrong by more than that.
INSERT INTO change (command, summary, actor, recorded_at, undoes)
SELECT :command, :summary, :actor, CASE
    WHEN latest.recorded_at > :recorded_at AND latest.recorded_at <= :not_after
    THEN latest.recorded_at ELSE CAST(:recorded_at AS TEXT) END, CAST(:undoes AS INTEGER)
FROM (
    SELECT COALESCE(
        (SELECT c.recorded_at FROM change AS c ORDER BY c.change_id DESC LIMIT 1), ''
    ) AS recorded_at
) AS latest
RETURNING change_id;

-- name: say_change
-- What a change did, once it is known.
UPDATE change SET summary = :summary WHERE change_id = :change_id;

-- name: change
-- One change by its number.
SELECT change_id, command, summary, actor, recorded_at, undoes
FROM change WHERE change_id = :change_id;

-- name: undoings
-- Every change that takes another one back.
SELECT change_id, undoes, recorded_at FROM change
WHERE undoes IS NOT NULL
ORDER BY undoes, change_id;

-- name: undoings_of
-- Every change that takes one of a subject's changes back, or takes such a change back in turn.
WITH RECURSIVE undoing (change_id, undoes, recorded_at) AS (
    SELECT c.change_id, c.undoes, c.recorded_at
    FROM event AS e JOIN change AS c ON c.undoes = e.change_id
    WHERE e.subject = :subject
    UNION
    SELECT c.change_id, c.undoes, c.recorded_at
    FROM undoing AS u JOIN change AS c ON c.undoes = u.change_id
)
SELECT change_id, undoes, recorded_at FROM undoing
ORDER BY undoes, change_id;

-- name: changes
-- The latest changes, newest first, of everybody or of one actor.
SELECT c.change_id, c.command, c.summary, c.actor, c.recorded_at, c.undoes
FROM change AS c
WHERE (CAST(:actor AS TEXT) IS NULL OR c.actor = :actor)
AND (CAST(:until AS TEXT) IS NULL OR c.recorded_at <= :until)
ORDER BY c.change_id DESC
LIMIT :limit;

-- name: changes_of
-- The latest changes that brought facts of one subject, newest first.
SELECT c.change_id, c.command, c.summary, c.actor, c.recorded_at, c.undoes
FROM change AS c
WHERE c.change_id IN (SELECT e.change_id FROM event AS e WHERE e.subject = :subject)
AND (CAST(:actor AS TEXT) IS NULL OR c.actor = :actor)
AND (CAST(:until AS TEXT) IS NULL OR c.recorded_at <= :until)
ORDER BY c.change_id DESC
LIMIT :limit;

-- name: changes_since
-- Changes that brought facts of one subject after the fact of a number, oldest first.
SELECT DISTINCT c.change_id, c.summary, c.actor, c.recorded_at
FROM event AS e JOIN change AS c ON c.change_id = e.change_id
WHERE e.subject = :subject AND e.number > :version
ORDER BY c.change_id;

-- name: latest_change
-- The newest change of all.
SELECT c.change_id, c.command, c.summary, c.actor, c.recorded_at, c.undoes
FROM change AS c
ORDER BY c.change_id DESC
LIMIT 1;

-- name: add
-- One fact at the end of a subject's stream.
INSERT INTO event (subject, number, change_id, kind, version, payload, occurred_at)
VALUES (:subject, :number, :change_id, :kind, :version, :payload, :occurred_at);

-- name: stream
-- The facts of one subject after a number, in order.
SELECT e.number, e.change_id, e.kind, e.version, e.payload, e.occurred_at,
    c.recorded_at, c.actor
FROM event AS e JOIN change AS c ON c.change_id = e.change_id
WHERE e.subject = :subject
AND e.number > :after
ORDER BY e.number;

-- name: first
-- The first fact of a subject, to know that there is one.
SELECT e.kind, e.occurred_at FROM event AS e WHERE e.subject = :subject AND e.number = 1;

-- name: of_change
-- The facts one change brought, by subject and number.
SELECT e.subject, e.number, e.kind, e.version, e.payload, e.occurred_at
FROM event AS e WHERE e.change_id = :change_id
ORDER BY e.subject, e.number;

-- name: subjects_of_change
-- Which subjects a change touched.
SELECT DISTINCT subject FROM event WHERE change_id = :change_id ORDER BY subject;

-- name: later_changes
-- Changes after this one that touch a subject it touched, oldest first.
SELECT DISTINCT e.change_id, c.command, c.summary
FROM event AS e
JOIN change AS c ON c.change_id = e.change_id
JOIN event AS mine ON mine.subject = e.subject AND mine.change_id = :change_id
WHERE e.change_id > :change_id
ORDER BY e.change_id;

-- name: subjects
-- Every subject that ever was, in order.
SELECT DISTINCT subject FROM event ORDER BY subject;

-- name: count
-- How many facts there are.
SELECT COUNT(*) AS facts FROM event;

-- name: touched_after
-- Subjects of whom something was recorded, taken back or put back after a moment.
WITH RECURSIVE later (change_id, undoes) AS (
    SELECT change_id, undoes FROM change WHERE recorded_at > :until
    UNION
    SELECT c.change_id, c.undoes FROM change AS c JOIN later AS l ON c.change_id = l.undoes
)
SELECT DISTINCT e.subject FROM event AS e JOIN later AS l ON l.change_id = e.change_id
ORDER BY e.subject;

-- name: drop_facts_after
-- Facts recorded after a moment; only in a copy of the store.
DELETE FROM event WHERE change_id IN (SELECT change_id FROM change WHERE recorded_at > :until);

-- name: drop_changes_after
-- Changes recorded after a moment; only in a copy of the store.
DELETE FROM change WHERE recorded_at > :until;
