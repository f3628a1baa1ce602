-- What became of the backups: for administrators, and for the alarm when there was none for too long. The backup itself
-- is written by hms_backup, which may write nothing here; the application records the result.
CREATE TABLE backups (
  id uuid PRIMARY KEY,
  -- The folder's name; a backup that failed left none.
  name text,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('succeeded', 'failed')),
  failure text,
  bytes bigint NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  -- By whoever holds the private key, later and elsewhere.
  verified_at timestamptz,
  verification text CHECK (verification IN ('passed', 'failed')),
  CONSTRAINT backups_outcome_is_told CHECK ((outcome = 'failed') = (failure IS NOT NULL) AND (outcome = 'failed') = (name IS NULL)),
  CONSTRAINT backups_verification_is_dated CHECK ((verified_at IS NULL) = (verification IS NULL)),
  CONSTRAINT backups_finished_after_start CHECK (finished_at >= started_at)
);
CREATE UNIQUE INDEX backups_name_key ON backups (name);
CREATE INDEX backups_started_at_idx ON backups (started_at DESC);
CALL hms_protect('backups', 'SELECT, INSERT, UPDATE (verified_at, verification)');
CREATE POLICY app_select ON backups FOR SELECT TO hms_app USING ((SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_insert ON backups FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) = 'system');
CREATE POLICY app_update ON backups FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'system') WITH CHECK ((SELECT hms_role()) = 'system');
