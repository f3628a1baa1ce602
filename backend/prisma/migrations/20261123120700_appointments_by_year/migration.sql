-- The switch: names and catalogue entries only, no row is read or moved.
SET LOCAL lock_timeout = '3s';
LOCK TABLE patients, patient_keys, appointments, appointment_times, billing IN ACCESS EXCLUSIVE MODE;

-- What speaks of appointments is said anew below, of the table that takes their name.
DROP POLICY care_select ON patient_keys;
DROP POLICY care_update ON patients;
DROP POLICY app_select ON billing;
DROP POLICY app_insert ON billing;
ALTER TABLE billing DROP CONSTRAINT billing_appointment_id_fkey;
ALTER TABLE billing RENAME CONSTRAINT billing_appointment_time_fkey TO billing_appointment_id_fkey;

DO $$
DECLARE
  v_policy name;
BEGIN
  FOR v_policy IN SELECT polname FROM pg_policy WHERE polrelid = 'appointments'::regclass LOOP
    EXECUTE format('DROP POLICY %I ON appointments', v_policy);
  END LOOP;
END $$;
REVOKE ALL ON appointments FROM hms_app, hms_backup;
REVOKE UPDATE (doctor_id, visit_type_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until, local_start,
  time_zone, status, notes, clinical_notes, cancellation_reason, checked_in_at, completed_at, cancelled_at) ON appointments FROM hms_app;
DROP TRIGGER appointments_touch ON appointments;
DROP TRIGGER appointments_guard ON appointments;
DROP TRIGGER appointments_take_time ON appointments;
DROP TRIGGER appointments_retake_time ON appointments;
ALTER TABLE appointments DROP CONSTRAINT appointments_doctor_free;
ALTER TABLE appointments DROP CONSTRAINT appointments_patient_free;
ALTER TABLE appointment_times RENAME CONSTRAINT appointment_times_doctor_free TO appointments_doctor_free;
ALTER TABLE appointment_times RENAME CONSTRAINT appointment_times_patient_free TO appointments_patient_free;
ALTER TABLE appointments DROP CONSTRAINT appointments_pkey;
ALTER TABLE appointments ADD CONSTRAINT appointments_past_pkey PRIMARY KEY USING INDEX appointments_id_date_key;
ALTER TABLE appointments RENAME TO appointments_past;
ALTER INDEX appointments_appointment_date_idx RENAME TO appointments_past_appointment_date_idx;
ALTER INDEX appointments_doctor_id_idx RENAME TO appointments_past_doctor_id_idx;
ALTER INDEX appointments_patient_id_idx RENAME TO appointments_past_patient_id_idx;
ALTER INDEX appointments_care_idx RENAME TO appointments_past_care_idx;

CREATE TABLE appointments (LIKE appointments_past INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (appointment_date);
ALTER TABLE appointments DROP CONSTRAINT IF EXISTS appointments_past;
ALTER TABLE appointments ADD CONSTRAINT appointments_pkey PRIMARY KEY (id, appointment_date);
ALTER TABLE appointments ADD CONSTRAINT appointments_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES patients (id);
ALTER TABLE appointments ADD CONSTRAINT appointments_doctor_id_fkey FOREIGN KEY (doctor_id) REFERENCES doctors (id);
ALTER TABLE appointments ADD CONSTRAINT appointments_visit_type_id_fkey FOREIGN KEY (visit_type_id) REFERENCES visit_types (id);
ALTER TABLE appointments ADD CONSTRAINT appointments_booked_by_fkey FOREIGN KEY (booked_by) REFERENCES users (id);
CREATE INDEX appointments_appointment_date_idx ON appointments (appointment_date, id);
CREATE INDEX appointments_doctor_id_idx ON appointments (doctor_id, appointment_date, id);
CREATE INDEX appointments_patient_id_idx ON appointments (patient_id, appointment_date, id);
CREATE INDEX appointments_care_idx ON appointments (doctor_id, patient_id, ends_at) WHERE status <> 'cancelled';
CREATE TRIGGER appointments_touch BEFORE UPDATE ON appointments FOR EACH ROW EXECUTE FUNCTION hms_touch_version();
CREATE TRIGGER appointments_guard BEFORE UPDATE ON appointments FOR EACH ROW EXECUTE FUNCTION appointments_guard();
CREATE TRIGGER appointments_take_time AFTER INSERT OR DELETE ON appointments FOR EACH ROW EXECUTE FUNCTION appointments_take_time();
CREATE TRIGGER appointments_retake_time AFTER UPDATE OF patient_id, doctor_id, appointment_date, ends_at, occupied_from, occupied_until,
    status, imported ON appointments FOR EACH ROW EXECUTE FUNCTION appointments_take_time();

-- Whose visit it is never changes: a doctor's own appointment is what opens a patient's record.
CALL hms_protect('appointments', 'SELECT, INSERT, UPDATE (doctor_id, visit_type_id, appointment_date, duration_minutes, ends_at,
  occupied_from, occupied_until, local_start, time_zone, status, notes, clinical_notes, cancellation_reason, checked_in_at,
  completed_at, cancelled_at)');
CREATE POLICY app_select ON appointments FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id())
         OR (SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_insert ON appointments FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) = 'system'
         OR ((patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_role()) = 'admin')
             AND status = 'booked' AND NOT imported AND clinical_notes IS NULL));
