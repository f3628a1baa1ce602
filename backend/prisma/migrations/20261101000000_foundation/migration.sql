-- What every table stands on: who is asking, sealing of fields, and one way to protect a table.
-- Roles hms_owner (runs this), hms_app and hms_backup exist before the first migration.

CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS citext;

GRANT USAGE ON SCHEMA public TO hms_app, hms_backup;

-- Settings of the transaction. After a transaction a pooled connection holds '' and not NULL, hence nullif.
CREATE FUNCTION hms_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hms.role', true), '') $$;
CREATE FUNCTION hms_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hms.user_id', true), '')::uuid $$;
CREATE FUNCTION hms_patient_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hms.patient_id', true), '')::uuid $$;
CREATE FUNCTION hms_doctor_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hms.doctor_id', true), '')::uuid $$;
CREATE FUNCTION hms_writing() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('hms.mode', true) = 'write', false) $$;

-- Takes a role of the application itself (sign-in, jobs, import) for this transaction.
CREATE FUNCTION hms_enter_as(p_mode text, p_role text) RETURNS void LANGUAGE sql
  AS $$
    SELECT set_config('hms.mode', p_mode, true), set_config('hms.role', p_role, true),
           set_config('hms.user_id', '', true), set_config('hms.patient_id', '', true), set_config('hms.doctor_id', '', true)
  $$;

-- Seals a field of a patient. The plaintext names its patient and field, so that a ciphertext moved elsewhere is refused.
-- A random 256-bit key needs no stretching: s2k-mode 1 costs microseconds where the default costs a hundred.
-- pgcrypto answers NULL for a NULL key: that would lose the value, so it is an error here.
CREATE FUNCTION hms_seal(p_value text, p_key text, p_patient uuid, p_field text) RETURNS bytea
  LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
BEGIN
  IF p_value IS NULL THEN RETURN NULL; END IF;
  IF p_key IS NULL OR p_patient IS NULL OR p_field IS NULL THEN
    RAISE EXCEPTION 'field key is missing' USING ERRCODE = 'HM001';
  END IF;
  RETURN pgp_sym_encrypt(p_patient::text || '|' || p_field || '|' || p_value, p_key,
                         'cipher-algo=aes256, s2k-mode=1, compress-algo=0');
END $$;

CREATE FUNCTION hms_open(p_cipher bytea, p_key text, p_patient uuid, p_field text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  v_prefix text := p_patient::text || '|' || p_field || '|';
  v_plain text;
BEGIN
  IF p_cipher IS NULL THEN RETURN NULL; END IF;
  IF p_key IS NULL THEN
    RAISE EXCEPTION 'field key is missing' USING ERRCODE = 'HM001';
  END IF;
  v_plain := pgp_sym_decrypt(p_cipher, p_key);
  IF NOT starts_with(v_plain, v_prefix) THEN
    RAISE EXCEPTION 'sealed field belongs elsewhere' USING ERRCODE = 'HM002';
  END IF;
  RETURN substr(v_plain, length(v_prefix) + 1);
END $$;

-- Keeps updated_at and, where there is one, version.
CREATE FUNCTION hms_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;

CREATE FUNCTION hms_touch_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

-- Forces row-level security on a table, lets nothing but db.write change it, and grants what is named. Grants name the
-- columns that change: all others stay as they were inserted.
-- Which rows is then said by the table's own permissive policies; without one there is no access.
CREATE PROCEDURE hms_protect(p_table regclass, p_grants text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);
  EXECUTE format('CREATE POLICY write_insert ON %s AS RESTRICTIVE FOR INSERT TO hms_app WITH CHECK ((SELECT hms_writing()))', p_table);
  EXECUTE format('CREATE POLICY write_update ON %s AS RESTRICTIVE FOR UPDATE TO hms_app USING ((SELECT hms_writing())) WITH CHECK ((SELECT hms_writing()))', p_table);
  EXECUTE format('CREATE POLICY write_delete ON %s AS RESTRICTIVE FOR DELETE TO hms_app USING ((SELECT hms_writing()))', p_table);
  EXECUTE format('CREATE POLICY backup_read ON %s FOR SELECT TO hms_backup USING (true)', p_table);
  EXECUTE format('GRANT SELECT ON %s TO hms_backup', p_table);
  EXECUTE format('GRANT %s ON %s TO hms_app', p_grants, p_table);
END $$;

-- For limits on guessing; keys are hashes, nothing here belongs to a patient.
CREATE TABLE rate_limits (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
CALL hms_protect('rate_limits', 'SELECT, INSERT, UPDATE, DELETE');
CREATE POLICY app_all ON rate_limits TO hms_app
  USING ((SELECT hms_role()) IN ('auth', 'system')) WITH CHECK ((SELECT hms_role()) IN ('auth', 'system'));

-- Gap-free numbers of documents: the row is locked until the document that took the number is committed.
CREATE TABLE number_series (
  name text NOT NULL,
  year integer NOT NULL,
  last integer NOT NULL DEFAULT 0 CHECK (last >= 0),
  PRIMARY KEY (name, year)
);
CALL hms_protect('number_series', 'SELECT, INSERT, UPDATE (last)');
CREATE POLICY app_all ON number_series TO hms_app
  USING ((SELECT hms_role()) IN ('doctor', 'admin', 'system')) WITH CHECK ((SELECT hms_role()) IN ('doctor', 'admin', 'system'));

-- Which record an identifier of another system stands for; makes imports repeatable.
CREATE TABLE external_identifiers (
  system text NOT NULL,
  value text NOT NULL,
  resource_type text NOT NULL,
  resource_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (resource_type, system, value)
);
CREATE INDEX external_identifiers_resource_idx ON external_identifiers (resource_id);
CALL hms_protect('external_identifiers', 'SELECT, INSERT');
CREATE POLICY app_all ON external_identifiers TO hms_app
  USING ((SELECT hms_role()) = 'system') WITH CHECK ((SELECT hms_role()) = 'system');
