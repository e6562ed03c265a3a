-- Read tables as the projector writes them: rows that changed, one by one.

-- name: put_partner
-- The row of a partner as it now stands.
INSERT INTO partner (
    partner_id, slug, name, search, tier, segment, status, playbook, playbook_version,
    digest, brand, zone, locale, users, contract, channel, lead, team, facts, anchors,
    origin_on, signed_at, go_live_on, phase, phase_title, items_done, items_required,
    tasks_done, tasks_required, blocked_count, next_task, next_title, next_on, attention_on,
    next_deadline_at, finish_on, baseline_finish_on, created_at, active_at, version
) VALUES (
    :partner_id, :slug, :name, :search, :tier, :segment, :status, :playbook,
    :playbook_version, :digest, :brand, :zone, :locale, :users, :contract, :channel, :lead,
    :team, :facts, :anchors, :origin_on, :signed_at, :go_live_on, :phase, :phase_title,
    :items_done, :items_required, :tasks_done, :tasks_required, :blocked_count, :next_task,
    :next_title, :next_on, :attention_on, :next_deadline_at, :finish_on,
    :baseline_finish_on, :created_at, :active_at, :version
)
ON CONFLICT (partner_id) DO UPDATE SET
    slug = excluded.slug,
    name = excluded.name,
    search = excluded.search,
    tier = excluded.tier,
    segment = excluded.segment,
    status = excluded.status,
    playbook = excluded.playbook,
    playbook_version = excluded.playbook_version,
    digest = excluded.digest,
    brand = excluded.brand,
    zone = excluded.zone,
    locale = excluded.locale,
    users = excluded.users,
    contract = excluded.contract,
    channel = excluded.channel,
    lead = excluded.lead,
    team = excluded.team,
    facts = excluded.facts,
    anchors = excluded.anchors,
    origin_on = excluded.origin_on,
    signed_at = excluded.signed_at,
    go_live_on = excluded.go_live_on,
    phase = excluded.phase,
    phase_title = excluded.phase_title,
    items_done = excluded.items_done,
    items_required = excluded.items_required,
    tasks_done = excluded.tasks_done,
    tasks_required = excluded.tasks_required,
    blocked_count = excluded.blocked_count,
    next_task = excluded.next_task,
    next_title = excluded.next_title,
    next_on = excluded.next_on,
    attention_on = excluded.attention_on,
    next_deadline_at = excluded.next_deadline_at,
    finish_on = excluded.finish_on,
    baseline_finish_on = excluded.baseline_finish_on,
    created_at = excluded.created_at,
    active_at = excluded.active_at,
    version = excluded.version;

-- name: drop_partner
-- The row of a partner that is no more.
DELETE FROM partner WHERE partner_id = :partner_id;

-- name: rows_partner
-- All rows of one partner, to compare with a replay.
SELECT 
    partner_id, slug, name, search, tier, segment, status, playbook, playbook_version,
    digest, brand, zone, locale, users, contract, channel, lead, team, facts, anchors,
    origin_on, signed_at, go_live_on, phase, phase_title, items_done, items_required,
    tasks_done, tasks_required, blocked_count, next_task, next_title, next_on, attention_on,
    next_deadline_at, finish_on, baseline_finish_on, created_at, active_at, version
FROM partner WHERE partner_id = :partner_id
ORDER BY partner_id;

-- name: put_plan
-- What a plan now says beside its tasks.
INSERT INTO plan (
    partner_id, length_days, phases, excluded, provisional_anchors, outcomes, calendars, stale_on
) VALUES (
    :partner_id, :length_days, :phases, :excluded, :provisional_anchors, :outcomes, :calendars,
    :stale_on
)
ON CONFLICT (partner_id) DO UPDATE SET
    length_days = excluded.length_days,
    phases = excluded.phases,
    excluded = excluded.excluded,
    provisional_anchors = excluded.provisional_anchors,
    outcomes = excluded.outcomes,
    calendars = excluded.calendars,
    stale_on = excluded.stale_on;

-- name: drop_plan
-- The plan of a partner that is no more.
DELETE FROM plan WHERE partner_id = :partner_id;

-- name: rows_plan
-- All rows of one partner, to compare with a replay.
SELECT
    partner_id, length_days, phases, excluded, provisional_anchors, outcomes, calendars, stale_on
FROM plan WHERE partner_id = :partner_id
ORDER BY partner_id;