CREATE POLICY app_update ON appointments FOR UPDATE TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_role()) IN ('admin', 'system'))
  WITH CHECK (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_role()) IN ('admin', 'system'));

DO $$
DECLARE
  v_until text := coalesce(
    (SELECT substring(pg_get_constraintdef(oid) FROM '''([^'']+)''') FROM pg_constraint
      WHERE conrelid = 'appointments_past'::regclass AND conname = 'appointments_past'),
    (date_trunc('year', now(), 'UTC')
     + CASE pg_relation_size('appointments_past') WHEN 0 THEN interval '-4 years' ELSE interval '2 years' END)::text);
BEGIN
  EXECUTE format('ALTER TABLE appointments ATTACH PARTITION appointments_past FOR VALUES FROM (MINVALUE) TO (%L)', v_until);
END $$;
ALTER TABLE appointments_past DROP CONSTRAINT IF EXISTS appointments_past;
CREATE TABLE appointments_default PARTITION OF appointments DEFAULT;
ALTER TABLE appointments_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointments_default FORCE ROW LEVEL SECURITY;

-- A doctor cares for a patient from the booking until 90 days after the last visit. None takes longer than 31 days: older
-- parts are not looked at.
CREATE POLICY care_select ON patient_keys FOR SELECT TO hms_app
  USING (EXISTS (SELECT 1 FROM appointments a
                  WHERE a.doctor_id = (SELECT hms_doctor_id()) AND a.patient_id = patient_keys.patient_id AND a.status <> 'cancelled'
                    AND a.ends_at > now() - interval '90 days' AND a.appointment_date > now() - interval '122 days'));
CREATE POLICY care_update ON patients FOR UPDATE TO hms_app
  USING (EXISTS (SELECT 1 FROM appointments a
                  WHERE a.doctor_id = (SELECT hms_doctor_id()) AND a.patient_id = patients.id AND a.status <> 'cancelled'
                    AND a.ends_at > now() - interval '90 days' AND a.appointment_date > now() - interval '122 days'))
  WITH CHECK (EXISTS (SELECT 1 FROM appointments a
                  WHERE a.doctor_id = (SELECT hms_doctor_id()) AND a.patient_id = patients.id AND a.status <> 'cancelled'
                    AND a.ends_at > now() - interval '90 days' AND a.appointment_date > now() - interval '122 days'));
CREATE POLICY app_select ON billing FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_role()) IN ('admin', 'system', 'ledger')
         OR ((SELECT hms_doctor_id()) IS NOT NULL AND EXISTS
             (SELECT 1 FROM appointment_times t WHERE t.appointment_id = billing.appointment_id AND t.doctor_id = (SELECT hms_doctor_id()))));
CREATE POLICY app_insert ON billing FOR INSERT TO hms_app
  WITH CHECK (paid_amount = 0 AND pending_amount = 0 AND ((SELECT hms_role()) IN ('admin', 'system')
         OR ((SELECT hms_doctor_id()) IS NOT NULL AND EXISTS
             (SELECT 1 FROM appointment_times t WHERE t.appointment_id = billing.appointment_id AND t.doctor_id = (SELECT hms_doctor_id())
                AND t.patient_id = billing.patient_id))));

-- When a doctor is busy, without saying with whom: what a patient may know of others' appointments. It runs as the owner,
-- who sees the times of all.
CREATE OR REPLACE FUNCTION doctor_busy(p_doctor uuid, p_from timestamptz, p_until timestamptz)
  RETURNS TABLE (busy_from timestamptz, busy_until timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF hms_role() IS NULL THEN RETURN; END IF;
  RETURN QUERY
    SELECT t.occupied_from, t.occupied_until FROM appointment_times t
     WHERE t.doctor_id = p_doctor AND t.taken AND tstzrange(t.occupied_from, t.occupied_until, '[)') && tstzrange(p_from, p_until, '[)')
     ORDER BY t.occupied_from;
END $$;

-- Makes the coming parts of both tables.
CREATE OR REPLACE FUNCTION hms_make_partitions() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC' AS $$
DECLARE
  v_from timestamptz;
  v_made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('hms_make_partitions', 0));
  LOOP
    v_from := hms_partitioned_until('audit_events');
    EXIT WHEN v_from > now() + interval '1 year';
    PERFORM hms_add_partition('audit_events', to_char(v_from, '"audit_events_"YYYY"q"Q'), v_from, v_from + interval '3 months');
    v_made := v_made + 1;
  END LOOP;
  LOOP
    v_from := hms_partitioned_until('appointments');
    EXIT WHEN v_from > now() + interval '2 years';
    PERFORM hms_add_partition('appointments', to_char(v_from, '"appointments_"YYYY'), v_from, v_from + interval '1 year');
    v_made := v_made + 1;
  END LOOP;
  RETURN v_made;
END $$;
SELECT hms_make_partitions();

-- Visits that are long over compete for no time any more: the indexes that keep visits apart hold weeks and not years.
CREATE FUNCTION hms_free_past_times() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_freed integer;
BEGIN
  UPDATE appointment_times SET taken = false
   WHERE appointment_id IN (SELECT appointment_id FROM appointment_times
                             WHERE taken AND occupied_until < now() - interval '30 days' ORDER BY occupied_until LIMIT 5000);
  GET DIAGNOSTICS v_freed = ROW_COUNT;
  RETURN v_freed;
END $$;
REVOKE ALL ON FUNCTION hms_free_past_times() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hms_free_past_times() TO hms_app;
