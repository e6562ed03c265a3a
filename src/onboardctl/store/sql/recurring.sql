-- Recurring work: the times it takes place.

-- name: next_of_partner
-- When each recurring work of a partner takes place next, from a day on.
SELECT o.recurring_id, o.title, MIN(o.takes_on) AS takes_on, o.owner_role, o.owner
FROM occurrence AS o
WHERE o.partner_id = :partner_id AND o.state = 'open' AND o.takes_on >= :day
GROUP BY o.recurring_id, o.title, o.owner_role, o.owner
ORDER BY MIN(o.takes_on), o.recurring_id;

-- name: of_days
-- Open times of a stretch of days, both included, of partners under way, with their definitions.
SELECT o.partner_id, o.recurring_id, o.takes_on, o.takes_at, o.title, o.owner_role, o.owner,
    p.slug, p.name, p.zone, p.digest
FROM occurrence AS o JOIN partner AS p ON p.partner_id = o.partner_id
WHERE o.state = 'open' AND o.takes_on >= :since AND o.takes_on <= :until
AND p.status IN ('onboarding', 'completed')
AND (CAST(:partner_id AS TEXT) IS NULL OR o.partner_id = :partner_id)
AND (CAST(:owner AS TEXT) IS NULL OR o.owner = :owner)
ORDER BY o.takes_on, o.partner_id, o.recurring_id;

-- name: put_piece
-- What some recurring work of a version of a playbook is; said once.
INSERT INTO recurring_piece (digest, recurring_id, template, review)
VALUES (:digest, :recurring_id, :template, :review)
ON CONFLICT (digest, recurring_id) DO NOTHING;

-- name: versions_without_pieces
-- Versions of which nothing is kept about recurring work.
SELECT v.digest FROM playbook_version AS v
WHERE NOT EXISTS (SELECT 1 FROM recurring_piece AS r WHERE r.digest = v.digest)
ORDER BY v.digest;

-- name: running_out
-- Partners under way or in force with no time of recurring work from a day on.
SELECT p.partner_id, p.digest, p.zone FROM partner AS p
WHERE p.status IN ('onboarding', 'completed')
AND p.partner_id NOT IN (SELECT o.partner_id FROM occurrence AS o
    WHERE o.state = 'open' AND o.takes_on >= :day)
ORDER BY p.partner_id;

-- name: playbooks
-- Playbooks that somebody follows.
SELECT DISTINCT playbook FROM partner WHERE status IN ('onboarding', 'completed')
ORDER BY playbook;

-- name: drop_team_times
-- Forget when the work of teams takes place, to lay it out anew.
DELETE FROM team_time;

-- name: put_team_time
-- One time of the work of a team.
INSERT INTO team_time (
    playbook, recurring_id, original_on, takes_on, takes_at, zone, title, owner_role, owner,
    template, partner
) VALUES (
    :playbook, :recurring_id, :original_on, :takes_on, :takes_at, :zone, :title, :owner_role,
    :owner, :template, :partner
);

-- name: known
-- The newest fact of each partner from :first to :last that lays out times, and the newest that
-- moves one or calls it off by hand.
SELECT e.subject AS partner_id, e.change_id, e.kind, e.version, e.payload
FROM event AS e JOIN (
    SELECT f.subject, MAX(f.number) AS number FROM event AS f
    WHERE f.kind IN ('recurring.laid_out', 'occurrence.changed')
    AND f.subject BETWEEN :first AND :last
    GROUP BY f.subject, f.kind
) AS newest ON newest.subject = e.subject AND newest.number = e.number
ORDER BY e.subject, e.kind;

-- name: owners
-- Who does the recurring work of partners from :first to :last, by role.
SELECT DISTINCT o.partner_id, o.owner_role, o.owner FROM occurrence AS o
WHERE o.partner_id BETWEEN :first AND :last;

-- name: held
-- Times that were held, of partners from :first to :last.
SELECT o.partner_id, o.recurring_id, o.original_on, o.takes_on, o.takes_at, o.title,
    o.owner_role, o.owner, o.state, o.note, o.held_on, o.evidence
FROM occurrence AS o
WHERE o.state = 'held' AND o.partner_id BETWEEN :first AND :last;
