-- Which versions of playbooks partners run on is counted from an index, not from their rows.
CREATE INDEX partner_by_digest ON partner (digest);
