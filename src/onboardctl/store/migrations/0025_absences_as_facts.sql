-- Absences become facts with a history of their own, so that undo and the log know them. Those that
-- were said before are facts of this migration.
ALTER TABLE absence RENAME TO absence_said;
CREATE TABLE absence (
    absence_id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER NOT NULL
) {{strict}};
CREATE INDEX absence_by_person ON absence (person, first_on);
CREATE INDEX absence_by_end ON absence (last_on);
INSERT INTO absence (absence_id, person, first_on, last_on, reason, version)
SELECT
    'D-' || SUBSTR('0000' || n, LENGTH('0000' || n) - 3, 4),
    person, first_on, last_on, reason, 1
FROM (
    SELECT person, first_on, last_on, reason, ROW_NUMBER() OVER (ORDER BY first_on, person) AS n
    FROM absence_said
) AS numbered;
INSERT INTO change (command, summary, actor, recorded_at)
SELECT 'store migrate', 'absences said so far', 'onboardctl',
    COALESCE((SELECT MAX(recorded_at) FROM change), '1970-01-01T00:00:00Z')
WHERE EXISTS (SELECT 1 FROM absence);
INSERT INTO event (subject, number, change_id, kind, version, payload, occurred_at)
SELECT
    a.absence_id, 1, c.change_id, 'absence.said', 1,
    '{"person":"' || a.person || '","first_on":"' || a.first_on || '","last_on":"' || a.last_on
    || '","reason":"' || REPLACE(REPLACE(REPLACE(a.reason, '\', '\\'), '"', '\"'), '
', '\n') || '"}',
    c.recorded_at
FROM absence AS a
CROSS JOIN (SELECT change_id, recorded_at FROM change ORDER BY change_id DESC LIMIT 1) AS c;
INSERT INTO counter (name, value)
SELECT 'absence', COUNT(*) FROM absence HAVING COUNT(*) > 0;
DROP TABLE absence_said;
