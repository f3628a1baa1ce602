-- What somebody shows beside the password, or instead of it. Only the sign-in itself (role auth) sees these tables: neither a
-- doctor nor an administrator reads anybody's, and nobody takes a factor away without passing through it.
SET LOCAL lock_timeout = '3s';

-- An authenticator app (RFC 6238). The secret is sealed by the key ring outside the database, for this user alone.
CREATE TABLE totp_factors (
  user_id uuid PRIMARY KEY REFERENCES users (id),
  secret bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Of no effect before.
  confirmed_at timestamptz,
  -- The last step of time whose code was taken; only later ones are good.
  last_step bigint NOT NULL DEFAULT 0
);
CALL hms_protect('totp_factors', 'SELECT, INSERT, UPDATE (secret, created_at, confirmed_at, last_step), DELETE');
CREATE POLICY app_all ON totp_factors TO hms_app
  USING ((SELECT hms_role()) = 'auth') WITH CHECK ((SELECT hms_role()) = 'auth');

-- Codes on paper, each good once; only their keyed hashes.
CREATE TABLE recovery_codes (
  user_id uuid NOT NULL REFERENCES users (id),
  code_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  PRIMARY KEY (user_id, code_hash)
);
CALL hms_protect('recovery_codes', 'SELECT, INSERT, UPDATE (used_at), DELETE');
CREATE POLICY app_all ON recovery_codes TO hms_app
  USING ((SELECT hms_role()) = 'auth') WITH CHECK ((SELECT hms_role()) = 'auth');

-- Public keys of passkeys (WebAuthn level 3).
CREATE TABLE passkeys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id),
  credential_id bytea NOT NULL,
  public_key bytea NOT NULL,
  -- How often the key has signed, where it counts; a copy would fall behind.
  counter bigint NOT NULL DEFAULT 0 CHECK (counter >= 0),
  transports text[] NOT NULL DEFAULT '{}',
  backed_up boolean NOT NULL DEFAULT false,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz
);
CREATE UNIQUE INDEX passkeys_credential_id_key ON passkeys (credential_id);
CREATE INDEX passkeys_user_id_idx ON passkeys (user_id, created_at);
CALL hms_protect('passkeys', 'SELECT, INSERT, UPDATE (counter, backed_up, name, last_used_at), DELETE');
CREATE POLICY app_all ON passkeys TO hms_app
  USING ((SELECT hms_role()) = 'auth') WITH CHECK ((SELECT hms_role()) = 'auth');

-- A sign-in half done, or what a passkey is asked to sign: good for minutes and once; only its hash. Nobody is known yet where
-- a passkey alone is to tell who it is.
CREATE TABLE auth_challenges (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('sign-in', 'passkey-sign-in', 'passkey-registration', 'step-up')),
  user_id uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CHECK ((user_id IS NULL) = (purpose = 'passkey-sign-in'))
);
CREATE INDEX auth_challenges_expires_at_idx ON auth_challenges (expires_at);
CREATE INDEX auth_challenges_user_id_idx ON auth_challenges (user_id);
CALL hms_protect('auth_challenges', 'SELECT, INSERT, UPDATE (used_at), DELETE');
-- Whoever changes the own password ends what was half done with the old one.
CREATE POLICY app_all ON auth_challenges TO hms_app
  USING ((SELECT hms_role()) IN ('auth', 'system') OR user_id = (SELECT hms_user_id()))
  WITH CHECK ((SELECT hms_role()) IN ('auth', 'system') OR user_id = (SELECT hms_user_id()));
