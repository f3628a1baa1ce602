-- Which visits give their doctor the patient's record. A doctor can book anybody of the directory: what doctors book
-- themselves, for patients not yet in their care, gives it once the patient has arrived.
SET LOCAL lock_timeout = '3s';

ALTER TABLE appointments ADD COLUMN gives_care boolean NOT NULL DEFAULT true;

-- The care relationship: from the booking until so many days after the last visit. None takes longer than 31 days: older
-- parts are not looked at.
CREATE VIEW care_by_visit WITH (security_invoker = true) AS
  SELECT a.id, a.patient_id, a.doctor_id, a.appointment_date, a.ends_at FROM appointments a
   WHERE a.status <> 'cancelled' AND a.gives_care
     AND a.ends_at > (SELECT now() - make_interval(days => s.care_days) FROM hospital_settings s)
     AND a.appointment_date > (SELECT now() - make_interval(days => s.care_days + 32) FROM hospital_settings s);
-- Whom nurses look after: who was here yesterday, is here, or comes by tomorrow.
CREATE VIEW care_by_duty WITH (security_invoker = true) AS
  SELECT a.id, a.patient_id, a.appointment_date, a.ends_at FROM appointments a
   WHERE a.status IN ('booked', 'checked-in', 'completed') AND a.ends_at > now() - interval '1 day'
     AND a.appointment_date < now() + interval '1 day' AND a.appointment_date > now() - interval '32 days';
GRANT SELECT ON care_by_visit, care_by_duty TO hms_app;

CREATE FUNCTION appointments_give_care() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.gives_care := EXISTS (SELECT FROM care_by_visit c WHERE c.doctor_id = hms_doctor_id() AND c.patient_id = NEW.patient_id)
    OR EXISTS (SELECT FROM care_by_assignment c WHERE c.doctor_id = hms_doctor_id() AND c.patient_id = NEW.patient_id);
  RETURN NEW;
END $$;
CREATE TRIGGER appointments_give_care BEFORE INSERT ON appointments FOR EACH ROW WHEN (hms_role() = 'doctor')
  EXECUTE FUNCTION appointments_give_care();

-- Patients move and cancel what is booked; what becomes of a visit, and what was found, is staff's to say. Of staff each
-- has a part: nurses note that patients arrive, the front desk books and notes who came, doctors do all of it.
CREATE OR REPLACE FUNCTION appointments_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_role CONSTANT text := coalesce(hms_role(), '');
BEGIN
  IF v_role = 'patient'
     AND ((NEW.status <> OLD.status AND NOT (OLD.status = 'booked' AND NEW.status = 'cancelled'))
          OR (NEW.clinical_notes, NEW.checked_in_at, NEW.completed_at)
             IS DISTINCT FROM (OLD.clinical_notes, OLD.checked_in_at, OLD.completed_at)) THEN
    RAISE EXCEPTION 'the course of a visit is not the patient''s to write' USING ERRCODE = '42501';
  END IF;
  IF v_role = 'nurse'
     AND (NOT (OLD.status = 'booked' AND NEW.status = 'checked-in')
          OR (NEW.doctor_id, NEW.visit_type_id, NEW.appointment_date, NEW.duration_minutes, NEW.notes, NEW.clinical_notes,
              NEW.cancellation_reason, NEW.completed_at, NEW.cancelled_at)
             IS DISTINCT FROM (OLD.doctor_id, OLD.visit_type_id, OLD.appointment_date, OLD.duration_minutes, OLD.notes,
              OLD.clinical_notes, OLD.cancellation_reason, OLD.completed_at, OLD.cancelled_at)) THEN
    RAISE EXCEPTION 'nurses note that a patient has arrived' USING ERRCODE = '42501';
  END IF;
  IF v_role = 'receptionist'
     AND (NEW.clinical_notes IS DISTINCT FROM OLD.clinical_notes OR (NEW.status = 'completed' AND OLD.status <> 'completed')) THEN
    RAISE EXCEPTION 'what was found is not the front desk''s to write' USING ERRCODE = '42501';
  END IF;
  -- The patient is here. A doctor alone can say so of a visit of that day, and not of one far ahead.
  IF NOT OLD.gives_care AND OLD.status = 'booked' AND NEW.status IN ('checked-in', 'completed')
     AND (v_role <> 'doctor' OR NEW.appointment_date < now() + interval '12 hours') THEN
    NEW.gives_care := true;
  END IF;
  RETURN NEW;
END $$;

ALTER POLICY app_select ON appointments
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_sees_calendar()));
ALTER POLICY app_insert ON appointments
  WITH CHECK ((SELECT hms_role()) = 'system'
         OR ((patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_is_front_desk()))
             AND status = 'booked' AND NOT imported AND clinical_notes IS NULL));
ALTER POLICY app_update ON appointments
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_is_front_desk())
         OR (SELECT hms_role()) = 'nurse')
  WITH CHECK (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_is_front_desk())
         OR (SELECT hms_role()) = 'nurse');
ALTER POLICY app_select ON appointment_times
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_sees_calendar()));
