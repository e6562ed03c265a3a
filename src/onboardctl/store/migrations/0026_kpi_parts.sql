-- What was kept of KPIs is measured anew: it can now be added up, and brought up to date by partner.
DELETE FROM kpi_cell;
DELETE FROM kpi_period;
ALTER TABLE kpi_cell ADD COLUMN parts TEXT NOT NULL DEFAULT '';
ALTER TABLE kpi_period ADD COLUMN versions TEXT NOT NULL DEFAULT '';
CREATE INDEX usage_month_by_partner ON usage_month (partner_id, month);
CREATE INDEX usage_month_by_intake ON usage_month (latest_intake);
