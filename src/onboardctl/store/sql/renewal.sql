-- Terms of contracts and what is due before they end.

-- name: radar
-- Contracts that run and end by a day, the first to end first; of one person when it is named.
SELECT t.*, p.slug, p.name, p.tier, p.segment, p.lead, p.zone
FROM contract_term AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.outcome = '' AND t.ends_on <= :until AND p.status <> 'removed'
AND (CAST(:owner AS TEXT) IS NULL OR p.lead = :owner)
ORDER BY t.ends_on, p.slug;

-- name: concluded
-- Terms that were renewed or lapsed with an end in a range of days, both included, in order.
SELECT t.*, p.slug, p.name, p.tier, p.segment, p.lead, p.zone
FROM contract_term AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.outcome <> '' AND t.ends_on BETWEEN :first AND :last
ORDER BY t.ends_on, p.slug;

-- name: cohort
-- All terms of the contracts of which one ran on a day, in order; those without a first day left out.
SELECT t.lifecycle_id, t.number, t.starts_on, t.ends_on, t.value, t.currency, t.outcome,
    t.value_changes
FROM contract_term AS t
WHERE t.lifecycle_id IN (
    SELECT r.lifecycle_id FROM contract_term AS r WHERE r.starts_on <= :day AND r.ends_on >= :day
)
ORDER BY t.lifecycle_id, t.number;

-- name: undated
-- How many terms may have run on a day, though nobody said when they began.
SELECT COUNT(*) AS n FROM contract_term WHERE starts_on IS NULL AND ends_on >= :day;
