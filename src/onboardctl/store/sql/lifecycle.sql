-- Partnerships beyond their plans: where they stand and the stages they went through.

-- name: put_lifecycle
-- The row of a partnership as it now stands.
INSERT INTO lifecycle (
    lifecycle_id, partner_id, stage, stage_title, position, entered_at, version
) VALUES (:lifecycle_id, :partner_id, :stage, :stage_title, :position, :entered_at, :version)
ON CONFLICT (lifecycle_id) DO UPDATE SET
    partner_id = excluded.partner_id,
    stage = excluded.stage,
    stage_title = excluded.stage_title,
    position = excluded.position,
    entered_at = excluded.entered_at,
    version = excluded.version;

-- name: drop_lifecycle
-- Take the row of a partnership away.
DELETE FROM lifecycle WHERE lifecycle_id = :lifecycle_id;

-- name: rows_lifecycle
-- The row of a partnership as it is stored.
SELECT * FROM lifecycle WHERE lifecycle_id = :lifecycle_id;

-- name: put_stage_visit
-- One time spent in a stage.
INSERT INTO stage_visit (lifecycle_id, number, stage, entered_at, entered_by, left_at, reason)
VALUES (:lifecycle_id, :number, :stage, :entered_at, :entered_by, :left_at, :reason)
ON CONFLICT (lifecycle_id, number) DO UPDATE SET
    stage = excluded.stage,
    entered_at = excluded.entered_at,
    entered_by = excluded.entered_by,
    left_at = excluded.left_at,
    reason = excluded.reason;

-- name: drop_stage_visit
-- Take one visit away.
DELETE FROM stage_visit WHERE lifecycle_id = :lifecycle_id AND number = :number;

-- name: rows_stage_visit
-- The visits of a partnership as they are stored.
SELECT * FROM stage_visit WHERE lifecycle_id = :lifecycle_id ORDER BY number;

-- name: pipeline
-- Partnerships by where they stand, the longest there first; of one stage when it is named.
SELECT p.slug, p.name, p.tier, p.segment, p.lead, p.zone,
    l.stage, l.stage_title, l.position, l.entered_at
FROM lifecycle AS l JOIN partner AS p ON p.partner_id = l.partner_id
WHERE p.status <> 'removed'
AND (CAST(:stage AS TEXT) IS NULL OR l.stage = :stage)
ORDER BY l.position, l.entered_at, p.slug;

-- name: put_contract_term
-- One term of a contract as it now stands.
INSERT INTO contract_term (
    lifecycle_id, number, partner_id, starts_on, ends_on, notice_on, value, currency,
    next_step, next_due_on, attention_on, called_percent, computed_percent,
    outcome, concluded_at, renewed_value, last_value, value_changes, notice_due_on
) VALUES (
    :lifecycle_id, :number, :partner_id, :starts_on, :ends_on, :notice_on, :value, :currency,
    :next_step, :next_due_on, :attention_on, :called_percent, :computed_percent,
    :outcome, :concluded_at, :renewed_value, :last_value, :value_changes, :notice_due_on
)
ON CONFLICT (lifecycle_id, number) DO UPDATE SET
    partner_id = excluded.partner_id,
    starts_on = excluded.starts_on,
    ends_on = excluded.ends_on,
    notice_on = excluded.notice_on,
    value = excluded.value,
    currency = excluded.currency,
    next_step = excluded.next_step,
    next_due_on = excluded.next_due_on,
    attention_on = excluded.attention_on,
    called_percent = excluded.called_percent,
    computed_percent = excluded.computed_percent,
    outcome = excluded.outcome,
    concluded_at = excluded.concluded_at,
    renewed_value = excluded.renewed_value,
    last_value = excluded.last_value,
    value_changes = excluded.value_changes,
    notice_due_on = excluded.notice_due_on;

-- name: drop_contract_term
-- Take one term away.
DELETE FROM contract_term WHERE lifecycle_id = :lifecycle_id AND number = :number;

-- name: rows_contract_term
-- The terms of a contract as they are stored.
SELECT * FROM contract_term WHERE lifecycle_id = :lifecycle_id ORDER BY number;

-- name: put_undertaking
-- One joint undertaking as it now stands.
INSERT INTO undertaking (
    lifecycle_id, undertaking, partner_id, workflow, title, kind, owner, started_at,
    due_on, steps_done, steps_required, next_step, outcome, closed_at, waits_until, adds
) VALUES (
    :lifecycle_id, :undertaking, :partner_id, :workflow, :title, :kind, :owner, :started_at,
    :due_on, :steps_done, :steps_required, :next_step, :outcome, :closed_at, :waits_until, :adds
)
ON CONFLICT (lifecycle_id, undertaking) DO UPDATE SET
    partner_id = excluded.partner_id,
    workflow = excluded.workflow,
    title = excluded.title,
    kind = excluded.kind,
    owner = excluded.owner,
    started_at = excluded.started_at,
    due_on = excluded.due_on,
    steps_done = excluded.steps_done,
    steps_required = excluded.steps_required,
    next_step = excluded.next_step,
    outcome = excluded.outcome,
    closed_at = excluded.closed_at,
    waits_until = excluded.waits_until,
    adds = excluded.adds;

