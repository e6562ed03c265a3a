-- Plans as their screens read them.

-- name: of_partner
-- What the plan of one partner says beside its tasks.
SELECT length_days, phases, excluded, provisional_anchors, outcomes
FROM plan WHERE partner_id = :partner_id;
