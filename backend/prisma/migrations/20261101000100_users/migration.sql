-- Accounts, sessions and what proves who is asking.

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email citext NOT NULL,
  password_hash text,
  role text NOT NULL CHECK (role IN ('patient', 'doctor', 'admin')),
  first_name text NOT NULL,
  last_name text NOT NULL,
  disabled_at timestamptz,
  last_sign_in_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE INDEX users_role_idx ON users (role, created_at DESC, id DESC);
CREATE INDEX users_created_at_idx ON users (created_at DESC, id DESC);
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION hms_touch_version();

CALL hms_protect('users', 'SELECT, INSERT, UPDATE (email, password_hash, role, first_name, last_name, disabled_at, last_sign_in_at)');
CREATE POLICY app_select ON users FOR SELECT TO hms_app
  USING (id = (SELECT hms_user_id()) OR (SELECT hms_role()) IN ('admin', 'auth', 'system'));
CREATE POLICY app_insert ON users FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) IN ('admin', 'auth', 'system'));
CREATE POLICY app_update ON users FOR UPDATE TO hms_app
  USING (id = (SELECT hms_user_id()) OR (SELECT hms_role()) IN ('admin', 'auth', 'system'))
  WITH CHECK (id = (SELECT hms_user_id()) OR (SELECT hms_role()) IN ('admin', 'auth', 'system'));

-- Rights are an administrator's to give, and the last administrator has to stay.
CREATE FUNCTION users_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.role IS DISTINCT FROM OLD.role OR NEW.disabled_at IS DISTINCT FROM OLD.disabled_at)
     AND hms_role() IN ('patient', 'doctor') THEN
    RAISE EXCEPTION 'rights are not one''s own to change' USING ERRCODE = '42501';
  END IF;
  IF OLD.role = 'admin' AND OLD.disabled_at IS NULL AND (NEW.role <> 'admin' OR NEW.disabled_at IS NOT NULL) THEN
    -- Locks every other administrator, so that two who leave at once take turns.
    PERFORM 1 FROM users WHERE role = 'admin' AND disabled_at IS NULL AND id <> OLD.id ORDER BY id FOR UPDATE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the last administrator has to stay' USING ERRCODE = '23514', CONSTRAINT = 'users_last_admin';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER users_guard BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION users_guard();

CREATE TABLE sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id),
  user_agent text,
  client_address text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_reason text
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id) WHERE revoked_at IS NULL;
-- People end sessions; only a sign-in opens one, and nobody makes one longer.
CALL hms_protect('sessions', 'SELECT, INSERT, UPDATE (last_seen_at, revoked_at, revoked_reason), DELETE');
CREATE POLICY app_select ON sessions FOR SELECT TO hms_app
  USING (user_id = (SELECT hms_user_id()) OR (SELECT hms_role()) IN ('admin', 'auth', 'system'));
CREATE POLICY app_insert ON sessions FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) IN ('auth', 'system'));
CREATE POLICY app_update ON sessions FOR UPDATE TO hms_app
  USING (user_id = (SELECT hms_user_id()) OR (SELECT hms_role()) IN ('admin', 'auth', 'system'))
  WITH CHECK (revoked_at IS NOT NULL OR (SELECT hms_role()) IN ('auth', 'system'));
CREATE POLICY app_delete ON sessions FOR DELETE TO hms_app USING ((SELECT hms_role()) = 'system');

-- One row per refresh token of a session; only its hash. A used one that comes again ends the session.
CREATE TABLE refresh_tokens (
  token_hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  generation integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE UNIQUE INDEX refresh_tokens_session_id_generation_key ON refresh_tokens (session_id, generation);
CALL hms_protect('refresh_tokens', 'SELECT, INSERT, UPDATE (used_at), DELETE');
CREATE POLICY app_all ON refresh_tokens TO hms_app
  USING ((SELECT hms_role()) IN ('auth', 'system')) WITH CHECK ((SELECT hms_role()) IN ('auth', 'system'));

-- Links that set a password. The token is derived from the row's id by a key outside the database.
CREATE TABLE one_time_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id),
  purpose text NOT NULL CHECK (purpose IN ('password-reset', 'invitation')),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX one_time_tokens_user_id_idx ON one_time_tokens (user_id);
CALL hms_protect('one_time_tokens', 'SELECT, INSERT, UPDATE (used_at), DELETE');
CREATE POLICY app_all ON one_time_tokens TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'auth', 'system')) WITH CHECK ((SELECT hms_role()) IN ('admin', 'auth', 'system'));

-- A request that was made already. The reply is sealed by the key ring outside the database.
CREATE TABLE idempotency_keys (
  user_id uuid NOT NULL REFERENCES users (id),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  operation text NOT NULL,
  request_hash bytea NOT NULL,
  response bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
CALL hms_protect('idempotency_keys', 'SELECT, INSERT, UPDATE (response), DELETE');
CREATE POLICY app_all ON idempotency_keys TO hms_app
  USING (user_id = (SELECT hms_user_id()) OR (SELECT hms_role()) = 'system')
  WITH CHECK (user_id = (SELECT hms_user_id()) OR (SELECT hms_role()) = 'system');
