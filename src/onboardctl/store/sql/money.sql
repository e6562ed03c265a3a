-- Accounts of partnerships: revenue, costs, shares, payouts, customers.

-- name: put_money_entry
-- One entry as it now stands.
INSERT INTO money_entry (
    account_id, entry, partner_id, kind, day, amount, currency, reference, note, corrections
) VALUES (
    :account_id, :entry, :partner_id, :kind, :day, :amount, :currency, :reference, :note,
    :corrections
)
ON CONFLICT (account_id, entry) DO UPDATE SET
    partner_id = excluded.partner_id,
    kind = excluded.kind,
    day = excluded.day,
    amount = excluded.amount,
    currency = excluded.currency,
    reference = excluded.reference,
    note = excluded.note,
    corrections = excluded.corrections;

-- name: drop_money_entry
-- Take one entry away.
DELETE FROM money_entry WHERE account_id = :account_id AND entry = :entry;

-- name: rows_money_entry
-- The entries of an account as they are stored.
SELECT * FROM money_entry WHERE account_id = :account_id ORDER BY entry;

-- name: put_money_month
-- One sum of a month as it now stands.
INSERT INTO money_month (
    account_id, month, kind, currency, partner_id, amount
) VALUES (
    :account_id, :month, :kind, :currency, :partner_id, :amount
)
ON CONFLICT (account_id, month, kind, currency) DO UPDATE SET
    partner_id = excluded.partner_id,
    amount = excluded.amount;

-- name: drop_money_month
-- Take one sum of a month away.
DELETE FROM money_month WHERE account_id = :account_id AND month = :month AND kind = :kind AND currency = :currency;

-- name: rows_money_month
-- The sums by month of an account as they are stored.
SELECT * FROM money_month WHERE account_id = :account_id ORDER BY month, kind, currency;

-- name: put_revenue_share
-- One agreed share as it now stands.
INSERT INTO revenue_share (
    account_id, from_on, partner_id, percent, every, within_days, contract
) VALUES (
    :account_id, :from_on, :partner_id, :percent, :every, :within_days, :contract
)
ON CONFLICT (account_id, from_on) DO UPDATE SET
    partner_id = excluded.partner_id,
    percent = excluded.percent,
    every = excluded.every,
    within_days = excluded.within_days,
    contract = excluded.contract;

-- name: drop_revenue_share
-- Take one agreed share away.
DELETE FROM revenue_share WHERE account_id = :account_id AND from_on = :from_on;

-- name: rows_revenue_share
-- The agreed shares of an account as they are stored.
SELECT * FROM revenue_share WHERE account_id = :account_id ORDER BY from_on;

-- name: put_payout_due
-- One sum owed for a period as it now stands.
INSERT INTO payout_due (
    account_id, period, currency, partner_id, first_on, last_on, revenue, shares, amount,
    paid, due_on, wanted_on
) VALUES (
    :account_id, :period, :currency, :partner_id, :first_on, :last_on, :revenue, :shares,
    :amount, :paid, :due_on, :wanted_on
)
ON CONFLICT (account_id, period, currency) DO UPDATE SET
    partner_id = excluded.partner_id,
    first_on = excluded.first_on,
    last_on = excluded.last_on,
    revenue = excluded.revenue,
    shares = excluded.shares,
    amount = excluded.amount,
    paid = excluded.paid,
    due_on = excluded.due_on,
    wanted_on = excluded.wanted_on;

-- name: drop_payout_due
-- Take one sum owed for a period away.
DELETE FROM payout_due WHERE account_id = :account_id AND period = :period AND currency = :currency;

-- name: rows_payout_due
-- The sums owed of an account as they are stored.
SELECT * FROM payout_due WHERE account_id = :account_id ORDER BY period, currency;

-- name: put_payout
-- One payout as it now stands.
INSERT INTO payout (
    account_id, payout, partner_id, period, amount, currency, day, reference
) VALUES (
    :account_id, :payout, :partner_id, :period, :amount, :currency, :day, :reference
)
ON CONFLICT (account_id, payout) DO UPDATE SET
    partner_id = excluded.partner_id,
    period = excluded.period,
    amount = excluded.amount,
    currency = excluded.currency,
    day = excluded.day,
    reference = excluded.reference;

-- name: drop_payout
-- Take one payout away.
DELETE FROM payout WHERE account_id = :account_id AND payout = :payout;

-- name: rows_payout
-- The payouts of an account as they are stored.
SELECT * FROM payout WHERE account_id = :account_id ORDER BY payout;

-- name: put_customer_month
-- One count of customers as it now stands.
INSERT INTO customer_month (
    account_id, month, partner_id, referred, acquired, subscribed, lost
) VALUES (
    :account_id, :month, :partner_id, :referred, :acquired, :subscribed, :lost
)
ON CONFLICT (account_id, month) DO UPDATE SET
    partner_id = excluded.partner_id,
    referred = excluded.referred,
    acquired = excluded.acquired,
    subscribed = excluded.subscribed,
    lost = excluded.lost;

-- name: drop_customer_month
-- Take one count of customers away.
DELETE FROM customer_month WHERE account_id = :account_id AND month = :month;

-- name: rows_customer_month
-- The counts of customers of an account as they are stored.
SELECT * FROM customer_month WHERE account_id = :account_id ORDER BY month;

-- name: entries
-- Entries of a stretch of days, both included, the latest first; of one partner or kind when named.
SELECT e.*, p.slug, p.name FROM money_entry AS e JOIN partner AS p ON p.partner_id = e.partner_id
WHERE e.day BETWEEN :first AND :last
AND (CAST(:partner_id AS TEXT) IS NULL OR e.partner_id = :partner_id)
AND (CAST(:kind AS TEXT) IS NULL OR e.kind = :kind)
ORDER BY e.day DESC, p.slug, e.entry DESC;

-- name: months
-- Sums by month of a stretch of months, both included; of one partner when it is named.
SELECT m.*, p.slug, p.name FROM money_month AS m JOIN partner AS p ON p.partner_id = m.partner_id
WHERE m.month BETWEEN :first AND :last
AND (CAST(:partner_id AS TEXT) IS NULL OR m.partner_id = :partner_id)
ORDER BY p.slug, m.month, m.kind, m.currency;

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
