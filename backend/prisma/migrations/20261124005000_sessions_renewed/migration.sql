-- Whoever shows once more who it is goes on in a session with tokens of its own. The refresh tokens that were traded before go
-- along, so that a copy of one of them still ends what has become of the session; to another person's session none ever goes.
SET LOCAL lock_timeout = '3s';
GRANT UPDATE (session_id) ON refresh_tokens TO hms_app;

CREATE FUNCTION refresh_tokens_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT s.user_id FROM sessions s WHERE s.id = NEW.session_id)
     IS DISTINCT FROM (SELECT s.user_id FROM sessions s WHERE s.id = OLD.session_id) THEN
    RAISE EXCEPTION 'tokens stay with their person' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refresh_tokens_guard BEFORE UPDATE OF session_id ON refresh_tokens FOR EACH ROW
  EXECUTE FUNCTION refresh_tokens_guard();

-- The session that the browser had when it went to sign in at a provider, which ends when it is back. Without a foreign key: it
-- says nothing once the session is gone.
ALTER TABLE external_sign_ins ADD COLUMN former_session_id uuid;
