-- States kept beside the facts they were made of.

-- name: of_subject
-- What is kept of one subject, by which program, and the fact it reaches to.
SELECT number, program, body FROM snapshot WHERE subject = :subject;

-- name: reach
-- The fact that what is kept of one subject reaches to.
SELECT number FROM snapshot WHERE subject = :subject AND program = :program;

-- name: put
-- Keep a state in place of an older one.
INSERT INTO snapshot (subject, number, program, body)
VALUES (:subject, :number, :program, :body)
ON CONFLICT (subject) DO UPDATE SET
    number = excluded.number,
    program = excluded.program,
    body = excluded.body;

-- name: drop
-- Keep nothing of one subject: facts it was made of were taken or put back.
DELETE FROM snapshot WHERE subject = :subject;