-- name: put_task
-- The row of a task as it now stands.
INSERT INTO task (
    partner_id, task_id, position, phase, title, state, owner_role, owner, start_on,
    finish_on, due_on, baseline_finish_on, due_at, slack_days, critical, provisional,
    optional, items_done, items_required, gate, waits_for, waits_why, reason, started_at,
    finished_at, milestone
) VALUES (
    :partner_id, :task_id, :position, :phase, :title, :state, :owner_role, :owner,
    :start_on, :finish_on, :due_on, :baseline_finish_on, :due_at, :slack_days, :critical,
    :provisional, :optional, :items_done, :items_required, :gate, :waits_for, :waits_why,
    :reason, :started_at, :finished_at, :milestone
)
ON CONFLICT (partner_id, task_id) DO UPDATE SET
    position = excluded.position,
    phase = excluded.phase,
    title = excluded.title,
    state = excluded.state,
    owner_role = excluded.owner_role,
    owner = excluded.owner,
    start_on = excluded.start_on,
    finish_on = excluded.finish_on,
    due_on = excluded.due_on,
    baseline_finish_on = excluded.baseline_finish_on,
    due_at = excluded.due_at,
    slack_days = excluded.slack_days,
    critical = excluded.critical,
    provisional = excluded.provisional,
    optional = excluded.optional,
    items_done = excluded.items_done,
    items_required = excluded.items_required,
    gate = excluded.gate,
    waits_for = excluded.waits_for,
    waits_why = excluded.waits_why,
    reason = excluded.reason,
    started_at = excluded.started_at,
    finished_at = excluded.finished_at,
    milestone = excluded.milestone;

-- name: drop_task
-- The row of a task that is no more.
DELETE FROM task WHERE partner_id = :partner_id AND task_id = :task_id;

-- name: rows_task
-- All rows of one partner, to compare with a replay.
SELECT 
    partner_id, task_id, position, phase, title, state, owner_role, owner, start_on,
    finish_on, due_on, baseline_finish_on, due_at, slack_days, critical, provisional,
    optional, items_done, items_required, gate, waits_for, waits_why, reason, started_at,
    finished_at, milestone
FROM task WHERE partner_id = :partner_id
ORDER BY partner_id, task_id;

-- name: put_item
-- The row of a ticked item as it now stands.
INSERT INTO item (
    partner_id, task_id, item_id, done_at, done_by, evidence
) VALUES (
    :partner_id, :task_id, :item_id, :done_at, :done_by, :evidence
)
ON CONFLICT (partner_id, task_id, item_id) DO UPDATE SET
    done_at = excluded.done_at,
    done_by = excluded.done_by,
    evidence = excluded.evidence;

-- name: drop_item
-- The row of a ticked item that is no more.
DELETE FROM item WHERE partner_id = :partner_id AND task_id = :task_id AND item_id = :item_id;

-- name: rows_item
-- All rows of one partner, to compare with a replay.
SELECT 
    partner_id, task_id, item_id, done_at, done_by, evidence
FROM item WHERE partner_id = :partner_id
ORDER BY partner_id, task_id, item_id;

-- name: put_criterion
-- The row of a judged criterion as it now stands.
INSERT INTO criterion (
    partner_id, task_id, criterion_id, standing, value, judged_at, judged_by, note
) VALUES (
    :partner_id, :task_id, :criterion_id, :standing, :value, :judged_at, :judged_by, :note
)
ON CONFLICT (partner_id, task_id, criterion_id) DO UPDATE SET
    standing = excluded.standing,
    value = excluded.value,
    judged_at = excluded.judged_at,
    judged_by = excluded.judged_by,
    note = excluded.note;

-- name: drop_criterion
-- The row of a judged criterion that is no more.
DELETE FROM criterion WHERE partner_id = :partner_id AND task_id = :task_id AND criterion_id = :criterion_id;

-- name: rows_criterion
-- All rows of one partner, to compare with a replay.
SELECT 
    partner_id, task_id, criterion_id, standing, value, judged_at, judged_by, note
FROM criterion WHERE partner_id = :partner_id
ORDER BY partner_id, task_id, criterion_id;

-- name: put_metric
-- The row of a recorded number as it now stands.
INSERT INTO metric (
    partner_id, metric, position, value, measured_at, measured_by, task_id, evidence
) VALUES (
    :partner_id, :metric, :position, :value, :measured_at, :measured_by, :task_id, :evidence
)
ON CONFLICT (partner_id, metric, position) DO UPDATE SET
    value = excluded.value,
    measured_at = excluded.measured_at,
    measured_by = excluded.measured_by,
    task_id = excluded.task_id,
    evidence = excluded.evidence;

-- name: drop_metric
-- The row of a recorded number that is no more.
DELETE FROM metric WHERE partner_id = :partner_id AND metric = :metric AND position = :position;

-- name: rows_metric
-- All rows of one partner, to compare with a replay.
SELECT 
    partner_id, metric, position, value, measured_at, measured_by, task_id, evidence
FROM metric WHERE partner_id = :partner_id
ORDER BY partner_id, metric, position;

