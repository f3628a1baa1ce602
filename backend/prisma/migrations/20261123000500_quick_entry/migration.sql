-- Saying who is asking stands in front of every deed: few settings, one look at the session, and no plan made anew for each
-- statement. The functions that these replace stay for API processes of the release before.
SET LOCAL lock_timeout = '3s';

-- Begins work under a role of the application itself (sign-in, jobs, import), for nobody in particular. All settings are
-- the transaction's own and empty before it. Statements are prepared and few, and what they are called with does not change
-- how they are best done; to plan one can take ten times as long as to run it.
CREATE FUNCTION hms_begin(p_mode text, p_role text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_set text;
BEGIN
  v_set := set_config('plan_cache_mode', 'force_generic_plan', true);
  v_set := set_config('hms.mode', p_mode, true);
  v_set := set_config('hms.role', p_role, true);
END $$;

-- Begins work under the identity of a session; `entered` is false, and nothing may be seen or done, when the session has
-- ended or the user is disabled or has another role by now. The own session and account may be seen without any role.
CREATE FUNCTION hms_begin_session(p_mode text, p_session uuid, p_user uuid, p_role text,
                                  OUT entered boolean, OUT patient_id uuid, OUT doctor_id uuid) LANGUAGE plpgsql AS $$
DECLARE
  v_set text;
BEGIN
  v_set := set_config('plan_cache_mode', 'force_generic_plan', true);
  v_set := set_config('hms.user_id', p_user::text, true);
  SELECT true INTO entered FROM sessions s JOIN users u ON u.id = s.user_id
   WHERE s.id = p_session AND s.user_id = p_user AND s.revoked_at IS NULL AND s.expires_at > now()
     AND u.disabled_at IS NULL AND u.role = p_role;
  IF entered IS NULL THEN
    v_set := set_config('hms.user_id', '', true);
    entered := false;
    RETURN;
  END IF;
  v_set := set_config('hms.mode', p_mode, true);
  v_set := set_config('hms.role', p_role, true);
  IF p_role = 'patient' THEN
    SELECT p.id INTO patient_id FROM patients p WHERE p.user_id = p_user;
    v_set := set_config('hms.patient_id', coalesce(patient_id::text, ''), true);
  ELSIF p_role = 'doctor' THEN
    SELECT d.id INTO doctor_id FROM doctors d WHERE d.user_id = p_user;
    v_set := set_config('hms.doctor_id', coalesce(doctor_id::text, ''), true);
  END IF;
END $$;
