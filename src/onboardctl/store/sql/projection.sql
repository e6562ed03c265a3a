-- What changes in the read rows of partners without a projection.

-- name: redate_partner
-- What a partner's row says of dates, after nothing but dates has changed.
UPDATE partner SET
    anchors = :anchors,
    origin_on = :origin_on,
    signed_at = :signed_at,
    go_live_on = :go_live_on,
    next_task = :next_task,
    next_title = :next_title,
    next_on = :next_on,
    attention_on = :attention_on,
    next_deadline_at = :next_deadline_at,
    finish_on = :finish_on,
    version = :version
WHERE partner_id = :partner_id;

-- name: touch_partner
-- That something of a partner was recorded which its own row does not show.
UPDATE partner SET version = :version WHERE partner_id = :partner_id;

-- name: redate_plan
-- What a plan's row says of dates.
UPDATE plan SET provisional_anchors = :provisional_anchors, stale_on = :stale_on
WHERE partner_id = :partner_id;

-- name: redate_task
-- The dates of a task.
UPDATE task SET
    start_on = :start_on,
    finish_on = :finish_on,
    due_on = :due_on,
    due_at = :due_at,
    slack_days = :slack_days,
    critical = :critical,
    provisional = :provisional
WHERE partner_id = :partner_id AND task_id = :task_id;

-- name: redate_deadline
-- The moment of a deadline of the playbook.
UPDATE deadline SET due_at = :due_at, state = :state
WHERE partner_id = :partner_id AND ref = :ref;
