-- The health of one partner is read from its own rows, and the bands of all from an index.
CREATE INDEX lifecycle_by_partner ON lifecycle (partner_id);
DROP INDEX health_score_by_rank;
CREATE INDEX health_score_by_rank ON health_score (rank, partner_id, band);
