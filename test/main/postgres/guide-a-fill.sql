-- From staging (position, doc) into :target, in the order of the lines.
INSERT INTO :target (
  event_id, trace_id, timestamp, user_id, user_email, action, resource_type, resource_id, http_method, path,
  status_code, duration_ms, ip_address, user_agent, request_body, response_body, previous_state, new_state, metadata
)
SELECT
  (doc->>'event_id')::uuid, (doc->>'trace_id')::uuid, (doc->>'timestamp')::timestamptz, doc->>'user_id',
  doc->>'user_email', doc->>'action', doc->>'resource_type', doc->>'resource_id', doc->>'http_method', doc->>'path',
  (doc->>'status_code')::int, (doc->>'duration_ms')::float, (doc#>>'{metadata,ip_address}')::inet,
  doc#>>'{metadata,user_agent}', doc->'request_body', doc->'response_body',
  nullif(doc->'previous_state', 'null'), nullif(doc->'new_state', 'null'), doc->'metadata'
FROM staging
WHERE (doc->>'timestamp')::timestamptz >= :from AND (doc->>'timestamp')::timestamptz < :to
ORDER BY position;
