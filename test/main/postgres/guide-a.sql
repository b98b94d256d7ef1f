-- Guide A's table as it describes it: 22 columns, six indexes, one view.
CREATE TABLE audit_logs (
  id SERIAL PRIMARY KEY,
  event_id UUID NOT NULL,
  trace_id UUID,
  parent_event_id UUID,
  timestamp TIMESTAMP WITH TIME ZONE NOT NULL,
  user_id VARCHAR(255),
  user_email VARCHAR(255),
  action VARCHAR(255) NOT NULL,
  resource_type VARCHAR(100) NOT NULL,
  resource_id VARCHAR(255),
  http_method VARCHAR(10),
  path VARCHAR(255),
  status_code INT,
  duration_ms FLOAT,
  ip_address INET,
  user_agent TEXT,
  request_body JSONB,
  response_body JSONB,
  previous_state JSONB,
  new_state JSONB,
  metadata JSONB,
  signature VARCHAR(255)
);

CREATE INDEX idx_audit_logs_timestamp ON audit_logs (timestamp);
CREATE INDEX idx_audit_logs_user_id ON audit_logs (user_id);
CREATE INDEX idx_audit_logs_resource ON audit_logs (resource_type, resource_id);
CREATE INDEX idx_audit_logs_action ON audit_logs (action);
CREATE INDEX idx_audit_logs_metadata ON audit_logs USING GIN (metadata);
CREATE INDEX idx_audit_logs_new_state ON audit_logs USING GIN (new_state);

CREATE VIEW recent_critical_events AS
  SELECT * FROM audit_logs
  WHERE timestamp > now() - INTERVAL '24 hours'
    AND (action LIKE '%payment%' OR action LIKE '%permission%' OR action LIKE '%security%' OR status_code >= 500)
  ORDER BY timestamp DESC;
