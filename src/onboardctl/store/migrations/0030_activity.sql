-- Dates that were worked out anew are no activity: when a partner was last active is read again from
-- its other facts, and what was kept that rests on it is made again when it is next asked for.
UPDATE partner SET active_at = COALESCE(
    (
        SELECT e.occurred_at FROM event AS e
        WHERE e.subject = partner.partner_id
        AND e.kind NOT IN ('plan.rescheduled', 'recurring.laid_out')
        ORDER BY e.number DESC
        LIMIT 1
    ),
    active_at
);
DELETE FROM snapshot;
DELETE FROM kpi_cell;
DELETE FROM kpi_period;
