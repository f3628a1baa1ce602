-- Who is told of something that one of them has done: the others. Where the only privacy officer opens the own record, or has
-- the watch look away, the administrators are told, and not the officer alone.
CREATE FUNCTION hms_privacy_watchers(p_about uuid) RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_role text;
  v_found boolean;
  v_set text;
BEGIN
  FOREACH v_role IN ARRAY ARRAY['privacy_officer', 'admin'] LOOP
    v_set := set_config('hms.asked_role', v_role, true);
    RETURN QUERY SELECT u.id FROM users u WHERE u.disabled_at IS NULL AND u.id IS DISTINCT FROM p_about;
    v_found := FOUND;
    EXIT WHEN v_found;
  END LOOP;
  v_set := set_config('hms.asked_role', '', true);
  -- There is nobody else.
  IF NOT v_found THEN RETURN QUERY SELECT hms_privacy_watchers(); END IF;
END $$;
