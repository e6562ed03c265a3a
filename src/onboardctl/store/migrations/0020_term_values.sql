-- What a year of a contract came to be worth in the course of its term, beside what it began with.
ALTER TABLE contract_term ADD COLUMN last_value TEXT;
ALTER TABLE contract_term ADD COLUMN value_changes TEXT NOT NULL DEFAULT '[]';
UPDATE contract_term SET last_value = value;
