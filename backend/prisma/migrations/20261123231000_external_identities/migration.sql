-- Sign-ins at an OpenID Provider that stand for an account. As with second factors, only the sign-in itself (role auth) sees
-- them: nobody reads anybody's, and nobody plants one, by working with the data of users.
SET LOCAL lock_timeout = '3s';

-- Somebody is who the provider says by the pair of issuer and subject, which it never gives to anybody else (OpenID Connect
-- Core 1.0, 2); an e-mail address can go to another person. One person, one subject at each provider: a second one would be
-- somebody else.
CREATE TABLE external_identities (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id),
  issuer text NOT NULL,
  subject text NOT NULL CHECK (subject <> ''),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX external_identities_issuer_subject_key ON external_identities (issuer, subject);
CREATE UNIQUE INDEX external_identities_user_id_issuer_key ON external_identities (user_id, issuer);
CALL hms_protect('external_identities', 'SELECT, INSERT, UPDATE (last_used_at), DELETE');
CREATE POLICY app_all ON external_identities TO hms_app
  USING ((SELECT hms_role()) = 'auth') WITH CHECK ((SELECT hms_role()) = 'auth');

-- Staff alone: a provider of the hospital has no say in who is a patient.
CREATE FUNCTION external_identities_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT u.role FROM users u WHERE u.id = NEW.user_id) = 'patient' THEN
    RAISE EXCEPTION 'patients sign in here' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER external_identities_guard BEFORE INSERT ON external_identities FOR EACH ROW
  EXECUTE FUNCTION external_identities_guard();

-- A sign-in under way at the provider, or a fresh proof for a session: good for minutes, once, and for the browser that began
-- it. Only hashes: neither the state nor what the browser keeps can be had from here, and with them nonce and code verifier.
CREATE TABLE external_sign_ins (
  state_hash bytea PRIMARY KEY,
  browser_hash bytea NOT NULL,
  -- Of whom a fresh proof is asked; null for a sign-in.
  session_id uuid REFERENCES sessions (id) ON DELETE CASCADE,
  -- The page to open afterwards.
  return_to text NOT NULL CHECK (return_to ~ '^/($|[^/\\])'),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX external_sign_ins_expires_at_idx ON external_sign_ins (expires_at);
CREATE INDEX external_sign_ins_session_id_idx ON external_sign_ins (session_id);
CALL hms_protect('external_sign_ins', 'SELECT, INSERT, UPDATE (used_at), DELETE');
CREATE POLICY app_all ON external_sign_ins TO hms_app
  USING ((SELECT hms_role()) IN ('auth', 'system')) WITH CHECK ((SELECT hms_role()) IN ('auth', 'system'));
