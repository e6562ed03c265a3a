-- Compiled playbooks under their digest.

-- name: put
-- Keep a compiled playbook; the same digest is kept once.
INSERT INTO playbook_version (digest, playbook, version, title, body, first_used_at)
VALUES (:digest, :playbook, :version, :title, :body, :first_used_at)
ON CONFLICT (digest) DO NOTHING;

-- name: known
-- Whether a version is kept.
SELECT 1 AS found FROM playbook_version WHERE digest = :digest;

-- name: body
-- The compiled playbook of a digest.
SELECT body FROM playbook_version WHERE digest = :digest;

-- name: in_use
-- Every version that plans were made from, with how many partners run on it.
SELECT v.digest, v.playbook, v.version, v.title, v.first_used_at, COUNT(p.partner_id) AS partners
FROM playbook_version AS v LEFT JOIN partner AS p ON p.digest = v.digest
GROUP BY v.digest, v.playbook, v.version, v.title, v.first_used_at
ORDER BY v.playbook, v.first_used_at, v.digest;
