-- The roles of a hospital's staff. The former check goes and the new one binds what is written from now on; the migration
-- that follows looks at the rows that are there.
SET LOCAL lock_timeout = '3s';

ALTER TABLE users DROP CONSTRAINT users_role_check;
ALTER TABLE users ADD CONSTRAINT users_role_check
  CHECK (role IN ('patient', 'doctor', 'admin', 'receptionist', 'nurse', 'billing', 'privacy_officer')) NOT VALID;

-- Rights are an administrator's to give, and the last administrator has to stay.
CREATE OR REPLACE FUNCTION users_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.role IS DISTINCT FROM OLD.role OR NEW.disabled_at IS DISTINCT FROM OLD.disabled_at)
     AND hms_role() NOT IN ('admin', 'auth', 'system') THEN
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

-- Whoever reads the log has to know whom it names.
ALTER POLICY app_select ON users USING (id = (SELECT hms_user_id()) OR (SELECT hms_watches_access()) OR (SELECT hms_role()) = 'auth');
