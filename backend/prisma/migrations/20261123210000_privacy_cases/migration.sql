-- Questions of who opened a record: what a patient does not recognise, what was opened in an emergency, what an alert found.
CREATE TABLE privacy_cases (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('patient-report', 'break-glass-review', 'alert')),
  patient_id uuid NOT NULL REFERENCES patients (id),
  -- The audit row that it is about. Not a foreign key: audit rows may be archived before a case is.
  audit_event_id uuid,
  audit_event_seq bigint,
  -- Whose deed it is about; null where the application did it.
  subject_user_id uuid REFERENCES users (id),
  -- Null where the application opened it.
  opened_by uuid REFERENCES users (id),
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- What the opener says, and what was found: sealed with the patient's contact key.
  message bytea,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  closed_by uuid REFERENCES users (id),
  closed_at timestamptz,
  finding bytea,
  CONSTRAINT privacy_cases_closed_with_finding CHECK
    ((state = 'closed') = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (finding IS NULL)),
  CONSTRAINT privacy_cases_event_is_whole CHECK ((audit_event_id IS NULL) = (audit_event_seq IS NULL))
);
-- Open ones first, the newest first.
CREATE INDEX privacy_cases_state_idx ON privacy_cases (state DESC, opened_at DESC, id DESC);
CREATE INDEX privacy_cases_patient_id_idx ON privacy_cases (patient_id, opened_at DESC);
-- One question of a patient for each time that the record was opened, however often it is sent.
CREATE UNIQUE INDEX privacy_cases_reported_key ON privacy_cases (audit_event_id, patient_id) WHERE kind = 'patient-report';

CALL hms_protect('privacy_cases', 'SELECT, INSERT, UPDATE (state, closed_by, closed_at, finding)');
-- Patients see their own, but not what an alert only suspects.
CREATE POLICY app_select ON privacy_cases FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'privacy_officer', 'system')
         OR (patient_id = (SELECT hms_patient_id()) AND kind <> 'alert'));
-- Each opens their own: patients ask about their record, staff account for their own deed.
CREATE POLICY app_insert ON privacy_cases FOR INSERT TO hms_app
  WITH CHECK (state = 'open'
              AND ((SELECT hms_role()) = 'system'
                   OR (opened_by = (SELECT hms_user_id())
                       AND (kind = 'patient-report' AND patient_id = (SELECT hms_patient_id())
                            OR kind = 'break-glass-review' AND subject_user_id = (SELECT hms_user_id())
                               AND (SELECT hms_role()) NOT IN ('patient', 'auth')))));
-- Nobody closes a case about themself, and what is closed stays as it is.
CREATE POLICY app_update ON privacy_cases FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'privacy_officer') AND state = 'open'
         AND subject_user_id IS DISTINCT FROM (SELECT hms_user_id()))
  WITH CHECK (closed_by = (SELECT hms_user_id()) AND state = 'closed');
