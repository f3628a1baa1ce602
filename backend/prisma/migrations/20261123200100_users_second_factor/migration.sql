-- Whether somebody has a second factor stands with the account, for the sign-in and for lists; the database keeps it.
SET LOCAL lock_timeout = '3s';
ALTER TABLE users ADD COLUMN second_factor boolean NOT NULL DEFAULT false;
GRANT UPDATE (second_factor) ON users TO hms_app;

CREATE FUNCTION users_second_factor_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF hms_role() NOT IN ('auth', 'system') THEN
    RAISE EXCEPTION 'second factors are kept by the sign-in' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER users_second_factor_guard BEFORE UPDATE ON users FOR EACH ROW
  WHEN (NEW.second_factor IS DISTINCT FROM OLD.second_factor) EXECUTE FUNCTION users_second_factor_guard();

CREATE FUNCTION second_factor_noted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_user uuid := coalesce(NEW.user_id, OLD.user_id);
  v_has boolean := EXISTS (SELECT FROM totp_factors WHERE user_id = v_user AND confirmed_at IS NOT NULL)
                OR EXISTS (SELECT FROM passkeys WHERE user_id = v_user);
BEGIN
  UPDATE users SET second_factor = v_has WHERE id = v_user AND second_factor <> v_has;
  RETURN NULL;
END $$;
CREATE TRIGGER totp_factors_noted AFTER INSERT OR DELETE OR UPDATE OF confirmed_at ON totp_factors
  FOR EACH ROW EXECUTE FUNCTION second_factor_noted();
CREATE TRIGGER passkeys_noted AFTER INSERT OR DELETE ON passkeys FOR EACH ROW EXECUTE FUNCTION second_factor_noted();
