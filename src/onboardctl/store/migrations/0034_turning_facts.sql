-- Facts that may put a partner on the ladder for silence, found among whatever else happened since.
CREATE INDEX event_turning ON event (change_id, subject)
WHERE kind IN ('item.reopened', 'task.reopened', 'recurring.missed', 'stage.entered',
    'renewal.term_set', 'renewal.concluded', 'partner.created');
