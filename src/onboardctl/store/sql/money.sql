-- Accounts of partnerships: revenue, costs, shares, payouts, customers.

-- name: entries
-- Entries of a stretch of days, both included, the latest first; of one partner or kind when named.
SELECT e.*, p.slug, p.name FROM money_entry AS e JOIN partner AS p ON p.partner_id = e.partner_id
WHERE e.day BETWEEN :first AND :last
AND (CAST(:partner_id AS TEXT) IS NULL OR e.partner_id = :partner_id)
AND (CAST(:kind AS TEXT) IS NULL OR e.kind = :kind)
ORDER BY e.day DESC, p.slug, e.entry DESC;

-- name: of_month
-- Sums of one month; of one partner when it is named.
SELECT p.slug, m.kind, m.currency, m.amount
FROM money_month AS m JOIN partner AS p ON p.partner_id = m.partner_id
WHERE m.month = :month
AND (CAST(:partner_id AS TEXT) IS NULL OR m.partner_id = :partner_id);

-- name: customers
-- Customers by month up to a month, that included; of one partner when it is named.
SELECT c.* FROM customer_month AS c JOIN partner AS p ON p.partner_id = c.partner_id
WHERE c.month <= :last
AND (CAST(:partner_id AS TEXT) IS NULL OR c.partner_id = :partner_id)
ORDER BY c.account_id, c.month;

-- name: dues
-- What is owed for periods that end in a stretch of days; of one partner when it is named.
SELECT d.*, p.slug, p.name, p.lead FROM payout_due AS d
JOIN partner AS p ON p.partner_id = d.partner_id
WHERE d.last_on BETWEEN :first AND :last
AND (CAST(:partner_id AS TEXT) IS NULL OR d.partner_id = :partner_id)
ORDER BY d.due_on, p.slug, d.period, d.currency;

-- name: currencies
-- Every currency that amounts are in.
SELECT DISTINCT currency FROM money_month ORDER BY currency;

-- name: readings
-- Entries of one kind of partners of a playbook, the first day first.
SELECT e.account_id, e.partner_id, e.day, e.amount, e.currency
FROM money_entry AS e JOIN partner AS p ON p.partner_id = e.partner_id
WHERE e.kind = :kind AND p.playbook = :playbook
ORDER BY e.day, e.account_id, e.entry;

-- name: payout_readings
-- Payouts to partners of a playbook, the first day first.
SELECT o.account_id, o.partner_id, o.day, o.amount, o.currency
FROM payout AS o JOIN partner AS p ON p.partner_id = o.partner_id
WHERE p.playbook = :playbook
ORDER BY o.day, o.account_id, o.payout;

-- name: due_readings
-- What is owed to partners of a playbook, on the last day of its period.
SELECT d.account_id, d.partner_id, d.last_on AS day, d.amount, d.currency
FROM payout_due AS d JOIN partner AS p ON p.partner_id = d.partner_id
WHERE p.playbook = :playbook
ORDER BY d.last_on, d.account_id, d.currency;

-- name: customer_readings
-- Customers by month of partners of a playbook.
SELECT c.* FROM customer_month AS c JOIN partner AS p ON p.partner_id = c.partner_id
WHERE p.playbook = :playbook
ORDER BY c.month, c.account_id;
