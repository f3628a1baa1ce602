-- Audit rows are parted by quarter. The table as it is becomes the part that holds everything up to a day ahead of us, far
-- enough that nothing is refused before the switch; an empty one takes only what is past. Checked in two steps: this one
-- binds new rows and looks at none, the next looks at all and locks out nobody.
SET LOCAL lock_timeout = '3s';
DO $$
DECLARE
  v_empty boolean := (SELECT reltuples <= 0 AND pg_relation_size(oid) = 0 FROM pg_class WHERE oid = 'audit_events'::regclass);
  v_until timestamptz := date_trunc('quarter', now(), 'UTC') + CASE WHEN v_empty THEN interval '0' ELSE interval '6 months' END;
BEGIN
  IF v_empty THEN
    -- The part for the past takes no new row, so the switch follows in the same breath.
    RETURN;
  END IF;
  EXECUTE format('ALTER TABLE audit_events ADD CONSTRAINT audit_events_past CHECK (recorded < %L) NOT VALID', v_until);
END $$;
