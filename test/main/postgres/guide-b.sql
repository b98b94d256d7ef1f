-- Guide B's stored entry, 19 fields, in the column types a PostgreSQL shop would choose.
CREATE TABLE audit_logs (
  id UUID PRIMARY KEY,
  actor_id TEXT NOT NULL,
  actor_email TEXT,
  actor_role TEXT,
  actor_type TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  action TEXT NOT NULL,
  old_values JSONB,
  new_values JSONB,
  reason_code TEXT,
  reason_note TEXT,
  ip_address INET,
  user_agent TEXT,
  source TEXT NOT NULL,
  timestamp TIMESTAMPTZ NOT NULL,
  sequence BIGINT NOT NULL UNIQUE,
  prev_hash CHAR(64) NOT NULL,
  entry_hash CHAR(64) NOT NULL
);

CREATE INDEX ON audit_logs (resource_type, resource_id);
CREATE INDEX ON audit_logs (actor_id);
CREATE INDEX ON audit_logs (timestamp);
CREATE INDEX ON audit_logs (action);
CREATE INDEX ON audit_logs (actor_id, resource_type, timestamp);
