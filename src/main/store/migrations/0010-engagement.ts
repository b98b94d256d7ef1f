/** First layout of an engagement file. See `../README.md` for what each table holds and why. */
export const version = 10

export const sql = `
CREATE TABLE engagement (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  engagement_id TEXT NOT NULL,
  name TEXT NOT NULL,
  period_from TEXT NOT NULL,
  period_to TEXT NOT NULL,
  frameworks TEXT NOT NULL,
  created_at_micros INTEGER NOT NULL,
  zstd_level INTEGER NOT NULL DEFAULT 3
) STRICT;

CREATE TABLE sources (
  source_id INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('importing', 'finished')),
  name TEXT NOT NULL,
  path_given TEXT NOT NULL,
  format TEXT NOT NULL,
  profile TEXT NOT NULL,
  profile_hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  layouts TEXT NOT NULL,
  receipt TEXT NOT NULL,
  entries INTEGER NOT NULL,
  first_micros INTEGER,
  last_micros INTEGER,
  first_sequence TEXT,
  last_sequence TEXT,
  imported_at_micros INTEGER NOT NULL
) STRICT;

CREATE TABLE vault_frames (
  source_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  byte_start INTEGER NOT NULL,
  byte_length INTEGER NOT NULL,
  entry_start INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  key_id INTEGER NOT NULL DEFAULT 0,
  tiles BLOB NOT NULL,
  zstd BLOB NOT NULL,
  PRIMARY KEY (source_id, frame)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  entry_id INTEGER PRIMARY KEY,
  byte_start INTEGER NOT NULL,
  byte_length INTEGER NOT NULL,
  line INTEGER NOT NULL,
  sequence ANY,
  occurred_micros INTEGER,
  actor INTEGER,
  action INTEGER,
  resource_type INTEGER,
  resource_id TEXT
) STRICT;

CREATE TABLE words (
  word_id INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE rejects (
  source_id INTEGER NOT NULL,
  byte_start INTEGER NOT NULL,
  byte_length INTEGER NOT NULL,
  line INTEGER NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (source_id, byte_start)
) STRICT, WITHOUT ROWID;

CREATE TABLE check_runs (
  run_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'abandoned', 'faulted')),
  started_at_micros INTEGER NOT NULL,
  finished_at_micros INTEGER,
  tool_version TEXT NOT NULL,
  parameters TEXT NOT NULL,
  overall TEXT,
  result TEXT
) STRICT;
CREATE INDEX check_runs_by_source ON check_runs (source_id, kind, run_id);

CREATE TABLE chain_breaks (
  run_id INTEGER NOT NULL,
  entry_id INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run_id, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
  finding_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  severity INTEGER NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,
  pointers TEXT NOT NULL,
  origin TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  run_id INTEGER
) STRICT;
CREATE INDEX findings_by_severity ON findings (severity, finding_id);
CREATE INDEX findings_by_origin ON findings (origin, source_id);

CREATE TABLE analyses (
  analysis_id INTEGER PRIMARY KEY,
  at_micros INTEGER NOT NULL,
  parameters TEXT NOT NULL,
  result TEXT NOT NULL
) STRICT;

CREATE TABLE anchor_files (
  anchor_file_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('claims', 'transcript')),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  added_at_micros INTEGER NOT NULL,
  zstd BLOB NOT NULL,
  UNIQUE (source_id, sha256)
) STRICT;

CREATE TABLE trust (
  kind TEXT NOT NULL,
  chain_id TEXT NOT NULL,
  value TEXT NOT NULL,
  note TEXT NOT NULL,
  added_at_micros INTEGER NOT NULL,
  PRIMARY KEY (kind, chain_id, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE custody_events (
  sequence INTEGER PRIMARY KEY,
  record TEXT NOT NULL
) STRICT;
-- Append-only against mistakes, not against the file's owner. INSERT OR REPLACE would pass the first two.
CREATE TRIGGER custody_no_update BEFORE UPDATE ON custody_events BEGIN SELECT RAISE(ABORT, 'custody events are append-only'); END;
CREATE TRIGGER custody_no_delete BEFORE DELETE ON custody_events BEGIN SELECT RAISE(ABORT, 'custody events are append-only'); END;
CREATE TRIGGER custody_no_replace BEFORE INSERT ON custody_events WHEN EXISTS (SELECT 1 FROM custody_events WHERE sequence = NEW.sequence)
  BEGIN SELECT RAISE(ABORT, 'custody events are append-only'); END;
`
