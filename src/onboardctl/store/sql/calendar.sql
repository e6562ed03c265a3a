-- Calendars as plans use them, with every holiday as a date, under the digest of their content.

-- name: put
-- Keep a calendar; the same content is kept once.
INSERT INTO calendar (digest, name, body, first_used_at)
VALUES (:digest, :name, :body, :first_used_at)
ON CONFLICT (digest) DO NOTHING;

-- name: body
-- The calendar of a digest.
SELECT body FROM calendar WHERE digest = :digest;
