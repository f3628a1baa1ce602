-- When the person behind a session has last shown who it is, and since when the session has a second factor. Sessions that
-- are there have shown nothing lately. Which roles need a second factor is the hospital's to say; where people work already,
-- nobody is locked out by an update.
SET LOCAL lock_timeout = '3s';
ALTER TABLE sessions ADD COLUMN proved_at timestamptz;
ALTER TABLE sessions ALTER COLUMN proved_at SET DEFAULT now();
ALTER TABLE sessions ADD COLUMN second_factor_at timestamptz;
GRANT UPDATE (proved_at, second_factor_at) ON sessions TO hms_app;
ALTER TABLE hospital_settings ADD COLUMN second_factor_roles text[] NOT NULL DEFAULT '{}';

-- The set-up of a new hospital says so before there is an administrator.
CREATE POLICY app_set_up ON hospital_settings FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'auth' AND NOT EXISTS (SELECT FROM users WHERE role = 'admin'))
  WITH CHECK ((SELECT hms_role()) = 'auth');

-- Begins work under the identity of a session, as `hms_begin_session`, and says what it lacks: `mfa-required` where the
-- hospital asks a second factor of the role and the session has none, `step-up-required` where a fresh proof is asked for and
-- the last one is older than ten minutes of the database's clock. The caller does nothing when something is missing.
CREATE FUNCTION hms_begin_signed_in(p_mode text, p_session uuid, p_user uuid, p_role text, p_factor boolean, p_proof boolean,
                                    OUT entered boolean, OUT patient_id uuid, OUT doctor_id uuid, OUT missing text)
  LANGUAGE plpgsql AS $$
BEGIN
  SELECT b.entered, b.patient_id, b.doctor_id INTO entered, patient_id, doctor_id
    FROM hms_begin_session(p_mode, p_session, p_user, p_role) b;
  IF NOT entered OR NOT (p_factor OR p_proof) THEN RETURN; END IF;
  SELECT CASE WHEN p_factor AND s.second_factor_at IS NULL
                   AND p_role = ANY ((SELECT h.second_factor_roles FROM hospital_settings h)::text[]) THEN 'mfa-required'
              WHEN p_proof AND coalesce(s.proved_at < now() - interval '10 minutes', true) THEN 'step-up-required' END
    INTO missing FROM sessions s WHERE s.id = p_session;
END $$;
