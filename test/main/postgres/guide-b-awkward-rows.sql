-- Rows whose text form is easy to get wrong. Sequences continue after the sample's.
INSERT INTO audit_logs (
  id, actor_id, actor_email, actor_role, actor_type, resource_type, resource_id, action, old_values, new_values,
  reason_code, reason_note, ip_address, user_agent, source, timestamp, sequence
)
SELECT md5(n::text)::uuid, actor, NULL, NULL, 'human', 'order', 'ord_' || n, 'update', old, new, NULL, note, ip, agent,
  'admin_panel', at, (SELECT max(sequence) FROM audit_logs) + n
FROM (VALUES
  -- Numbers keep their scale; keys are ordered by length, then bytes; the last of equal keys counts.
  (1, 'user_1', '{"total": 1.10, "b": 1e3, "aa": 0.000, "a": -0.0, "total": 2.50}'::jsonb,
   '{"big": 123456789012345678901234567890.10, "small": 1E-7, "n": [1.0, 1.00, 10]}'::jsonb,
   'plain', '203.0.113.42'::inet, 'agent', '2025-04-01 10:00:00.847291+00'::timestamptz),
  -- SQL NULL and JSON null are two things.
  (2, 'user_2', NULL, 'null', NULL, NULL, NULL, '2025-04-01 10:00:00.5+00'),
  -- Characters that COPY escapes, that JSON escapes, and that neither does.
  (3, 'user_3', '{"tab\tkey": "line\nfeed", "quote\"": "back\\slash", "\u0001": "\u001f\u007f\u2028"}',
   '{"name": "Zoë Ångström \ud83d\ude00", "ключ": "значение", "é": 1, "zz": 2, "キー": [{"深い": null}]}',
   E'tab\there\nline feed\r\\N and \\. and {"not": "json"}, Zoë 😀', '2001:db8::1', E'\\N', '2025-04-01 10:00:01+00'),
  (4, 'user_4', '[]', '{}', '', '10.0.0.0/8', '', '2025-04-01 10:00:01.000001+00'),
  (5, E'\\.', '"text"', 'true', E'\\\\', '203.0.113.0/24', E'a\bb\fc\vd', '1999-12-31 23:59:59.999999+00'),
  (6, 'user_6', '{"nested": {"a": {"b": {"c": [1, [2, [3.30]]]}}}}', '12345678901234567890', 'é',
   '::ffff:1.2.3.4', '🦊', '2025-04-01 10:00:02.1+05:30')
) AS rows (n, actor, old, new, note, ip, agent, at)
ORDER BY n;
