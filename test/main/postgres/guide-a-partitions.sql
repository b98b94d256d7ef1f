-- The partitioned table, corrected: the key holds the partition column. Bounds are given with their zone, because the
-- server's default zone is not UTC. Three kinds of partition: as the parent creates them; made by hand with the columns
-- in another order and attached empty; filled as a table of its own and attached later (the test does that).
CREATE TABLE audit_logs_partitioned (
  LIKE audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
  PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

CREATE TABLE audit_logs_y2024m10 PARTITION OF audit_logs_partitioned
  FOR VALUES FROM ('2024-10-01 00:00:00+00') TO ('2024-11-01 00:00:00+00');
CREATE TABLE audit_logs_y2024m11 PARTITION OF audit_logs_partitioned
  FOR VALUES FROM ('2024-11-01 00:00:00+00') TO ('2024-12-01 00:00:00+00');
CREATE TABLE audit_logs_y2024m12 PARTITION OF audit_logs_partitioned
  FOR VALUES FROM ('2024-12-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
CREATE TABLE audit_logs_y2025m01 PARTITION OF audit_logs_partitioned
  FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2025-02-01 00:00:00+00');

CREATE TABLE audit_logs_y2025m02 (
  metadata JSONB,
  new_state JSONB,
  previous_state JSONB,
  signature VARCHAR(255),
  timestamp TIMESTAMP WITH TIME ZONE NOT NULL,
  duration_ms FLOAT,
  status_code INT,
  event_id UUID NOT NULL,
  id INT NOT NULL DEFAULT nextval('audit_logs_id_seq'),
  action VARCHAR(255) NOT NULL,
  user_email VARCHAR(255),
  user_id VARCHAR(255),
  resource_id VARCHAR(255),
  resource_type VARCHAR(100) NOT NULL,
  ip_address INET,
  user_agent TEXT,
  http_method VARCHAR(10),
  path VARCHAR(255),
  trace_id UUID,
  parent_event_id UUID,
  response_body JSONB,
  request_body JSONB
);
ALTER TABLE audit_logs_partitioned ATTACH PARTITION audit_logs_y2025m02
  FOR VALUES FROM ('2025-02-01 00:00:00+00') TO ('2025-03-01 00:00:00+00');

-- Not attached yet: rows for March would be refused, which is the guide's silent gap at a month boundary.
CREATE TABLE audit_logs_y2025m03 (LIKE audit_logs INCLUDING DEFAULTS);

CREATE PROCEDURE create_next_audit_log_partition() LANGUAGE plpgsql AS $procedure$
DECLARE
  first_day date := date_trunc('month', now() AT TIME ZONE 'UTC' + INTERVAL '1 month');
  partition_name text := 'audit_logs_y' || to_char(first_day, 'YYYY') || 'm' || to_char(first_day, 'MM');
BEGIN
  -- COPY audit_logs (id) FROM stdin; in a body is no COPY
  IF NOT EXISTS (SELECT FROM pg_class WHERE relname = partition_name) THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF audit_logs_partitioned FOR VALUES FROM (%L) TO (%L)',
      partition_name, first_day::text || ' 00:00:00+00', (first_day + INTERVAL '1 month')::date::text || ' 00:00:00+00');
  END IF;
END
$procedure$;
CALL create_next_audit_log_partition();
