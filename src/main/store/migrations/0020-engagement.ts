/** First released layout of an engagement file. See `../README.md` for what each table holds and why. */
export const version = 20

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
  state TEXT NOT NULL CHECK (state IN ('importing', 'discarded', 'finished')),
  name TEXT NOT NULL,
  path_given TEXT NOT NULL,
  format TEXT NOT NULL,
  profile TEXT NOT NULL,
  profile_hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  layouts TEXT NOT NULL,
  receipt TEXT NOT NULL,
  entries INTEGER NOT NULL,
  first_micros INTEGER,
  last_micros INTEGER,
  first_sequence TEXT,
  last_sequence TEXT,
  imported_at_micros INTEGER NOT NULL,
  -- How far an import has come; NULL once it is finished.
  progress TEXT
) STRICT;
CREATE UNIQUE INDEX sources_by_digest ON sources (sha256) WHERE state <> 'discarded';

CREATE TABLE source_members (
  source_id INTEGER NOT NULL,
  member INTEGER NOT NULL,
  name TEXT NOT NULL,
  original INTEGER NOT NULL,
  packing TEXT NOT NULL,
  byte_start INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  entry_start INTEGER NOT NULL,
  modified_micros INTEGER,
  notes TEXT NOT NULL,
  PRIMARY KEY (source_id, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_originals (
  source_id INTEGER NOT NULL,
  original INTEGER NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (source_id, original)
) STRICT, WITHOUT ROWID;

-- Bytes of packed originals, as handed over. A plain file is its one member, whose bytes are in the frames.
CREATE TABLE original_chunks (
  source_id INTEGER NOT NULL,
  original INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (source_id, original, chunk)
) STRICT, WITHOUT ROWID;

-- Narrow, so that a list of all frames of a large source is read at once; their bytes are in vault_frames.
CREATE TABLE frames (
  source_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  byte_start INTEGER NOT NULL,
  byte_length INTEGER NOT NULL,
  entry_start INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  -- Added to the lines of the frame's entries, which count from where reading began.
  line_base INTEGER NOT NULL,
  min_micros INTEGER,
  max_micros INTEGER,
  PRIMARY KEY (source_id, frame)
) STRICT, WITHOUT ROWID;
CREATE INDEX frames_by_entry ON frames (source_id, entry_start, frame);

CREATE TABLE vault_frames (
  source_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  key_id INTEGER NOT NULL DEFAULT 0,
  tiles BLOB NOT NULL,
  columns BLOB NOT NULL,
  zstd BLOB NOT NULL,
  PRIMARY KEY (source_id, frame)
) STRICT, WITHOUT ROWID;

-- Where card data stood that was not stored. Bytes from the start of the source.
CREATE TABLE redactions (
  source_id INTEGER NOT NULL,
  byte_start INTEGER NOT NULL,
  byte_length INTEGER NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (source_id, byte_start, byte_length, kind)
) STRICT, WITHOUT ROWID;

-- Sensitive values of a source's records, counted by kind and field: the last count, which replaces the one before.
CREATE TABLE sensitive_counts (
  source_id INTEGER PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

-- Mappings that were edited or saved for a client; the shipped ones are in the program.
CREATE TABLE profiles (
  profile_id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  hash TEXT NOT NULL,
  saved_at_micros INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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
  result TEXT,
  -- SHA-256 of the result and its breaks in canonical JSON, and the run that this one repeats.
  result_sha256 TEXT,
  repeats_run INTEGER
) STRICT;
CREATE INDEX check_runs_by_source ON check_runs (source_id, kind, run_id);

-- How often the checks are to be repeated; nothing runs by itself.
CREATE TABLE run_schedule (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  every_days INTEGER NOT NULL,
  on_open INTEGER NOT NULL,
  set_at_micros INTEGER NOT NULL
) STRICT;

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

-- What a person stated about a source; every change is a further version.
CREATE TABLE source_facts (
  source_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (source_id, version)
) STRICT, WITHOUT ROWID;

-- What one pass over the entries of a source measured. The source never changes; another period or version measures anew.
CREATE TABLE source_measures (
  source_id INTEGER PRIMARY KEY,
  basis TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE comparisons (
  comparison_id INTEGER PRIMARY KEY,
  left_source INTEGER NOT NULL,
  right_source INTEGER NOT NULL,
  at_micros INTEGER NOT NULL,
  tool_version TEXT NOT NULL,
  result TEXT NOT NULL
) STRICT;

-- What the Chain Doctor inferred about a source; no verdicts.
CREATE TABLE doctor_reports (
  doctor_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  at_micros INTEGER NOT NULL,
  tool_version TEXT NOT NULL,
  parameters TEXT NOT NULL,
  report TEXT NOT NULL
) STRICT;

CREATE TABLE anchor_files (
  anchor_file_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  added_at_micros INTEGER NOT NULL,
  zstd BLOB NOT NULL,
  UNIQUE (source_id, sha256)
) STRICT;

-- identity is the entry without its note, in canonical JSON: the same thing is vouched for once.
CREATE TABLE trust (
  identity TEXT PRIMARY KEY,
  entry TEXT NOT NULL,
  added_at_micros INTEGER NOT NULL
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