-- name: drop_undertaking
-- Take one undertaking away.
DELETE FROM undertaking WHERE lifecycle_id = :lifecycle_id AND undertaking = :undertaking;

-- name: rows_undertaking
-- The undertakings of a partnership as they are stored.
SELECT * FROM undertaking WHERE lifecycle_id = :lifecycle_id ORDER BY undertaking;

-- name: put_intervention
-- One intervention as it now stands.
INSERT INTO intervention (
    lifecycle_id, intervention, partner_id, sign, play, rung, owner, due_on,
    opened_at, before_text, outcome, after_text, closed_at
) VALUES (
    :lifecycle_id, :intervention, :partner_id, :sign, :play, :rung, :owner, :due_on,
    :opened_at, :before_text, :outcome, :after_text, :closed_at
)
ON CONFLICT (lifecycle_id, intervention) DO UPDATE SET
    partner_id = excluded.partner_id,
    sign = excluded.sign,
    play = excluded.play,
    rung = excluded.rung,
    owner = excluded.owner,
    due_on = excluded.due_on,
    opened_at = excluded.opened_at,
    before_text = excluded.before_text,
    outcome = excluded.outcome,
    after_text = excluded.after_text,
    closed_at = excluded.closed_at;

-- name: drop_intervention
-- Take one intervention away.
DELETE FROM intervention WHERE lifecycle_id = :lifecycle_id AND intervention = :intervention;

-- name: rows_intervention
-- The interventions of a partnership as they are stored.
SELECT * FROM intervention WHERE lifecycle_id = :lifecycle_id ORDER BY intervention;

-- name: put_health_override
-- The override of a score as it now stands.
INSERT INTO health_override (
    lifecycle_id, partner_id, score, reason, evidence, until_on, set_at, set_by
) VALUES (
    :lifecycle_id, :partner_id, :score, :reason, :evidence, :until_on, :set_at, :set_by
)
ON CONFLICT (lifecycle_id) DO UPDATE SET
    partner_id = excluded.partner_id,
    score = excluded.score,
    reason = excluded.reason,
    evidence = excluded.evidence,
    until_on = excluded.until_on,
    set_at = excluded.set_at,
    set_by = excluded.set_by;

-- name: drop_health_override
-- Take the override of a score away.
DELETE FROM health_override WHERE lifecycle_id = :lifecycle_id;

-- name: rows_health_override
-- The override of a partnership's score as it is stored.
SELECT * FROM health_override WHERE lifecycle_id = :lifecycle_id;

-- name: put_health_sign
-- One warning sign that shows.
INSERT INTO health_sign (lifecycle_id, sign, partner_id, since_at, because)
VALUES (:lifecycle_id, :sign, :partner_id, :since_at, :because)
ON CONFLICT (lifecycle_id, sign) DO UPDATE SET
    partner_id = excluded.partner_id,
    since_at = excluded.since_at,
    because = excluded.because;

-- name: drop_health_sign
-- Take one warning sign away.
DELETE FROM health_sign WHERE lifecycle_id = :lifecycle_id AND sign = :sign;

-- name: rows_health_sign
-- The warning signs of a partnership as they are stored.
SELECT * FROM health_sign WHERE lifecycle_id = :lifecycle_id ORDER BY sign;

-- name: put_consent
-- One consent as it now stands.
INSERT INTO consent (
    lifecycle_id, consent, partner_id, kind, contact, given_on, until_on, withdrawn_on, last_on,
    ask_on, scope, evidence, reason
) VALUES (
    :lifecycle_id, :consent, :partner_id, :kind, :contact, :given_on, :until_on, :withdrawn_on,
    :last_on, :ask_on, :scope, :evidence, :reason
)
ON CONFLICT (lifecycle_id, consent) DO UPDATE SET
    partner_id = excluded.partner_id,
    kind = excluded.kind,
    contact = excluded.contact,
    given_on = excluded.given_on,
    until_on = excluded.until_on,
    withdrawn_on = excluded.withdrawn_on,
    last_on = excluded.last_on,
    ask_on = excluded.ask_on,
    scope = excluded.scope,
    evidence = excluded.evidence,
    reason = excluded.reason;

-- name: drop_consent
-- Take one consent away.
DELETE FROM consent WHERE lifecycle_id = :lifecycle_id AND consent = :consent;

-- name: rows_consent
-- The consents of a partnership as they are stored.
SELECT * FROM consent WHERE lifecycle_id = :lifecycle_id ORDER BY consent;
