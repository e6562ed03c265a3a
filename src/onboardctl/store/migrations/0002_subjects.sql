-- Facts are about partners, tickets and whatever else has a stream; the id says which.
ALTER TABLE event RENAME COLUMN partner_id TO subject;
