-- People of the partners.

-- name: put
-- A person as known now.
INSERT INTO contact (contact_id, partner_id, name, email)
VALUES (:contact_id, :partner_id, :name, :email)
ON CONFLICT (contact_id) DO UPDATE SET name = excluded.name, email = excluded.email;

-- name: of_partner
-- The people of one partner.
SELECT contact_id, name, email, erased_at FROM contact
WHERE partner_id = :partner_id
ORDER BY contact_id;

-- name: erase
-- Nothing is left of a person but the id.
UPDATE contact SET name = '', email = '', erased_at = :erased_at WHERE contact_id = :contact_id;

-- name: by_name
-- Everybody of that name or address, at any partner.
SELECT contact_id, partner_id, name, email FROM contact
WHERE erased_at IS NULL AND (lower(name) = lower(:name) OR lower(email) = lower(:email))
ORDER BY contact_id;

-- name: names
-- What the people of all partners are called, each name once.
SELECT DISTINCT name FROM contact
WHERE erased_at IS NULL AND name <> ''
ORDER BY name;

-- name: next_number
-- The next free number of a counter.
INSERT INTO counter (name, value) VALUES (:name, 1)
ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
RETURNING value;
