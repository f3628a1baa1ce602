-- What the hospital tells its patients about their data, who has read which version of it, and what patients permit.
SET LOCAL lock_timeout = '3s';

CREATE TABLE privacy_notices (
  id uuid PRIMARY KEY,
  -- Null: the one draft. Published versions are counted from 1.
  version integer,
  -- Headings and texts, as [{"heading": "…", "text": "…"}].
  sections jsonb NOT NULL,
  -- Counts the savings of a draft, so that nobody overwrites what somebody else has saved meanwhile.
  revision integer NOT NULL DEFAULT 1,
  edited_by uuid REFERENCES users (id),
  edited_at timestamptz NOT NULL DEFAULT now(),
  published_by uuid REFERENCES users (id),
  published_at timestamptz,
  CONSTRAINT privacy_notices_sections_are_a_list CHECK (jsonb_typeof(sections) = 'array' AND sections <> '[]'),
  CONSTRAINT privacy_notices_counted_from_one CHECK (version > 0),
  CONSTRAINT privacy_notices_published_is_dated CHECK ((version IS NULL) = (published_at IS NULL))
);
CREATE UNIQUE INDEX privacy_notices_version_key ON privacy_notices (version);
CREATE UNIQUE INDEX privacy_notices_one_draft_key ON privacy_notices ((version IS NULL)) WHERE version IS NULL;

CALL hms_protect('privacy_notices', 'SELECT, INSERT, UPDATE (version, sections, revision, edited_by, edited_at, published_by, published_at)');
-- What is published is for everybody, also before they sign up.
CREATE POLICY app_select ON privacy_notices FOR SELECT TO hms_app
  USING ((version IS NOT NULL AND (SELECT hms_role()) IS NOT NULL) OR (SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_insert ON privacy_notices FOR INSERT TO hms_app
  WITH CHECK (((SELECT hms_role()) = 'admin' AND version IS NULL AND edited_by = (SELECT hms_user_id())) OR (SELECT hms_role()) = 'system');
CREATE POLICY app_update ON privacy_notices FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'admin' AND version IS NULL)
  WITH CHECK ((SELECT hms_role()) = 'admin' AND (version IS NULL OR published_by = (SELECT hms_user_id())));

CREATE FUNCTION privacy_notices_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published notice stays as it is' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER privacy_notices_stay BEFORE UPDATE OR DELETE ON privacy_notices FOR EACH ROW
  WHEN (OLD.version IS NOT NULL) EXECUTE FUNCTION privacy_notices_stay();

-- Who has taken note of which version, when and how. Rows are added and never changed.
CREATE TABLE notice_acknowledgements (
  patient_id uuid NOT NULL REFERENCES patients (id),
  version integer NOT NULL REFERENCES privacy_notices (version),
  way text NOT NULL CHECK (way IN ('sign-up', 'online', 'in-person', 'paper')),
  -- The patient, or whoever of the staff wrote it down.
  acknowledged_by uuid NOT NULL REFERENCES users (id),
  acknowledged_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (patient_id, version)
);
CREATE INDEX notice_acknowledgements_version_idx ON notice_acknowledgements (version);
CALL hms_protect('notice_acknowledgements', 'SELECT, INSERT (patient_id, version, way, acknowledged_by)');
CREATE POLICY app_select ON notice_acknowledgements FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_is_front_desk()) OR (SELECT hms_watches_access())
         OR ((SELECT hms_role()) IN ('doctor', 'nurse')
             AND EXISTS (SELECT FROM patient_keys k WHERE k.patient_id = notice_acknowledgements.patient_id AND k.scope = 'contact')));
CREATE POLICY app_insert ON notice_acknowledgements FOR INSERT TO hms_app
  WITH CHECK ((patient_id = (SELECT hms_patient_id()) AND way = 'online' AND acknowledged_by = (SELECT hms_user_id()))
              OR ((SELECT hms_is_front_desk()) AND way IN ('in-person', 'paper') AND acknowledged_by = (SELECT hms_user_id()))
              OR ((SELECT hms_role()) = 'auth' AND way = 'sign-up'));

-- What a patient permits or denies, purpose by purpose (FHIR Consent). The newest statement holds; all of them stay.
CREATE TABLE consents (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients (id),
  purpose text NOT NULL CHECK (purpose ~ '^[a-z]+(-[a-z]+)*$'),
  provision text NOT NULL CHECK (provision IN ('permit', 'deny')),
  way text NOT NULL CHECK (way IN ('online', 'in-person', 'paper')),
  recorded_by uuid NOT NULL REFERENCES users (id),
  -- Who of the staff it was then, for the patient, who does not see accounts.
  recorded_by_name text,
  recorded_by_role text NOT NULL,
  date_time timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX consents_patient_id_idx ON consents (patient_id, purpose, date_time DESC, id DESC);
CALL hms_protect('consents', 'SELECT, INSERT (id, patient_id, purpose, provision, way, recorded_by)');
CREATE POLICY app_select ON consents FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_is_front_desk()) OR (SELECT hms_watches_access())
         OR ((SELECT hms_role()) IN ('doctor', 'nurse')
             AND EXISTS (SELECT FROM patient_keys k WHERE k.patient_id = consents.patient_id AND k.scope = 'contact')));
-- Patients speak for themselves; the front desk writes down what they said or signed there.
CREATE POLICY app_insert ON consents FOR INSERT TO hms_app
  WITH CHECK (recorded_by = (SELECT hms_user_id())
              AND ((patient_id = (SELECT hms_patient_id()) AND way = 'online')
                   OR ((SELECT hms_is_front_desk()) AND way IN ('in-person', 'paper'))));

CREATE FUNCTION consents_describe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_by_role := hms_role();
  NEW.recorded_by_name := (SELECT u.first_name || ' ' || u.last_name FROM users u WHERE u.id = NEW.recorded_by AND hms_role() <> 'patient');
  RETURN NEW;
END $$;
CREATE TRIGGER consents_describe BEFORE INSERT ON consents FOR EACH ROW WHEN (hms_role() IS NOT NULL)
  EXECUTE FUNCTION consents_describe();

-- What holds: of each purpose the newest statement.
CREATE VIEW present_consents WITH (security_invoker = true) AS
  SELECT DISTINCT ON (patient_id, purpose) id, patient_id, purpose, provision, way, recorded_by_name, recorded_by_role, date_time
    FROM consents ORDER BY patient_id, purpose, date_time DESC, id DESC;
GRANT SELECT ON present_consents TO hms_app;
