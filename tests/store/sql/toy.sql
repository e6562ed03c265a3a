-- Queries of the toy tables that the engine's tests write to.

-- name: count
-- How often a writer has written.
SELECT written FROM toy_total WHERE writer = :writer;

-- name: add
-- One entry; its id.
INSERT INTO toy_entry (writer, number, amount) VALUES (:writer, :number, :amount)
RETURNING entry_id;

-- name: total
-- The count and sum of a writer, brought up to date.
INSERT INTO toy_total (writer, written, amount) VALUES (:writer, 1, :amount)
ON CONFLICT (writer) DO UPDATE SET written = toy_total.written + 1,
    amount = toy_total.amount + excluded.amount;

-- name: entries
-- Every entry in order.
SELECT writer, number, amount FROM toy_entry ORDER BY writer, number;

-- name: totals
-- Every writer's count and sum.
SELECT writer, written, amount FROM toy_total ORDER BY writer;

-- name: of_writer
-- One writer's numbers.
SELECT number FROM toy_entry WHERE writer = :writer ORDER BY number;

-- name: without_amount
-- Breaks a rule of the table: the program's own mistake.
INSERT INTO toy_entry (writer, number, amount) VALUES (:writer, :number, NULL);

-- name: numbers
-- Every entry's number in the order they were given out.
SELECT entry_id FROM toy_entry ORDER BY entry_id;

-- name: append
-- One entry.
INSERT INTO toy_entry (writer, number, amount) VALUES (:writer, :number, :amount);
