-- Who may open a record beyond what follows from visits: patients who were assigned to a doctor, records opened in an
-- emergency, doctors from whom a patient keeps the record; and the names of groups of roles, said once for all policies.
SET LOCAL lock_timeout = '3s';

ALTER TABLE hospital_settings ADD COLUMN care_days integer NOT NULL DEFAULT 90;
ALTER TABLE hospital_settings ADD CONSTRAINT hospital_settings_care_days_check CHECK (care_days BETWEEN 0 AND 3650) NOT VALID;

-- Registers people and books for everybody.
CREATE FUNCTION hms_is_front_desk() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT hms_role() IN ('admin', 'receptionist', 'system') $$;
-- Reads bills and takes payments.
CREATE FUNCTION hms_is_cashier() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT hms_role() IN ('admin', 'receptionist', 'billing', 'system') $$;
-- Writes and voids bills.
CREATE FUNCTION hms_is_billing() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT hms_role() IN ('admin', 'billing', 'system') $$;
-- Sees everybody's visits, without what is sealed in them.
CREATE FUNCTION hms_sees_calendar() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT hms_role() IN ('admin', 'receptionist', 'nurse', 'privacy_officer', 'system') $$;
-- Answers for who opens which record.
CREATE FUNCTION hms_watches_access() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT hms_role() IN ('admin', 'privacy_officer', 'system') $$;
-- Finds patients by name.
CREATE FUNCTION hms_reads_directory() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT hms_role() IN ('admin', 'doctor', 'receptionist', 'nurse', 'billing', 'privacy_officer', 'system') $$;
-- May open a record in an emergency.
CREATE FUNCTION hms_breaks_glass() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT hms_role() IN ('admin', 'doctor', 'nurse') $$;

CREATE TABLE care_assignments (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients (id),
  doctor_id uuid NOT NULL REFERENCES doctors (id),
  assigned_by uuid NOT NULL REFERENCES users (id),
  from_at timestamptz NOT NULL DEFAULT now(),
  -- Null: until somebody ends it.
  until_at timestamptz,
  CONSTRAINT care_assignments_until_after_from CHECK (until_at >= from_at)
);
CREATE INDEX care_assignments_patient_id_idx ON care_assignments (patient_id, from_at DESC, id DESC);
CREATE INDEX care_assignments_doctor_id_idx ON care_assignments (doctor_id, patient_id, until_at);
CALL hms_protect('care_assignments', 'SELECT, INSERT (id, patient_id, doctor_id, assigned_by, until_at), UPDATE (until_at)');
CREATE POLICY app_select ON care_assignments FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_is_front_desk())
         OR (SELECT hms_watches_access()));
CREATE POLICY app_insert ON care_assignments FOR INSERT TO hms_app
  WITH CHECK (((SELECT hms_is_front_desk()) OR (SELECT hms_watches_access())) AND assigned_by = (SELECT hms_user_id()));
-- What is over stays as it was.
CREATE POLICY app_update ON care_assignments FOR UPDATE TO hms_app
  USING (((SELECT hms_is_front_desk()) OR (SELECT hms_watches_access())) AND (until_at IS NULL OR until_at > now()))
  WITH CHECK (until_at <= now());

-- A record that was opened in an emergency: one patient, one person, an hour by the clock of the database.
CREATE TABLE break_glass_grants (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients (id),
  user_id uuid NOT NULL REFERENCES users (id),
  -- Who it was then, for the patient, who does not see accounts.
  user_name text NOT NULL,
  user_role text NOT NULL,
  -- Sealed with the patient's contact key: it is the first thing that the grant itself opens.
  reason bytea,
  -- Whether the patient had kept the record from this very person.
  through_restriction boolean NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL DEFAULT now() + interval '60 minutes',
  -- When whoever opened it was done before the hour was over.
  ended_at timestamptz,
  CONSTRAINT break_glass_grants_one_hour CHECK (ends_at = opened_at + interval '60 minutes'),
  CONSTRAINT break_glass_grants_ended_after_opened CHECK (ended_at >= opened_at)
);
CREATE INDEX break_glass_grants_user_id_idx ON break_glass_grants (user_id, patient_id, ends_at);
CREATE INDEX break_glass_grants_opened_idx ON break_glass_grants (user_id, opened_at DESC, id DESC);
CREATE INDEX break_glass_grants_patient_id_idx ON break_glass_grants (patient_id, opened_at DESC);
CALL hms_protect('break_glass_grants', 'SELECT, INSERT (id, patient_id, user_id), UPDATE (reason, ended_at)');
CREATE POLICY app_select ON break_glass_grants FOR SELECT TO hms_app
  USING (user_id = (SELECT hms_user_id()) OR patient_id = (SELECT hms_patient_id()) OR (SELECT hms_watches_access()));