-- name: put_deadline
-- The row of a promise as it now stands.
INSERT INTO deadline (
    partner_id, ref, kind, title, due_at, owner_role, owner, done_at, state
) VALUES (
    :partner_id, :ref, :kind, :title, :due_at, :owner_role, :owner, :done_at, :state
)
ON CONFLICT (partner_id, ref) DO UPDATE SET
    kind = excluded.kind,
    title = excluded.title,
    due_at = excluded.due_at,
    owner_role = excluded.owner_role,
    owner = excluded.owner,
    done_at = excluded.done_at,
    state = excluded.state;

-- name: drop_deadline
-- The row of a promise that is no more.
DELETE FROM deadline WHERE partner_id = :partner_id AND ref = :ref;

-- name: rows_deadline
-- All rows of one partner, to compare with a replay.
SELECT 
    partner_id, ref, kind, title, due_at, owner_role, owner, done_at, state
FROM deadline WHERE partner_id = :partner_id
ORDER BY partner_id, ref;

-- name: put_message
-- The row of a mail as it now stands.
INSERT INTO message (
    partner_id, message_id, sent_at, channel, acknowledged_at, bounced_at
) VALUES (
    :partner_id, :message_id, :sent_at, :channel, :acknowledged_at, :bounced_at
)
ON CONFLICT (partner_id, message_id) DO UPDATE SET
    sent_at = excluded.sent_at,
    channel = excluded.channel,
    acknowledged_at = excluded.acknowledged_at,
    bounced_at = excluded.bounced_at;

-- name: drop_message
-- The row of a mail that is no more.
DELETE FROM message WHERE partner_id = :partner_id AND message_id = :message_id;

-- name: rows_message
-- All rows of one partner, to compare with a replay.
SELECT 
    partner_id, message_id, sent_at, channel, acknowledged_at, bounced_at
FROM message WHERE partner_id = :partner_id
ORDER BY partner_id, message_id;

-- name: put_outcome
-- The row of an outcome as it now stands.
INSERT INTO outcome (
    partner_id, outcome, reached_on
) VALUES (
    :partner_id, :outcome, :reached_on
)
ON CONFLICT (partner_id, outcome) DO UPDATE SET
    reached_on = excluded.reached_on;

-- name: drop_outcome
-- The row of an outcome that is no more.
DELETE FROM outcome WHERE partner_id = :partner_id AND outcome = :outcome;

-- name: rows_outcome
-- All rows of one partner, to compare with a replay.
SELECT 
    partner_id, outcome, reached_on
FROM outcome WHERE partner_id = :partner_id
ORDER BY partner_id, outcome;

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

-- name: put_variation
-- The row of a variation as it now stands.
INSERT INTO variation (partner_id, kind, about, task_id, what, reason)
VALUES (:partner_id, :kind, :about, :task_id, :what, :reason)
ON CONFLICT (partner_id, kind, about) DO UPDATE SET
    task_id = excluded.task_id,
    what = excluded.what,
    reason = excluded.reason;

-- name: drop_variation
-- The row of a variation that is no more.
DELETE FROM variation WHERE partner_id = :partner_id AND kind = :kind AND about = :about;

-- name: rows_variation
-- All rows of one partner, to compare with a replay.
SELECT partner_id, kind, about, task_id, what, reason
FROM variation WHERE partner_id = :partner_id
ORDER BY partner_id, kind, about;

-- name: put_occurrence
-- The row of a time of recurring work as it now stands.
INSERT INTO occurrence (
    partner_id, recurring_id, original_on, takes_on, takes_at, title, owner_role, owner, state,
    note, held_on, evidence
) VALUES (
    :partner_id, :recurring_id, :original_on, :takes_on, :takes_at, :title, :owner_role, :owner,
    :state, :note, :held_on, :evidence
)
ON CONFLICT (partner_id, recurring_id, original_on) DO UPDATE SET
    takes_on = excluded.takes_on,
    takes_at = excluded.takes_at,
    title = excluded.title,
    owner_role = excluded.owner_role,
    owner = excluded.owner,
    state = excluded.state,
    note = excluded.note,
    held_on = excluded.held_on,
    evidence = excluded.evidence;

-- name: drop_occurrence
-- The row of a time that is laid out no more.
DELETE FROM occurrence
WHERE partner_id = :partner_id AND recurring_id = :recurring_id AND original_on = :original_on;

-- name: rows_occurrence
-- All rows of one partner, to compare with a replay.
SELECT partner_id, recurring_id, original_on, takes_on, takes_at, title, owner_role, owner, state,
    note, held_on, evidence
FROM occurrence WHERE partner_id = :partner_id
ORDER BY partner_id, recurring_id, original_on;
