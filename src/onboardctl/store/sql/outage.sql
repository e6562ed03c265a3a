-- Outages of services.

-- name: all
-- Outages, the latest in front.
SELECT outage_id, service, started_at, ended_at, note FROM outage
ORDER BY started_at DESC, outage_id DESC;

-- name: subjects
-- Every outage that was ever entered, those withdrawn included.
SELECT DISTINCT subject FROM event WHERE subject >= 'O-0' AND subject < 'O-a'
ORDER BY subject;
