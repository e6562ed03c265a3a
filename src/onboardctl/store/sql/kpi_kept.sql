-- KPIs as they were measured and kept.

-- name: periods
-- Kept periods of a playbook, and what was known when they were measured.
SELECT playbook, period, zone, versions, known_at, change_id, survey_intake, usage_intake
FROM kpi_period WHERE playbook = :playbook
ORDER BY period;

-- name: put_period
-- A period was measured anew.
INSERT INTO kpi_period (
    playbook, period, zone, versions, known_at, change_id, survey_intake, usage_intake
)
VALUES (
    :playbook, :period, :zone, :versions, :known_at, :change_id, :survey_intake, :usage_intake
)
ON CONFLICT (playbook, period) DO UPDATE SET zone = excluded.zone, versions = excluded.versions,
    known_at = excluded.known_at, change_id = excluded.change_id,
    survey_intake = excluded.survey_intake, usage_intake = excluded.usage_intake;

-- name: drop_cells
-- What was kept of a period.
DELETE FROM kpi_cell WHERE playbook = :playbook AND period = :period;

-- name: put_cell
-- Keep one measurement.
INSERT INTO kpi_cell (playbook, period, segment, kpi_id, version, fingerprint, body, parts)
VALUES (:playbook, :period, :segment, :kpi_id, :version, :fingerprint, :body, :parts)
ON CONFLICT (playbook, period, segment, kpi_id) DO UPDATE SET version = excluded.version,
    fingerprint = excluded.fingerprint, body = excluded.body, parts = excluded.parts;

-- name: cells
-- The measurements of a period in one segment.
SELECT kpi_id, version, fingerprint, body FROM kpi_cell
WHERE playbook = :playbook AND period = :period AND segment = :segment;

-- name: parts
-- What is needed to tell one measurement later, or to add it to others.
SELECT parts FROM kpi_cell
WHERE playbook = :playbook AND period = :period AND segment = :segment AND kpi_id = :kpi_id;

-- name: segments
-- The segments a period was measured in.
SELECT DISTINCT segment FROM kpi_cell WHERE playbook = :playbook AND period = :period
ORDER BY segment;

-- name: latest_change
-- The last change of the store; 0 when there is none.
SELECT COALESCE(MAX(change_id), 0) AS change_id FROM change;

-- name: touched
-- Subjects of whom something was recorded, taken back or put back after a change, up to a moment
-- if one is given; not more than :most of them.
WITH RECURSIVE later (change_id, undoes) AS (
    SELECT change_id, undoes FROM change
    WHERE change_id > :change_id AND (CAST(:until AS TEXT) IS NULL OR recorded_at <= :until)
    UNION
    SELECT c.change_id, c.undoes FROM change AS c JOIN later AS l ON c.change_id = l.undoes
)
SELECT DISTINCT e.subject FROM event AS e JOIN later AS l ON l.change_id = e.change_id
LIMIT :most;

-- name: later
-- Whether anything at all was recorded or read in after a moment.
SELECT 1 AS found
WHERE EXISTS (
    SELECT 1 FROM change
    WHERE change_id = (SELECT MAX(change_id) FROM change) AND recorded_at > :moment
)
OR EXISTS (
    SELECT 1 FROM intake
    WHERE intake_id = (SELECT MAX(intake_id) FROM intake) AND recorded_at > :moment
);

-- name: partners_of
-- Whom a ticket, an action, a review or a piece of feedback is about.
SELECT partner_id FROM ticket WHERE ticket_id = :subject
UNION SELECT partner_id FROM action WHERE action_id = :subject
UNION SELECT partner_id FROM review WHERE review_id = :subject
UNION SELECT partner_id FROM feedback WHERE feedback_id = :subject;
