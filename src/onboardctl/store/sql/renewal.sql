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

-- name: running_on
-- Terms that ran on a day: begun by then and not ended, in the order of the partners.
SELECT t.*, p.slug, p.name, p.tier, p.segment, p.lead, p.zone
FROM contract_term AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.starts_on IS NOT NULL AND t.starts_on <= :day AND t.ends_on >= :day
ORDER BY p.slug, t.number;

-- name: attention
-- Renewals whose next step wants attention by a day, the most pressing first.
SELECT t.next_step, t.next_due_on, t.ends_on, p.partner_id, p.slug, p.name, p.lead, p.zone
FROM contract_term AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.attention_on <= :until AND p.status <> 'removed'
AND (CAST(:owner AS TEXT) IS NULL OR p.lead = :owner)
ORDER BY t.next_due_on, p.slug
LIMIT :limit;
