-- What the policy of the application asks of each patient keeps a count from being answered by an index alone, and patients
-- are wide. So the owner sees them while patients_count counts, after it has found its caller to have a right to it.
SET LOCAL lock_timeout = '3s';
CREATE POLICY being_counted ON patients FOR SELECT TO CURRENT_USER
  USING ((SELECT current_setting('hms.being_counted', true)) = 'patients');
CREATE FUNCTION patients_count() RETURNS integer
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_set text;
  v_count integer;
BEGIN
  IF coalesce(hms_role(), '') NOT IN ('admin', 'doctor', 'system') THEN
    RAISE EXCEPTION 'patients are not this role''s to count' USING ERRCODE = '42501';
  END IF;
  v_set := set_config('hms.being_counted', 'patients', true);
  SELECT count(*) INTO v_count FROM patients;
  v_set := set_config('hms.being_counted', '', true);
  RETURN v_count;
END $$;
