-- Revenue and costs, shares of it, what is owed and paid, and customers by month.
CREATE TABLE money_entry (
    account_id TEXT NOT NULL,
    entry INTEGER NOT NULL,
    partner_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    reference TEXT NOT NULL,
    note TEXT NOT NULL,
    corrections INTEGER NOT NULL,
    PRIMARY KEY (account_id, entry)
) {{strict}};
CREATE INDEX money_entry_by_kind ON money_entry (kind, day);
CREATE TABLE money_month (
    account_id TEXT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (account_id, month, kind, currency)
) {{strict}};
CREATE INDEX money_month_by_month ON money_month (month);
CREATE TABLE revenue_share (
    account_id TEXT NOT NULL,
    from_on TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    percent TEXT NOT NULL,
    every TEXT NOT NULL,
    within_days INTEGER NOT NULL,
    contract TEXT NOT NULL,
    PRIMARY KEY (account_id, from_on)
) {{strict}};
CREATE TABLE payout_due (
    account_id TEXT NOT NULL,
    period TEXT NOT NULL,
    currency TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    revenue TEXT NOT NULL,
    shares TEXT NOT NULL,
    amount TEXT NOT NULL,
    paid TEXT NOT NULL,
    due_on TEXT NOT NULL,
    wanted_on TEXT,
    PRIMARY KEY (account_id, period, currency)
) {{strict}};
CREATE INDEX payout_due_wanted ON payout_due (wanted_on) WHERE wanted_on IS NOT NULL;
CREATE INDEX payout_due_by_day ON payout_due (last_on);
CREATE TABLE payout (
    account_id TEXT NOT NULL,
    payout INTEGER NOT NULL,
    partner_id TEXT NOT NULL,
    period TEXT NOT NULL,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    day TEXT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (account_id, payout)
) {{strict}};
CREATE TABLE customer_month (
    account_id TEXT NOT NULL,
    month TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    referred INTEGER NOT NULL,
    acquired INTEGER NOT NULL,
    subscribed INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    PRIMARY KEY (account_id, month)
) {{strict}};
CREATE INDEX customer_month_by_month ON customer_month (month);
