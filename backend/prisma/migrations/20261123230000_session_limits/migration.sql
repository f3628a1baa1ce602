-- A session is locked when its person has done nothing for a while or has locked the screen, and over when it has lasted its
-- time. How long is the hospital's to say; the database's clock decides. Sessions that are there count from now on.
SET LOCAL lock_timeout = '3s';
ALTER TABLE sessions ADD COLUMN active_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE sessions ADD COLUMN locked_at timestamptz;
-- Whoever may update a session that stands is `auth` alone (policy `app_update`): nobody keeps the own session awake by SQL.
GRANT UPDATE (active_at, locked_at) ON sessions TO hms_app;

ALTER TABLE hospital_settings ADD COLUMN idle_minutes integer NOT NULL DEFAULT 15;
ALTER TABLE hospital_settings ADD COLUMN patient_idle_minutes integer NOT NULL DEFAULT 60;
ALTER TABLE hospital_settings ADD COLUMN session_hours integer NOT NULL DEFAULT 12;
ALTER TABLE hospital_settings ADD COLUMN patient_session_hours integer NOT NULL DEFAULT 720;
ALTER TABLE hospital_settings ADD CONSTRAINT hospital_settings_session_limits_check CHECK (
  idle_minutes BETWEEN 2 AND 60 AND patient_idle_minutes BETWEEN 2 AND 1440
  AND session_hours BETWEEN 1 AND 24 AND patient_session_hours BETWEEN 1 AND 720) NOT VALID;

-- After how long without a deed of its person a session of this role is locked.
CREATE FUNCTION hms_idle_limit(h hospital_settings, p_role text) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT make_interval(mins => CASE WHEN p_role = 'patient' THEN h.patient_idle_minutes ELSE h.idle_minutes END)
$$;

-- How long a session of this role lasts, however busy it is.
CREATE FUNCTION hms_session_length(h hospital_settings, p_role text) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT make_interval(hours => CASE WHEN p_role = 'patient' THEN h.patient_session_hours ELSE h.session_hours END)
$$;

-- `over`, `locked` or `awake`, by the clock of the transaction. Whether it was ended is said by `revoked_at`.
CREATE FUNCTION hms_session_state(s sessions, h hospital_settings, p_role text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN s.expires_at <= now() OR s.created_at + hms_session_length(h, p_role) <= now() THEN 'over'
              WHEN s.locked_at IS NOT NULL OR s.active_at + hms_idle_limit(h, p_role) <= now() THEN 'locked'
              ELSE 'awake' END
$$;

-- Begins work under the identity of a session and says what stands in the way. `entered` is false when the session has ended
-- or is over, the user is disabled or has another role by now. `missing` is `session-locked` when it is locked: like a session
-- that has ended it may see and do nothing. Else it is what the session lacks: `mfa-required` where the hospital asks a second
-- factor of the role and there is none, `step-up-required` where a fresh proof is asked for and the last one is older than ten
-- minutes; the caller then does nothing. Reads alone, so that it runs on a replica, too, and costs no request a write.
CREATE FUNCTION hms_begin_awake(p_mode text, p_session uuid, p_user uuid, p_role text, p_factor boolean, p_proof boolean,
                                OUT entered boolean, OUT patient_id uuid, OUT doctor_id uuid, OUT missing text)
  LANGUAGE plpgsql AS $$
DECLARE
  v_set text;
BEGIN
  v_set := set_config('plan_cache_mode', 'force_generic_plan', true);
  v_set := set_config('hms.user_id', p_user::text, true);
  v_set := set_config('hms.role', p_role, true);
  SELECT true,
         CASE WHEN hms_session_state(s, h, u.role) = 'locked' THEN 'session-locked'
              WHEN p_factor AND s.second_factor_at IS NULL AND u.role = ANY (h.second_factor_roles) THEN 'mfa-required'
              WHEN p_proof AND coalesce(s.proved_at < now() - interval '10 minutes', true) THEN 'step-up-required' END
    INTO entered, missing
    FROM sessions s JOIN users u ON u.id = s.user_id CROSS JOIN hospital_settings h
   WHERE s.id = p_session AND s.user_id = p_user AND s.revoked_at IS NULL
     AND u.disabled_at IS NULL AND u.role = p_role AND hms_session_state(s, h, u.role) <> 'over';
  IF entered IS NULL OR missing = 'session-locked' THEN
    v_set := set_config('hms.user_id', '', true);
    v_set := set_config('hms.role', '', true);
    entered := entered IS NOT NULL;
    RETURN;
  END IF;
  v_set := set_config('hms.mode', p_mode, true);
  IF p_role = 'patient' THEN
    SELECT p.id INTO patient_id FROM patients p WHERE p.user_id = p_user;
    v_set := set_config('hms.patient_id', coalesce(patient_id::text, ''), true);
  ELSIF p_role = 'doctor' THEN
    SELECT d.id INTO doctor_id FROM doctors d WHERE d.user_id = p_user;
    v_set := set_config('hms.doctor_id', coalesce(doctor_id::text, ''), true);
  END IF;
END $$;
