-- Of the clocks of a closed month a report reads those that still run, and no others.
CREATE INDEX ticket_clock_open ON ticket_clock (decided_at) WHERE ended_at IS NULL;
