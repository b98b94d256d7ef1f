-- Each row is sealed as it is inserted: SHA-256 over the previous hash, a line feed, and the row as jsonb text.
-- The zone is pinned: jsonb prints a timestamptz in the zone of the session, so without it a row's hash would depend
-- on who inserted it.
CREATE FUNCTION seal_audit_row() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
  NEW.prev_hash := coalesce((SELECT entry_hash FROM audit_logs ORDER BY sequence DESC LIMIT 1), repeat('0', 64));
  NEW.entry_hash := encode(sha256(convert_to(
    NEW.prev_hash || E'\n' || (to_jsonb(NEW) - 'entry_hash' - 'prev_hash')::text, 'UTF8')), 'hex');
  RETURN NEW;
END
$$;
CREATE TRIGGER seal_audit_row BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION seal_audit_row();
