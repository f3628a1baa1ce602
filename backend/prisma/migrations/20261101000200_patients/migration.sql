-- Patients and the keys of their sealed fields.

CREATE SEQUENCE patient_mrn_seq;
GRANT USAGE ON SEQUENCE patient_mrn_seq TO hms_app;
GRANT SELECT ON SEQUENCE patient_mrn_seq TO hms_backup;

CREATE TABLE patients (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- Allocated here and nowhere else, so that no two patients share one.
  mrn text NOT NULL DEFAULT 'M' || lpad(nextval('patient_mrn_seq')::text, 8, '0'),
  user_id uuid REFERENCES users (id),
  first_name text NOT NULL,
  last_name text NOT NULL,
  -- Lower case without accents, for look-up by parts of the name.
  search_name text NOT NULL,
  date_of_birth date,
  gender text CHECK (gender IN ('male', 'female', 'other', 'unknown')),
  deceased_on date,
  email bytea,
  phone bytea,
  -- HMAC of the digits with a key outside the database.
  phone_index bytea,
  address bytea,
  emergency_contact bytea,
  medical_history bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX patients_mrn_key ON patients (mrn);
CREATE UNIQUE INDEX patients_user_id_key ON patients (user_id);
CREATE INDEX patients_search_name_idx ON patients USING gin (search_name gin_trgm_ops);
CREATE INDEX patients_name_order_idx ON patients (last_name, first_name, id);
CREATE INDEX patients_date_of_birth_idx ON patients (date_of_birth);
CREATE INDEX patients_phone_index_idx ON patients (phone_index) WHERE phone_index IS NOT NULL;
CREATE TRIGGER patients_touch BEFORE UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION hms_touch_version();

-- Doctors see the directory; what is sealed is granted by patient_keys. The doctor's update policy stands with appointments.
CALL hms_protect('patients', 'SELECT, INSERT, UPDATE (first_name, last_name, search_name, date_of_birth, gender, deceased_on, email,
  phone, phone_index, address, emergency_contact, medical_history)');
CREATE POLICY app_select ON patients FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'doctor', 'system') OR id = (SELECT hms_patient_id()) OR user_id = (SELECT hms_user_id()));
CREATE POLICY app_insert ON patients FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) IN ('admin', 'auth', 'system'));
CREATE POLICY app_update ON patients FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'auth', 'system') OR id = (SELECT hms_patient_id()))
  WITH CHECK ((SELECT hms_role()) IN ('admin', 'auth', 'system') OR id = (SELECT hms_patient_id()));

-- A random 256-bit key per patient and scope, wrapped by the key ring. Whoever cannot see the row cannot read the fields.
CREATE TABLE patient_keys (
  patient_id uuid NOT NULL REFERENCES patients (id),
  scope text NOT NULL CHECK (scope IN ('contact', 'clinical')),
  key_id text NOT NULL,
  wrapped bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (patient_id, scope)
);
CALL hms_protect('patient_keys', 'SELECT, INSERT');
CREATE POLICY app_select ON patient_keys FOR SELECT TO hms_app
  USING ((SELECT hms_role()) = 'system' OR patient_id = (SELECT hms_patient_id()) OR ((SELECT hms_role()) = 'admin' AND scope = 'contact'));
CREATE POLICY app_insert ON patient_keys FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) IN ('admin', 'auth', 'system'));
