-- From staging (position, doc), in the order of the lines; the trigger fills the two hashes.
INSERT INTO audit_logs (
  id, actor_id, actor_email, actor_role, actor_type, resource_type, resource_id, action, old_values, new_values,
  reason_code, reason_note, ip_address, user_agent, source, timestamp, sequence
)
SELECT
  (doc->>'id')::uuid, doc->>'actor_id', doc->>'actor_email', doc->>'actor_role', doc->>'actor_type',
  doc->>'resource_type', doc->>'resource_id', doc->>'action', nullif(doc->'old_values', 'null'),
  nullif(doc->'new_values', 'null'), doc->>'reason_code', doc->>'reason_note', (doc->>'ip_address')::inet,
  doc->>'user_agent', doc->>'source', (doc->>'timestamp')::timestamptz, (doc->>'sequence')::bigint
FROM staging
ORDER BY position;
