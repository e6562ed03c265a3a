-- Whether anybody ever ticked some recurring work, which KPIs of cadence ask first.
CREATE INDEX occurrence_held ON occurrence (recurring_id, partner_id) WHERE held_on IS NOT NULL;
