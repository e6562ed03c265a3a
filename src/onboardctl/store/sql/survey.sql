-- Answers of surveys.

-- name: put
-- Keep an answer; the row is untouched when it is there already.
INSERT INTO survey_answer (
    answer_id, intake_id, partner_id, survey, question, respondent, value, verbatim, tier,
    answered_at
)
VALUES (
    :answer_id, :intake_id, :partner_id, :survey, :question, :respondent, :value, :verbatim, :tier,
    :answered_at
)
ON CONFLICT (answer_id) DO NOTHING;

-- name: by_id
-- One answer.
SELECT answer_id, partner_id, survey, question, respondent, value, verbatim, tier, answered_at
FROM survey_answer WHERE answer_id = :answer_id;

-- name: of_question
-- Answers to one question known by some intake, oldest first, of partners of any playbook.
SELECT partner_id, question, value, answered_at, verbatim, survey, answer_id, tier
FROM survey_answer
WHERE question = :question AND intake_id <= :intake
ORDER BY answered_at, answer_id;

-- name: of_partner
-- Answers of one partner to one question known by some intake, oldest first.
SELECT partner_id, question, value, answered_at, verbatim, survey, answer_id, tier
FROM survey_answer
WHERE partner_id = :partner_id AND question = :question AND intake_id <= :intake
ORDER BY answered_at, answer_id;

-- name: answered_since
-- Partners of whom answers came after an intake.
SELECT DISTINCT partner_id FROM survey_answer WHERE intake_id > :intake LIMIT :most;

-- name: list
-- Answers with the partner's name, the latest first.
SELECT a.answer_id, p.slug, p.name, a.survey, a.question, a.respondent, a.value, a.verbatim,
    a.tier, a.answered_at
FROM survey_answer AS a JOIN partner AS p ON p.partner_id = a.partner_id
WHERE a.intake_id <= :intake
AND (CAST(:partner_id AS TEXT) IS NULL OR a.partner_id = :partner_id)
AND (CAST(:question AS TEXT) IS NULL OR a.question = :question)
AND (CAST(:survey AS TEXT) IS NULL OR a.survey = :survey)
AND (:spoken = 0 OR a.verbatim <> '')
ORDER BY a.answered_at DESC, a.answer_id
LIMIT :most;
