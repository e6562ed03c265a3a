-- Partners as read by lists, look-ups and the morning list.

-- name: by_key
-- The partner with this id or slug.
SELECT partner_id, slug, name, tier, segment, status, playbook, playbook_version, digest, brand,
    zone, locale, users, contract, channel, lead, team, facts, anchors, origin_on, signed_at,
    go_live_on, phase, phase_title, items_done, items_required, tasks_done, tasks_required,
    blocked_count, next_task, next_title, next_on, next_deadline_at, finish_on,
    baseline_finish_on, created_at, active_at, version
FROM partner
WHERE partner_id IN (
    SELECT partner_id FROM partner WHERE partner_id = :key AND status <> 'removed'
    UNION ALL
    SELECT partner_id FROM partner WHERE slug = :key AND status <> 'removed'
);

-- name: by_part
-- Partners whose name or slug holds this part, at most six.
SELECT partner_id, slug, name, tier, segment, status, playbook, playbook_version, digest, brand,
    zone, locale, users, contract, channel, lead, team, facts, anchors, origin_on, signed_at,
    go_live_on, phase, phase_title, items_done, items_required, tasks_done, tasks_required,
    blocked_count, next_task, next_title, next_on, next_deadline_at, finish_on,
    baseline_finish_on, created_at, active_at, version
FROM partner
WHERE status <> 'removed' AND (search LIKE :part ESCAPE '\' OR slug LIKE :part ESCAPE '\')
ORDER BY slug
LIMIT 6;

-- name: slugs
-- Every slug in use, for near misses and completion.
SELECT slug FROM partner WHERE status <> 'removed' ORDER BY slug;

-- name: slugs_beginning
-- Slugs that begin so, for completion.
SELECT slug, name FROM partner
WHERE status <> 'removed' AND slug >= :start AND slug < :stop
ORDER BY slug
LIMIT :limit;

-- name: names
-- Names and contracts of the partners on the books, to find doubles.
SELECT partner_id, slug, name, search, contract FROM partner
WHERE status <> 'removed'
ORDER BY slug;

-- name: imported
-- Partners on the books as an import compares them.
SELECT slug, name, contract, playbook, tier, segment, zone, users FROM partner
WHERE status <> 'removed'
ORDER BY slug;

-- name: list
-- Partners, the one whose next step is due first in front; the finished ones last. Their kept score
-- stands beside them.
SELECT p.partner_id, p.slug, p.name, p.tier, p.segment, p.status, p.playbook, p.lead, p.zone,
    p.origin_on, p.phase_title, p.items_done, p.items_required, p.tasks_done, p.tasks_required,
    p.blocked_count, p.next_title, p.next_on, p.next_deadline_at, p.finish_on,
    p.baseline_finish_on, p.go_live_on, p.active_at, s.rank, s.band, s.trend
FROM partner AS p LEFT JOIN health_score AS s ON s.partner_id = p.partner_id
WHERE p.status <> 'removed'
AND (CAST(:tier AS TEXT) IS NULL OR p.tier = :tier)
AND (CAST(:segment AS TEXT) IS NULL OR p.segment = :segment)
AND (CAST(:playbook AS TEXT) IS NULL OR p.playbook = :playbook)
AND (CAST(:status AS TEXT) IS NULL OR p.status = :status)
AND (CAST(:lead AS TEXT) IS NULL OR p.lead = :lead)
ORDER BY p.attention_on, p.slug
LIMIT :limit;

-- name: counts
-- How many partners there are in each status.
SELECT status, SUM(partners) AS partners FROM partner_count
WHERE status <> 'removed' AND partners > 0
GROUP BY status
ORDER BY status;

-- name: counts_among
-- How many partners there are in each status, of those a list is about.
SELECT status, SUM(partners) AS partners FROM partner_count
WHERE status <> 'removed' AND partners > 0
AND (CAST(:tier AS TEXT) IS NULL OR tier = :tier)
AND (CAST(:segment AS TEXT) IS NULL OR segment = :segment)
AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook)
AND (CAST(:status AS TEXT) IS NULL OR status = :status)
AND (CAST(:lead AS TEXT) IS NULL OR lead = :lead)
GROUP BY status
ORDER BY status;

-- name: count
-- One partner more or less of a kind.
INSERT INTO partner_count (status, tier, segment, playbook, lead, partners)
VALUES (:status, :tier, :segment, :playbook, :lead, :by)
ON CONFLICT (status, tier, segment, playbook, lead)
DO UPDATE SET partners = partner_count.partners + excluded.partners;

-- name: count_none
-- Forget the counts, to count anew.
DELETE FROM partner_count;

-- name: count_all
-- Count all partners.
INSERT INTO partner_count (status, tier, segment, playbook, lead, partners)
SELECT status, tier, segment, playbook, COALESCE(lead, ''), COUNT(*) FROM partner
GROUP BY status, tier, segment, playbook, COALESCE(lead, '');

-- name: miscounted
-- Kinds of which the count says something else than the partners themselves.
SELECT status, tier, segment, playbook, lead, SUM(said) AS said, SUM(found) AS found FROM (
    SELECT status, tier, segment, playbook, lead, partners AS said, 0 AS found FROM partner_count
    UNION ALL
    SELECT status, tier, segment, playbook, COALESCE(lead, '') AS lead, 0 AS said, 1 AS found
    FROM partner
) AS both_ways
GROUP BY status, tier, segment, playbook, lead
HAVING SUM(said) <> SUM(found)
ORDER BY status, tier, segment, playbook, lead;

-- name: silent
-- Partners under way with whom nothing happened since a moment, the longest silent first.
SELECT partner_id, slug, name, tier, zone, lead, active_at FROM partner
WHERE status = 'onboarding' AND active_at <= :since
AND (CAST(:lead AS TEXT) IS NULL OR lead = :lead)
ORDER BY active_at, slug
LIMIT :limit;
