-- SLA policies as tickets are judged by them.

-- name: put
-- A policy under its digest; one that is known stays as it is.
INSERT INTO sla_policy (digest, playbook, version, valid_from, recorded_at, body)
VALUES (:digest, :playbook, :version, :valid_from, :recorded_at, :body)
ON CONFLICT (digest) DO NOTHING;

-- name: body
-- One policy.
SELECT body FROM sla_policy WHERE digest = :digest;

-- name: versions
-- The versions of a playbook's policy, the one in force last in front.
SELECT digest, playbook, version, valid_from, recorded_at FROM sla_policy
WHERE playbook = :playbook
ORDER BY valid_from DESC, recorded_at DESC, digest;

-- name: all
-- Every policy ever used, by playbook, the newest in front.
SELECT digest, playbook, version, valid_from, recorded_at FROM sla_policy
ORDER BY playbook, valid_from DESC, recorded_at DESC, digest;

-- name: playbooks_in_use
-- The playbooks that partners on the books follow, with one digest of each.
SELECT playbook, MAX(digest) AS digest, COUNT(*) AS partners FROM partner
WHERE status <> 'removed'
GROUP BY playbook
ORDER BY playbook;
