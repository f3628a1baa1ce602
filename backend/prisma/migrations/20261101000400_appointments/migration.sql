-- Appointments. The exclusion constraints are what keeps a doctor and a patient from being in two places at once.

CREATE TABLE appointments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  patient_id uuid NOT NULL REFERENCES patients (id),
  doctor_id uuid NOT NULL REFERENCES doctors (id),
  visit_type_id uuid REFERENCES visit_types (id),
  appointment_date timestamptz NOT NULL,
  duration_minutes integer NOT NULL CHECK (duration_minutes BETWEEN 1 AND 44640),
  ends_at timestamptz NOT NULL,
  -- The visit with its buffers: the doctor's time.
  occupied_from timestamptz NOT NULL,
  occupied_until timestamptz NOT NULL,
  -- What the clock on the wall said, kept for when the rules of a zone change.
  local_start timestamp NOT NULL,
  time_zone text NOT NULL,
  status text NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'checked-in', 'completed', 'cancelled', 'no-show')),
  notes bytea,
  clinical_notes bytea,
  cancellation_reason bytea,
  booked_by uuid REFERENCES users (id),
  -- History from another system, where overlaps may have happened.
  imported boolean NOT NULL DEFAULT false,
  checked_in_at timestamptz,
  completed_at timestamptz,
  cancelled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT appointments_ends_at_check CHECK (ends_at = appointment_date + make_interval(mins => duration_minutes)),
  CONSTRAINT appointments_occupied_check CHECK (occupied_from <= appointment_date AND occupied_until >= ends_at),
  CONSTRAINT appointments_doctor_free EXCLUDE USING gist
    (doctor_id WITH =, tstzrange(occupied_from, occupied_until, '[)') WITH &&)
    WHERE (status IN ('booked', 'checked-in', 'completed') AND NOT imported),
  CONSTRAINT appointments_patient_free EXCLUDE USING gist
    (patient_id WITH =, tstzrange(appointment_date, ends_at, '[)') WITH &&)
    WHERE (status IN ('booked', 'checked-in', 'completed') AND NOT imported)
);
CREATE INDEX appointments_appointment_date_idx ON appointments (appointment_date, id);
CREATE INDEX appointments_doctor_id_idx ON appointments (doctor_id, appointment_date, id);
CREATE INDEX appointments_patient_id_idx ON appointments (patient_id, appointment_date, id);
-- The care relationship.
CREATE INDEX appointments_care_idx ON appointments (doctor_id, patient_id, ends_at) WHERE status <> 'cancelled';
CREATE TRIGGER appointments_touch BEFORE UPDATE ON appointments FOR EACH ROW EXECUTE FUNCTION hms_touch_version();

-- Patients move and cancel what is booked; what becomes of a visit, and what was found, is staff's to say.
CREATE FUNCTION appointments_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF hms_role() = 'patient'
     AND ((NEW.status <> OLD.status AND NOT (OLD.status = 'booked' AND NEW.status = 'cancelled'))
          OR (NEW.clinical_notes, NEW.checked_in_at, NEW.completed_at)
             IS DISTINCT FROM (OLD.clinical_notes, OLD.checked_in_at, OLD.completed_at)) THEN
    RAISE EXCEPTION 'the course of a visit is not the patient''s to write' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER appointments_guard BEFORE UPDATE ON appointments FOR EACH ROW EXECUTE FUNCTION appointments_guard();

-- Whose visit it is never changes: a doctor's own appointment is what opens a patient's record.
CALL hms_protect('appointments', 'SELECT, INSERT, UPDATE (doctor_id, visit_type_id, appointment_date, duration_minutes, ends_at,
  occupied_from, occupied_until, local_start, time_zone, status, notes, clinical_notes, cancellation_reason, checked_in_at,
  completed_at, cancelled_at)');
CREATE POLICY app_select ON appointments FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id())
         OR (SELECT hms_role()) IN ('admin', 'system', 'scheduler'));
CREATE POLICY app_insert ON appointments FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) = 'system'
         OR ((patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_role()) = 'admin')
             AND status = 'booked' AND NOT imported AND clinical_notes IS NULL));
CREATE POLICY app_update ON appointments FOR UPDATE TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_role()) IN ('admin', 'system'))
  WITH CHECK (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_role()) IN ('admin', 'system'));

-- When a doctor is busy, without saying with whom: what a patient may know of others' appointments.
CREATE FUNCTION doctor_busy(p_doctor uuid, p_from timestamptz, p_until timestamptz)
  RETURNS TABLE (busy_from timestamptz, busy_until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
  v_role text := current_setting('hms.role', true);
BEGIN
  PERFORM set_config('hms.role', 'scheduler', true);
  RETURN QUERY
    SELECT occupied_from, occupied_until FROM appointments
     WHERE doctor_id = p_doctor AND status IN ('booked', 'checked-in', 'completed') AND NOT imported
       AND tstzrange(occupied_from, occupied_until, '[)') && tstzrange(p_from, p_until, '[)')
     ORDER BY occupied_from;
  PERFORM set_config('hms.role', v_role, true);
END $$;

-- A doctor cares for a patient from the booking until 90 days after the last visit.
CREATE POLICY care_select ON patient_keys FOR SELECT TO hms_app
  USING (EXISTS (SELECT 1 FROM appointments a
                  WHERE a.doctor_id = (SELECT hms_doctor_id()) AND a.patient_id = patient_keys.patient_id
                    AND a.status <> 'cancelled' AND a.ends_at > now() - interval '90 days'));
CREATE POLICY care_update ON patients FOR UPDATE TO hms_app
  USING (EXISTS (SELECT 1 FROM appointments a
                  WHERE a.doctor_id = (SELECT hms_doctor_id()) AND a.patient_id = patients.id
                    AND a.status <> 'cancelled' AND a.ends_at > now() - interval '90 days'))
  WITH CHECK (EXISTS (SELECT 1 FROM appointments a
                  WHERE a.doctor_id = (SELECT hms_doctor_id()) AND a.patient_id = patients.id
                    AND a.status <> 'cancelled' AND a.ends_at > now() - interval '90 days'));
