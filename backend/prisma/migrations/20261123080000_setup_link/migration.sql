-- The way in while there is no administrator: one link at most, of which only the hash is kept. Using it takes the row
-- away, so that of two who follow it at once one wins.
CREATE TABLE setup_links (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CALL hms_protect('setup_links', 'SELECT, INSERT, UPDATE (token_hash, created_at, expires_at), DELETE');
CREATE POLICY app_all ON setup_links TO hms_app
  USING ((SELECT hms_role()) IN ('auth', 'system')) WITH CHECK ((SELECT hms_role()) IN ('auth', 'system'));