CREATE POLICY app_insert ON break_glass_grants FOR INSERT TO hms_app
  WITH CHECK (user_id = (SELECT hms_user_id()) AND (SELECT hms_breaks_glass()));
CREATE POLICY app_update ON break_glass_grants FOR UPDATE TO hms_app
  USING (user_id = (SELECT hms_user_id()) AND ended_at IS NULL AND ends_at > now()) WITH CHECK (user_id = (SELECT hms_user_id()));

-- A doctor from whom a patient keeps the record (GDPR, article 18).
CREATE TABLE access_restrictions (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients (id),
  user_id uuid NOT NULL REFERENCES users (id),
  from_at timestamptz NOT NULL DEFAULT now(),
  until_at timestamptz,
  -- Sealed with the patient's clinical key: not for those who see that there is a restriction.
  reason bytea,
  CONSTRAINT access_restrictions_until_after_from CHECK (until_at >= from_at)
);
CREATE INDEX access_restrictions_patient_id_idx ON access_restrictions (patient_id, from_at DESC, id DESC);
CREATE INDEX access_restrictions_user_id_idx ON access_restrictions (user_id, patient_id, until_at);
CALL hms_protect('access_restrictions', 'SELECT, INSERT (id, patient_id, user_id, until_at, reason), UPDATE (until_at)');
-- Whoever is shut out sees the row: their own policies ask for it.
CREATE POLICY app_select ON access_restrictions FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR user_id = (SELECT hms_user_id()) OR (SELECT hms_watches_access()));
CREATE POLICY app_insert ON access_restrictions FOR INSERT TO hms_app WITH CHECK (patient_id = (SELECT hms_patient_id()));
CREATE POLICY app_update ON access_restrictions FOR UPDATE TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) AND (until_at IS NULL OR until_at > now())) WITH CHECK (until_at <= now());

-- What holds at this moment. Policies and explanations read the same views, each reader with their own rights.
CREATE VIEW care_by_assignment WITH (security_invoker = true) AS
  SELECT id, patient_id, doctor_id, from_at, until_at FROM care_assignments
   WHERE from_at <= now() AND (until_at IS NULL OR until_at > now());
CREATE VIEW open_break_glass WITH (security_invoker = true) AS
  SELECT id, patient_id, user_id, user_name, user_role, through_restriction, opened_at, ends_at FROM break_glass_grants
   WHERE ended_at IS NULL AND ends_at > now();
CREATE VIEW active_restrictions WITH (security_invoker = true) AS
  SELECT id, patient_id, user_id, from_at, until_at FROM access_restrictions
   WHERE from_at <= now() AND (until_at IS NULL OR until_at > now());
GRANT SELECT ON care_by_assignment, open_break_glass, active_restrictions TO hms_app;

CREATE FUNCTION break_glass_describe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.user_role := hms_role();
  NEW.user_name := (SELECT u.first_name || ' ' || u.last_name FROM users u WHERE u.id = NEW.user_id);
  NEW.through_restriction := EXISTS (SELECT FROM active_restrictions r WHERE r.user_id = NEW.user_id AND r.patient_id = NEW.patient_id);
  RETURN NEW;
END $$;
CREATE TRIGGER break_glass_describe BEFORE INSERT ON break_glass_grants FOR EACH ROW WHEN (hms_role() IS NOT NULL)
  EXECUTE FUNCTION break_glass_describe();

-- Why a record was opened is said once.
CREATE FUNCTION break_glass_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason THEN
    RAISE EXCEPTION 'the reason stays as it was given' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER break_glass_guard BEFORE UPDATE ON break_glass_grants FOR EACH ROW EXECUTE FUNCTION break_glass_guard();
