-- What patients ask of those who keep their record: to forget them (GDPR, article 17), or to put it right (GDPR, article 16;
-- 45 CFR 164.526). And what stands in the way of forgetting.
SET LOCAL lock_timeout = '3s';

CREATE TABLE privacy_requests (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('erasure', 'amendment')),
  patient_id uuid NOT NULL REFERENCES patients (id),
  status text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'approved', 'refused', 'done', 'withdrawn')),
  -- The patient, or whoever wrote it down for them.
  requested_by uuid NOT NULL REFERENCES users (id),
  requested_at timestamptz NOT NULL DEFAULT now(),
  -- Why; sealed with the patient's contact key.
  reason bytea,
  -- What is to be put right; sealed with the patient's clinical key.
  text_sealed bytea,
  -- Why it was decided so; sealed with the patient's contact key.
  decision bytea,
  decided_by uuid REFERENCES users (id),
  decided_at timestamptz,
  -- When it was done, or taken back.
  finished_at timestamptz,
  -- Nothing about a person.
  details jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT privacy_requests_decided_by_somebody CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
  CONSTRAINT privacy_requests_decided CHECK (status NOT IN ('approved', 'refused', 'done') OR decided_at IS NOT NULL),
  CONSTRAINT privacy_requests_finished CHECK ((status IN ('done', 'withdrawn')) = (finished_at IS NOT NULL)),
  -- Nobody decides on what they asked for themselves: forgetting somebody takes two.
  CONSTRAINT privacy_requests_two_people CHECK (decided_by <> requested_by)
);
-- The newest first, of all and of one kind and status.
CREATE INDEX privacy_requests_requested_idx ON privacy_requests (requested_at DESC, id DESC);
CREATE INDEX privacy_requests_status_idx ON privacy_requests (kind, status, requested_at DESC, id DESC);
CREATE INDEX privacy_requests_patient_id_idx ON privacy_requests (patient_id, requested_at DESC);
-- One that is under way is enough.
CREATE UNIQUE INDEX privacy_requests_erasure_key ON privacy_requests (patient_id)
  WHERE kind = 'erasure' AND status IN ('requested', 'approved');

CALL hms_protect('privacy_requests', 'SELECT, INSERT, UPDATE (status, decision, decided_by, decided_at, finished_at, details)');
CREATE POLICY app_select ON privacy_requests FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_watches_access()));
CREATE POLICY app_insert ON privacy_requests FOR INSERT TO hms_app
  WITH CHECK (status = 'requested' AND requested_by = (SELECT hms_user_id())
              AND (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_watches_access())));
-- Patients may take back what nobody has decided on yet.
CREATE POLICY app_update ON privacy_requests FOR UPDATE TO hms_app
  USING (((SELECT hms_watches_access()) AND status IN ('requested', 'approved'))
         OR (patient_id = (SELECT hms_patient_id()) AND status = 'requested'))
  WITH CHECK (((SELECT hms_watches_access()) AND status <> 'withdrawn')
         OR (patient_id = (SELECT hms_patient_id()) AND status = 'withdrawn'));

-- Reads how to reach a person, and what they ask for, as long as there is something to decide.
CREATE POLICY request_select ON patient_keys FOR SELECT TO hms_app
  USING (scope = 'contact' AND (SELECT hms_role()) = 'privacy_officer'
         AND EXISTS (SELECT FROM privacy_requests r WHERE r.patient_id = patient_keys.patient_id));

-- What has to be kept because of a dispute or an inquiry, whatever else the law says (GDPR, article 17(3)(e)).
CREATE TABLE legal_holds (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients (id),
  -- Why; sealed with the patient's contact key.
  reason bytea NOT NULL,
  set_by uuid NOT NULL REFERENCES users (id),
  set_at timestamptz NOT NULL DEFAULT now(),
  lifted_by uuid REFERENCES users (id),
  lifted_at timestamptz,
  lift_reason bytea,
  CONSTRAINT legal_holds_lifted_with_reason CHECK
    ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL OR lifted_at >= set_at))
);
CREATE INDEX legal_holds_patient_id_idx ON legal_holds (patient_id, set_at DESC);
-- One that stands is enough.
CREATE UNIQUE INDEX legal_holds_standing_key ON legal_holds (patient_id) WHERE lifted_at IS NULL;

CALL hms_protect('legal_holds', 'SELECT, INSERT (id, patient_id, reason, set_by), UPDATE (lifted_by, lifted_at, lift_reason)');
-- Patients are not told: a hold may be about them.
CREATE POLICY app_select ON legal_holds FOR SELECT TO hms_app USING ((SELECT hms_watches_access()));
CREATE POLICY app_insert ON legal_holds FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_watches_access()) AND set_by = (SELECT hms_user_id()));
CREATE POLICY app_update ON legal_holds FOR UPDATE TO hms_app
  USING ((SELECT hms_watches_access()) AND lifted_at IS NULL) WITH CHECK (lifted_by = (SELECT hms_user_id()));
CREATE POLICY hold_select ON patient_keys FOR SELECT TO hms_app
  USING (scope = 'contact' AND (SELECT hms_role()) = 'privacy_officer'
         AND EXISTS (SELECT FROM legal_holds h WHERE h.patient_id = patient_keys.patient_id));

-- How long a medical record has to be kept after the last visit: the law of the place says (GDPR, article 17(3)(b) and (c)).
ALTER TABLE hospital_settings ADD COLUMN record_retention_years integer NOT NULL DEFAULT 10;
ALTER TABLE hospital_settings ADD CONSTRAINT hospital_settings_record_retention_years_check
  CHECK (record_retention_years BETWEEN 0 AND 100) NOT VALID;
