-- What was sent to whom. Texts hold no names, diagnoses or specialities.

CREATE TABLE messages (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid REFERENCES users (id),
  patient_id uuid REFERENCES patients (id),
  channel text NOT NULL CHECK (channel IN ('in-app', 'email', 'sms')),
  kind text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  link text,
  -- The one-time token whose link the message carries; the token itself is never stored.
  one_time_token_id uuid REFERENCES one_time_tokens (id),
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed', 'outbox')),
  sent_to text,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  -- Occurrence, kind, version, channel and receiver: nothing is said twice.
  dedupe_key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at timestamptz,
  read_at timestamptz,
  CONSTRAINT messages_has_receiver CHECK (user_id IS NOT NULL OR patient_id IS NOT NULL)
);
CREATE UNIQUE INDEX messages_dedupe_key_key ON messages (dedupe_key);
CREATE INDEX messages_user_id_idx ON messages (user_id, created_at DESC, id DESC);
CREATE INDEX messages_created_at_idx ON messages (created_at DESC, id DESC);
CREATE INDEX messages_unread_idx ON messages (user_id) WHERE channel = 'in-app' AND read_at IS NULL;

-- Whoever does a deed may leave a message for those whom it concerns, but reads only the own ones.
CALL hms_protect('messages', 'SELECT, INSERT, UPDATE (one_time_token_id, status, sent_to, attempts, last_error, sent_at, read_at)');
CREATE POLICY app_select ON messages FOR SELECT TO hms_app
  USING ((user_id = (SELECT hms_user_id()) AND channel = 'in-app') OR (SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_insert ON messages FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) IS NOT NULL);
CREATE POLICY app_update ON messages FOR UPDATE TO hms_app
  USING ((user_id = (SELECT hms_user_id()) AND channel = 'in-app') OR (SELECT hms_role()) IN ('admin', 'system'))
  WITH CHECK ((user_id = (SELECT hms_user_id()) AND channel = 'in-app') OR (SELECT hms_role()) IN ('admin', 'system'));
