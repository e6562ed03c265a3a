-- Terms of contracts and what is due before they end.

-- name: radar
-- Contracts that run and end by a day, or whose notice is by then, the first to end first; of one
-- person when it is named.
SELECT t.*, p.slug, p.name, p.tier, p.segment, p.lead, p.zone
FROM contract_term AS t JOIN partner AS p ON p.partner_id = t.partner_id
WHERE t.outcome = '' AND p.status <> 'removed'
AND (t.ends_on <= :until OR t.notice_due_on <= :notice_until)
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

-- name: seen_on
-- How many contracts were frozen on a day; none says that nothing was.
SELECT COUNT(*) AS n FROM renewal_seen WHERE taken_on = :taken_on;

-- name: keep_seen
-- A contract as it was seen on the day of a forecast; what is frozen stays.
INSERT INTO renewal_seen (
    taken_on, lifecycle_id, number, taken_at, partner_id, ends_on, value, currency,
    called_percent, computed_percent
) VALUES (
    :taken_on, :lifecycle_id, :number, :taken_at, :partner_id, :ends_on, :value, :currency,
    :called_percent, :computed_percent
)
ON CONFLICT (taken_on, lifecycle_id, number) DO NOTHING;

-- name: keep_forecast
-- What a forecast says in one currency; what is frozen stays.
INSERT INTO renewal_forecast (
    taken_on, currency, taken_at, taken_by, until_on, n, expected, low, high, total, method, seed
) VALUES (
    :taken_on, :currency, :taken_at, :taken_by, :until_on, :n, :expected, :low, :high, :total,
    :method, :seed
)
ON CONFLICT (taken_on, currency) DO NOTHING;

-- name: forecasts
-- Frozen forecasts since a day, as known at a moment, the earliest first.
SELECT * FROM renewal_forecast
WHERE taken_on >= :since AND taken_at <= :until
ORDER BY taken_on, currency;

-- name: seen
-- Contracts as they were seen in forecasts since a day, as known at a moment, in order.
SELECT taken_on, lifecycle_id, number, ends_on, value, currency, called_percent, computed_percent
FROM renewal_seen
WHERE taken_on >= :since AND taken_at <= :until
ORDER BY taken_on, ends_on, lifecycle_id, number;

-- name: decisions
-- Terms that were renewed or lapsed, whatever day they ended on.
SELECT lifecycle_id, number, outcome, called_percent, renewed_value FROM contract_term
WHERE outcome <> '';
