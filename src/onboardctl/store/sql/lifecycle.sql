-- Partnerships beyond their plans: where they stand and the stages they went through.

-- name: pipeline
-- Partnerships by where they stand, the longest there first; of one stage when it is named.
SELECT p.slug, p.name, p.tier, p.segment, p.lead, p.zone,
    l.stage, l.stage_title, l.position, l.entered_at
FROM lifecycle AS l JOIN partner AS p ON p.partner_id = l.partner_id
WHERE p.status <> 'removed'
AND (CAST(:stage AS TEXT) IS NULL OR l.stage = :stage)
ORDER BY l.position, l.entered_at, p.slug;
