-- Outages of services.

-- name: put_outage
-- The row of an outage as it now stands.
INSERT INTO outage (outage_id, service, started_at, ended_at, note, version)
VALUES (:outage_id, :service, :started_at, :ended_at, :note, :version)
ON CONFLICT (outage_id) DO UPDATE SET
    service = excluded.service,
    started_at = excluded.started_at,
    ended_at = excluded.ended_at,
    note = excluded.note,
    version = excluded.version;

-- name: drop_outage
-- The row of an outage that was none.
DELETE FROM outage WHERE outage_id = :outage_id;

-- name: rows_outage
-- The row of one outage, to compare with a replay.
SELECT outage_id, service, started_at, ended_at, note, version
FROM outage WHERE outage_id = :outage_id;

-- name: all
-- Outages, the latest in front.
SELECT outage_id, service, started_at, ended_at, note FROM outage
ORDER BY started_at DESC, outage_id DESC;

-- name: subjects
-- Every outage that was ever entered, those withdrawn included.
SELECT DISTINCT subject FROM event WHERE subject >= 'O-0' AND subject < 'O-a'
ORDER BY subject;
