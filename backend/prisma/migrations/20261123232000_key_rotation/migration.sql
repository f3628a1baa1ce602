-- Keys of the ring come and go while people work. The ring itself stays outside: here is only which of its keys there are,
-- and what each of them wraps.
SET LOCAL lock_timeout = '3s';

-- When a key was first seen here, and by what it is known again: a MAC of its id, which tells nothing of the key.
CREATE TABLE ring_keys (
  key_id text PRIMARY KEY CHECK (key_id ~ '^[A-Za-z0-9_-]{1,32}$'),
  proof bytea NOT NULL CHECK (octet_length(proof) = 32),
  first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CALL hms_protect('ring_keys', 'SELECT, INSERT');
CREATE POLICY app_select ON ring_keys FOR SELECT TO hms_app USING ((SELECT hms_role()) = 'system');
CREATE POLICY app_insert ON ring_keys FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) = 'system');

-- What a key that is leaving the ring has made, and nobody can make again: codes on paper are known to their owners alone. The
-- key derived for this one purpose stays, wrapped by the ring like everything else; the key that it was derived from does not.
CREATE TABLE retained_keys (
  key_id text NOT NULL CHECK (key_id <> ''),
  purpose text NOT NULL CHECK (purpose IN ('recovery-code')),
  wrapped_by text NOT NULL CHECK (wrapped_by <> ''),
  wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 60),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (key_id, purpose)
);
CALL hms_protect('retained_keys', 'SELECT, INSERT, UPDATE (wrapped_by, wrapped)');
CREATE POLICY app_select ON retained_keys FOR SELECT TO hms_app USING ((SELECT hms_role()) IN ('auth', 'system'));
CREATE POLICY app_insert ON retained_keys FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) = 'system');
CREATE POLICY app_update ON retained_keys FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'system') WITH CHECK ((SELECT hms_role()) = 'system');

-- Rotations: what was wrapped by other keys is wrapped by one. At most one goes on at a time.
CREATE TABLE key_rotations (
  id uuid PRIMARY KEY,
  to_key text NOT NULL CHECK (to_key <> ''),
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Null where it was started at the machine.
  started_by uuid REFERENCES users (id),
  rows bigint NOT NULL DEFAULT 0 CHECK (rows >= 0),
  -- When it last went on.
  touched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  -- Why it could not be finished, in words that hold no data.
  failure text
);
CREATE UNIQUE INDEX key_rotations_one_at_a_time ON key_rotations ((true)) WHERE finished_at IS NULL;
CREATE INDEX key_rotations_started_at_idx ON key_rotations (started_at DESC);
CREATE INDEX key_rotations_started_by_idx ON key_rotations (started_by);
CALL hms_protect('key_rotations', 'SELECT, INSERT, UPDATE (rows, touched_at, finished_at, failure)');
CREATE POLICY app_select ON key_rotations FOR SELECT TO hms_app USING ((SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_insert ON key_rotations FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) = 'system' OR ((SELECT hms_role()) = 'admin' AND started_by = (SELECT hms_user_id())));
CREATE POLICY app_update ON key_rotations FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'system') WITH CHECK ((SELECT hms_role()) = 'system');

-- A wrapped key is replaced by the work that wraps anew, and by nobody who signs in; never by less than a whole one.
GRANT UPDATE (key_id, wrapped) ON patient_keys TO hms_app;
CREATE POLICY app_update ON patient_keys FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'system') WITH CHECK ((SELECT hms_role()) = 'system');
ALTER TABLE patient_keys ADD CONSTRAINT patient_keys_whole CHECK (octet_length(wrapped) >= 60 AND key_id <> '') NOT VALID;

-- Sealing anew what stands there already is no change of the record: its version and time stay, and whoever is editing it is
-- not told that somebody else was faster.
CREATE FUNCTION hms_resealing() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('hms.resealing', true) = 'on', false) AND coalesce(hms_role() = 'system', false) $$;

CREATE OR REPLACE FUNCTION hms_touch_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF hms_resealing() THEN RETURN NEW; END IF;
  NEW.updated_at := clock_timestamp();
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

-- The id of the key that stands in front of what the key ring sealed, or made to find something by.
CREATE FUNCTION hms_key_in_front(p_bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT encode(substr(p_bytes, 2, get_byte(p_bytes, 0)), 'escape') $$;
