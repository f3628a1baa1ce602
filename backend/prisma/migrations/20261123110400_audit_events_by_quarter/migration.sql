-- The switch: names and catalogue entries only, no row is read or moved.
SET LOCAL lock_timeout = '3s';
LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE;

-- A sequence instead of an identity column, which parts of a table could not have before PostgreSQL 17. The application may
-- not choose `seq` now as before: its grant leaves that column out.
CREATE SEQUENCE audit_events_next_seq AS bigint;
SELECT setval('audit_events_next_seq', nextval(pg_get_serial_sequence('audit_events', 'seq')));

DROP POLICY backup_read ON audit_events;
DROP POLICY app_insert ON audit_events;
DROP POLICY app_select ON audit_events;
REVOKE ALL ON audit_events FROM hms_app, hms_backup;
DROP TRIGGER audit_events_stay ON audit_events;
ALTER TABLE audit_events ALTER COLUMN seq DROP IDENTITY;
ALTER TABLE audit_events DROP CONSTRAINT audit_events_pkey;
ALTER TABLE audit_events ADD CONSTRAINT audit_events_past_pkey PRIMARY KEY USING INDEX audit_events_seq_recorded_key;
ALTER TABLE audit_events RENAME TO audit_events_past;
ALTER INDEX audit_events_recorded_idx RENAME TO audit_events_past_recorded_idx;
ALTER INDEX audit_events_actor_recorded_idx RENAME TO audit_events_past_actor_recorded_idx;
ALTER INDEX audit_events_patient_ids_idx RENAME TO audit_events_past_patient_ids_idx;
ALTER INDEX audit_events_request_id_idx RENAME TO audit_events_past_request_id_idx;
DROP INDEX audit_events_actor_id_idx;

CREATE TABLE audit_events (LIKE audit_events_past INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (recorded);
ALTER TABLE audit_events DROP CONSTRAINT IF EXISTS audit_events_past;
ALTER SEQUENCE audit_events_next_seq RENAME TO audit_events_seq_seq;
ALTER SEQUENCE audit_events_seq_seq OWNED BY audit_events.seq;
ALTER TABLE audit_events ALTER COLUMN seq SET DEFAULT nextval('audit_events_seq_seq');
ALTER TABLE audit_events ADD CONSTRAINT audit_events_pkey PRIMARY KEY (seq, recorded);
CREATE INDEX audit_events_recorded_idx ON audit_events (recorded DESC, seq DESC);
CREATE INDEX audit_events_actor_recorded_idx ON audit_events (actor_id, recorded DESC, seq DESC);
CREATE INDEX audit_events_patient_ids_idx ON audit_events USING gin (patient_ids);
CREATE INDEX audit_events_request_id_idx ON audit_events (request_id);
CREATE TRIGGER audit_events_stay BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_events_stay();
CREATE TRIGGER audit_events_not_truncated BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION audit_events_stay();

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT (id, recorded, action, operation, outcome, actor_id, actor_role, purpose, session_id, request_id, client_address,
  resource_type, resource_id, resource_version, patient_ids, changed_fields, reason) ON audit_events TO hms_app;
GRANT USAGE ON SEQUENCE audit_events_seq_seq TO hms_app;
GRANT SELECT ON audit_events, audit_events_seq_seq TO hms_backup;
CREATE POLICY backup_read ON audit_events FOR SELECT TO hms_backup USING (true);
CREATE POLICY app_insert ON audit_events FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) IN ('auth', 'system')
              OR ((SELECT hms_role()) IS NOT NULL AND actor_id = (SELECT hms_user_id()) AND actor_role = (SELECT hms_role())));
CREATE POLICY app_select ON audit_events FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'system')
         OR ((SELECT hms_patient_id()) IS NOT NULL AND patient_ids @> ARRAY[(SELECT hms_patient_id())]));
-- Row-level security cannot let an index answer `@>`, which is not leakproof; as the condition of a policy it can. So the
-- owner sees the rows of the one patient whom audit_events_of_patient has found its caller to have a right to.
CREATE POLICY of_asked_patient ON audit_events FOR SELECT TO CURRENT_USER
  USING (patient_ids @> ARRAY[(SELECT nullif(current_setting('hms.asked_patient_id', true), '')::uuid)]);

