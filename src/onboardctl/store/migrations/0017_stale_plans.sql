-- From when on a plan has to be dated again though nothing happens, and the calendars it counts in:
-- whoever dates all plans again looks at no other.
ALTER TABLE plan ADD COLUMN calendars TEXT NOT NULL DEFAULT '';
ALTER TABLE plan ADD COLUMN stale_on TEXT NOT NULL DEFAULT '';
CREATE INDEX plan_by_stale ON plan (stale_on, partner_id);
