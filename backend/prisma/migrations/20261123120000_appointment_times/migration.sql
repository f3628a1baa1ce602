-- The time that each appointment takes, in a table of its own, so that appointments themselves can be parted by date: what
-- keeps a doctor and a patient from being in two places at once, and what a bill refers to, cannot span parts.
-- Kept by a trigger that runs as the owner; nobody else writes it.
SET LOCAL lock_timeout = '3s';

CREATE TABLE appointment_times (
  appointment_id uuid PRIMARY KEY,
  patient_id uuid NOT NULL,
  doctor_id uuid NOT NULL,
  appointment_date timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  occupied_from timestamptz NOT NULL,
  occupied_until timestamptz NOT NULL,
  -- Whether the time is taken: not of what was cancelled or missed, of history from elsewhere, or once it is long over.
  taken boolean NOT NULL,
  CONSTRAINT appointment_times_doctor_free EXCLUDE USING gist
    (doctor_id WITH =, tstzrange(occupied_from, occupied_until, '[)') WITH &&) WHERE (taken),
  CONSTRAINT appointment_times_patient_free EXCLUDE USING gist
    (patient_id WITH =, tstzrange(appointment_date, ends_at, '[)') WITH &&) WHERE (taken)
);
CREATE INDEX appointment_times_taken_idx ON appointment_times (occupied_until) WHERE taken;
CALL hms_protect('appointment_times', 'SELECT');
CREATE POLICY app_select ON appointment_times FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY owner_all ON appointment_times TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE FUNCTION appointment_takes_time(p_status text, p_imported boolean, p_until timestamptz) RETURNS boolean
  LANGUAGE sql STABLE AS $$
    SELECT p_status IN ('booked', 'checked-in', 'completed') AND NOT p_imported AND p_until > now() - interval '30 days'
  $$;

-- An appointment that moves from one part to another is deleted there and inserted here, as far as triggers go: what is
-- deleted leaves its time free and without a date, and only such a time can be taken up again under the same id.
CREATE FUNCTION appointments_take_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE appointment_times SET taken = false, appointment_date = '-infinity' WHERE appointment_id = OLD.id;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    UPDATE appointment_times
       SET patient_id = NEW.patient_id, doctor_id = NEW.doctor_id, appointment_date = NEW.appointment_date, ends_at = NEW.ends_at,
           occupied_from = NEW.occupied_from, occupied_until = NEW.occupied_until,
           taken = appointment_takes_time(NEW.status, NEW.imported, NEW.occupied_until)
     WHERE appointment_id = NEW.id;
    IF FOUND THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO appointment_times AS t
    VALUES (NEW.id, NEW.patient_id, NEW.doctor_id, NEW.appointment_date, NEW.ends_at, NEW.occupied_from, NEW.occupied_until,
            appointment_takes_time(NEW.status, NEW.imported, NEW.occupied_until))
    ON CONFLICT (appointment_id) DO UPDATE
      SET patient_id = excluded.patient_id, doctor_id = excluded.doctor_id, appointment_date = excluded.appointment_date,
          ends_at = excluded.ends_at, occupied_from = excluded.occupied_from, occupied_until = excluded.occupied_until,
          taken = excluded.taken
      -- While the times of what was booked before this migration are filled in, an update may come upon one just filled.
      WHERE t.appointment_date = '-infinity' OR TG_OP = 'UPDATE';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'an appointment with this id is there' USING ERRCODE = '23505', CONSTRAINT = 'appointments_pkey';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER appointments_take_time AFTER INSERT OR DELETE ON appointments FOR EACH ROW EXECUTE FUNCTION appointments_take_time();
CREATE TRIGGER appointments_retake_time AFTER UPDATE OF patient_id, doctor_id, appointment_date, ends_at, occupied_from, occupied_until,
    status, imported ON appointments FOR EACH ROW EXECUTE FUNCTION appointments_take_time();

-- Brings in the times of all appointments, some thousand at a time: whoever changes one of them waits for a moment at most.
CREATE PROCEDURE hms_fill_appointment_times() LANGUAGE plpgsql AS $$
DECLARE
  v_after uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  WHILE v_after IS NOT NULL LOOP
    WITH batch AS (
      SELECT id, patient_id, doctor_id, appointment_date, ends_at, occupied_from, occupied_until, status, imported
        FROM appointments WHERE id > v_after ORDER BY id LIMIT 5000
    ), filled AS (
      INSERT INTO appointment_times
        SELECT id, patient_id, doctor_id, appointment_date, ends_at, occupied_from, occupied_until,
               appointment_takes_time(status, imported, occupied_until) FROM batch
        ON CONFLICT DO NOTHING
    )
    SELECT id INTO v_after FROM batch ORDER BY id DESC LIMIT 1;
    COMMIT;
  END LOOP;
END $$;

-- The owner too is bound by the policies: it sees appointments until the times are filled in, and no longer.
CREATE POLICY fill_times ON appointments FOR SELECT TO CURRENT_USER USING (true);
