-- KPIs as they were measured and kept.

-- name: periods
-- Kept periods of a playbook, and what was known when they were measured.
SELECT playbook, period, zone, known_at, change_id, survey_intake, usage_intake
FROM kpi_period WHERE playbook = :playbook
ORDER BY period;

-- name: put_period
-- A period was measured anew.
INSERT INTO kpi_period (
    playbook, period, zone, known_at, change_id, survey_intake, usage_intake
)
VALUES (:playbook, :period, :zone, :known_at, :change_id, :survey_intake, :usage_intake)
ON CONFLICT (playbook, period) DO UPDATE SET zone = excluded.zone, known_at = excluded.known_at,
    change_id = excluded.change_id, survey_intake = excluded.survey_intake,
    usage_intake = excluded.usage_intake;

-- name: drop_cells
-- What was kept of a period.
DELETE FROM kpi_cell WHERE playbook = :playbook AND period = :period;

-- name: put_cell
-- Keep one measurement.
INSERT INTO kpi_cell (playbook, period, segment, kpi_id, version, fingerprint, body)
VALUES (:playbook, :period, :segment, :kpi_id, :version, :fingerprint, :body);

-- name: cells
-- The measurements of a period in one segment.
SELECT kpi_id, version, fingerprint, body FROM kpi_cell
WHERE playbook = :playbook AND period = :period AND segment = :segment;

-- name: segments
-- The segments a period was measured in.
SELECT DISTINCT segment FROM kpi_cell WHERE playbook = :playbook AND period = :period
ORDER BY segment;

-- name: latest_change
-- The last change of the store; 0 when there is none.
SELECT COALESCE(MAX(change_id), 0) AS change_id FROM change;

-- name: touched
-- Whether anything that may concern partners of a playbook was recorded after a change, up to a moment.
SELECT 1 AS found
FROM change AS c
JOIN event AS e ON e.change_id = c.change_id
LEFT JOIN partner AS p ON p.partner_id = e.subject
WHERE c.change_id > :change_id AND c.recorded_at <= :until
AND (
    p.playbook = :playbook OR e.kind LIKE 'ticket.%' OR e.kind LIKE 'outage.%'
    OR e.kind LIKE 'money.%'
)
UNION ALL
SELECT 1 AS found
FROM change AS c
JOIN event AS e ON e.change_id = c.undoes
LEFT JOIN partner AS p ON p.partner_id = e.subject
WHERE c.change_id > :change_id AND c.recorded_at <= :until
AND (
    p.playbook = :playbook OR e.kind LIKE 'ticket.%' OR e.kind LIKE 'outage.%'
    OR e.kind LIKE 'money.%'
)
LIMIT 1;

-- name: acted
-- Whether an action was opened, changed or closed, or that taken back, after a change, up to a moment.
SELECT 1 AS found
FROM change AS c
JOIN event AS e ON e.change_id = c.change_id OR e.change_id = c.undoes
WHERE c.change_id > :change_id AND c.recorded_at <= :until AND e.kind LIKE 'action.%'
LIMIT 1;
