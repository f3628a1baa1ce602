-- What a patient is told of who opened the record, and whom a question about it reaches.
SET LOCAL lock_timeout = '3s';

ALTER POLICY app_select ON audit_events
  USING ((SELECT hms_role()) IN ('admin', 'privacy_officer', 'system')
         OR ((SELECT hms_patient_id()) IS NOT NULL AND patient_ids @> ARRAY[(SELECT hms_patient_id())]));

CREATE OR REPLACE FUNCTION audit_events_of_patient(p_patient uuid, p_from timestamptz, p_until timestamptz) RETURNS SETOF audit_events
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_set text;
BEGIN
  IF coalesce(hms_role(), '') NOT IN ('admin', 'privacy_officer', 'system') AND p_patient IS DISTINCT FROM hms_patient_id() THEN
    RETURN;
  END IF;
  v_set := set_config('hms.asked_patient_id', p_patient::text, true);
  RETURN QUERY SELECT * FROM audit_events WHERE recorded >= p_from AND recorded < p_until;
  v_set := set_config('hms.asked_patient_id', '', true);
END $$;

-- The owner sees the accounts for which one of the two functions below has found its caller to have a right.
CREATE POLICY of_asked_accounts ON users FOR SELECT TO CURRENT_USER
  USING (id = ANY ((SELECT nullif(current_setting('hms.asked_accounts', true), ''))::uuid[]));
CREATE POLICY of_asked_roles ON users FOR SELECT TO CURRENT_USER
  USING (role = (SELECT nullif(current_setting('hms.asked_role', true), '')));

-- Names of those who opened a patient's record, and of nobody else: patients see no accounts otherwise.
CREATE FUNCTION hms_names_in_access_log(p_patient uuid, p_accounts uuid[]) RETURNS TABLE (id uuid, name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_there uuid[] := ARRAY(SELECT DISTINCT e.actor_id FROM audit_events_of_patient(p_patient, '-infinity', 'infinity') e
                           WHERE e.actor_id = ANY (p_accounts));
  v_set text;
BEGIN
  v_set := set_config('hms.asked_accounts', v_there::text, true);
  RETURN QUERY SELECT u.id, u.first_name || ' ' || u.last_name FROM users u;
  v_set := set_config('hms.asked_accounts', '', true);
END $$;

-- Who is told of privacy cases: the privacy officers, or the administrators where there is none. Ids only.
CREATE FUNCTION hms_privacy_watchers() RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_role text;
  v_set text;
BEGIN
  FOREACH v_role IN ARRAY ARRAY['privacy_officer', 'admin'] LOOP
    v_set := set_config('hms.asked_role', v_role, true);
    RETURN QUERY SELECT u.id FROM users u WHERE u.disabled_at IS NULL;
    EXIT WHEN FOUND;
  END LOOP;
  v_set := set_config('hms.asked_role', '', true);
END $$;