DO $$
DECLARE
  -- The bound that was checked; a table that was empty then takes what was before this quarter, or its few rows.
  v_until text := coalesce(
    (SELECT substring(pg_get_constraintdef(oid) FROM '''([^'']+)''') FROM pg_constraint
      WHERE conrelid = 'audit_events_past'::regclass AND conname = 'audit_events_past'),
    (date_trunc('quarter', now(), 'UTC')
     + CASE pg_relation_size('audit_events_past') WHEN 0 THEN interval '0' ELSE interval '6 months' END)::text);
BEGIN
  EXECUTE format('ALTER TABLE audit_events ATTACH PARTITION audit_events_past FOR VALUES FROM (MINVALUE) TO (%L)', v_until);
END $$;
ALTER TABLE audit_events_past DROP CONSTRAINT IF EXISTS audit_events_past;
CREATE TABLE audit_events_default PARTITION OF audit_events DEFAULT;
CREATE TRIGGER audit_events_not_truncated BEFORE TRUNCATE ON audit_events_default FOR EACH STATEMENT EXECUTE FUNCTION audit_events_stay();
ALTER TABLE audit_events_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events_default FORCE ROW LEVEL SECURITY;

-- The rows of one patient, newest first, before a place. Whoever asks must be an administrator, the application, or the patient.
CREATE FUNCTION audit_events_of_patient(p_patient uuid, p_from timestamptz, p_until timestamptz) RETURNS SETOF audit_events
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_set text;
BEGIN
  IF coalesce(hms_role(), '') NOT IN ('admin', 'system') AND p_patient IS DISTINCT FROM hms_patient_id() THEN
    RETURN;
  END IF;
  v_set := set_config('hms.asked_patient_id', p_patient::text, true);
  RETURN QUERY SELECT * FROM audit_events WHERE recorded >= p_from AND recorded < p_until;
  v_set := set_config('hms.asked_patient_id', '', true);
END $$;

-- Adds a part for what lies in [p_from, p_until). What had to go to the part for everything else is moved.
CREATE FUNCTION hms_add_partition(p_parent regclass, p_name text, p_from timestamptz, p_until timestamptz) RETURNS boolean
  LANGUAGE plpgsql AS $$
DECLARE
  v_default text := p_parent || '_default';
  v_key name := (SELECT a.attname FROM pg_partitioned_table t JOIN pg_attribute a ON a.attrelid = t.partrelid AND a.attnum = t.partattrs[0]
                  WHERE t.partrelid = p_parent);
  v_range text := format('%I >= %L AND %I < %L', v_key, p_from, v_key, p_until);
  v_misplaced boolean;
BEGIN
  IF to_regclass(p_name) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', p_name, p_parent);
  EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', v_default);
  -- The owner is bound by the policies as well, but for this moment.
  EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', v_default);
  EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %s)', v_default, v_range) INTO v_misplaced;
  IF v_misplaced THEN
    EXECUTE format('INSERT INTO %I SELECT * FROM %s WHERE %s', p_name, v_default, v_range);
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', v_default);
    EXECUTE format('DELETE FROM %s WHERE %s', v_default, v_range);
    EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', v_default);
  END IF;
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', v_default);
  EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', p_parent, p_name, p_from, p_until);
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', p_name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', p_name);
  IF p_parent = 'audit_events'::regclass THEN
    EXECUTE format('CREATE TRIGGER audit_events_not_truncated BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION audit_events_stay()', p_name);
  END IF;
  RETURN true;
END $$;

-- Where the parts of a table end that are there for sure: the highest bound of those that have one.
CREATE FUNCTION hms_partitioned_until(p_parent regclass) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz)
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = p_parent
$$;

-- Makes the coming parts; for the nightly work and for migrating. Says how many it made.
CREATE FUNCTION hms_make_partitions() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC' AS $$
DECLARE
  v_from timestamptz;
  v_made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('hms_make_partitions', 0));
  LOOP
    v_from := hms_partitioned_until('audit_events');
    EXIT WHEN v_from > now() + interval '1 year';
    PERFORM hms_add_partition('audit_events', to_char(v_from, '"audit_events_"YYYY"q"Q'), v_from, v_from + interval '3 months');
    v_made := v_made + 1;
  END LOOP;
  RETURN v_made;
END $$;
REVOKE ALL ON FUNCTION hms_add_partition(regclass, text, timestamptz, timestamptz), hms_make_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hms_make_partitions() TO hms_app;
SELECT hms_make_partitions();
