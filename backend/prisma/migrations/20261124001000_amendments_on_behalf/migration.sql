-- Patients ask at the desk, by telephone or in a letter as well: staff write it down for them. And the one extension by 30 days
-- that the law knows (45 CFR 164.526(b)(2)(ii)).
SET LOCAL lock_timeout = '3s';

ALTER TABLE amendments
  ADD COLUMN way text NOT NULL DEFAULT 'online',
  -- Who wrote it down, and who that was then; null where the patient asked on the own screen.
  ADD COLUMN recorded_by uuid,
  ADD COLUMN recorded_by_name text,
  ADD COLUMN recorded_by_role text,
  -- Who wrote down what the patient says to a denial.
  ADD COLUMN statement_recorded_by uuid,
  ADD COLUMN statement_recorded_by_name text,
  ADD COLUMN statement_recorded_by_role text,
  ADD COLUMN extended_at timestamptz,
  -- When it was due before.
  ADD COLUMN extended_from timestamptz,
  ADD COLUMN extended_by uuid,
  ADD COLUMN extended_by_name text,
  ADD COLUMN extended_by_role text,
  -- Why, for the patient; sealed with the key of the request.
  ADD COLUMN extension_reason bytea;
ALTER TABLE amendments ADD CONSTRAINT amendments_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES users (id) NOT VALID;
ALTER TABLE amendments ADD CONSTRAINT amendments_statement_recorded_by_fkey
  FOREIGN KEY (statement_recorded_by) REFERENCES users (id) NOT VALID;
ALTER TABLE amendments ADD CONSTRAINT amendments_extended_by_fkey FOREIGN KEY (extended_by) REFERENCES users (id) NOT VALID;
ALTER TABLE amendments ADD CONSTRAINT amendments_way_check CHECK (way IN ('online', 'in-person', 'phone', 'paper')) NOT VALID;
ALTER TABLE amendments ADD CONSTRAINT amendments_recorded_by_somebody CHECK ((way = 'online') = (recorded_by IS NULL)) NOT VALID;
ALTER TABLE amendments ADD CONSTRAINT amendments_statement_recorded_with_it
  CHECK (statement_recorded_by IS NULL OR statement IS NOT NULL) NOT VALID;
-- Once, and by 30 days at the most; an hour more where the clocks are changed meanwhile.
ALTER TABLE amendments ADD CONSTRAINT amendments_extended_once CHECK
  ((extended_at IS NULL) = (extended_from IS NULL) AND (extended_at IS NULL) = (extended_by IS NULL)
   AND (extended_at IS NULL) = (extension_reason IS NULL)
   AND (extended_at IS NULL OR (extended_at <= extended_from AND due_at > extended_from
                                AND due_at <= extended_from + interval '721 hours'))) NOT VALID;

GRANT INSERT (way, recorded_by), UPDATE (text, due_at, extended_by, extension_reason, statement_recorded_by) ON amendments TO hms_app;

-- Whoever writes something down sees that it is there; what it says opens with the key of it alone.
CREATE POLICY noted_select ON amendments FOR SELECT TO hms_app USING (recorded_by = (SELECT hms_user_id()));
-- Patients for themselves; the office and those who treat for the patient, and not for themselves.
ALTER POLICY app_insert ON amendments
  WITH CHECK ((way = 'online' AND recorded_by IS NULL AND patient_id = (SELECT hms_patient_id()))
    OR (way <> 'online' AND recorded_by = (SELECT hms_user_id()) AND patient_id IS DISTINCT FROM (SELECT hms_patient_id())
        AND ((SELECT hms_role()) IN ('receptionist', 'admin', 'privacy_officer')
          OR ((SELECT hms_doctor_id()) IS NOT NULL
              AND (EXISTS (SELECT FROM care_by_visit c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = amendments.patient_id)
                   OR EXISTS (SELECT FROM care_by_assignment c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = amendments.patient_id))
              AND NOT EXISTS (SELECT FROM active_restrictions r WHERE r.user_id = (SELECT hms_user_id()) AND r.patient_id = amendments.patient_id))
          OR ((SELECT hms_role()) = 'nurse' AND EXISTS (SELECT FROM care_by_duty c WHERE c.patient_id = amendments.patient_id))
          OR ((SELECT hms_breaks_glass())
              AND EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = amendments.patient_id)))));
-- The text is sealed in a second step: the key of what the patient says shows itself to whoever writes it down, in that
-- transaction and until it is sealed. So the desk can take down what it may not read.
CREATE POLICY noted_update ON amendments FOR UPDATE TO hms_app
  USING (recorded_by = (SELECT hms_user_id()) AND text = '\x' AND requested_at = now())
  WITH CHECK (recorded_by = (SELECT hms_user_id()) AND status = 'requested');
CREATE POLICY noting_select ON patient_keys FOR SELECT TO hms_app
  USING ((SELECT hms_writing()) AND (SELECT hms_role()) IN ('receptionist', 'admin', 'privacy_officer')
         AND EXISTS (SELECT FROM amendments a WHERE a.patient_id = patient_keys.patient_id AND a.scope = patient_keys.scope
                        AND a.recorded_by = (SELECT hms_user_id()) AND a.text = '\x' AND a.requested_at = now()));
-- Whoever may decide may extend, take back what staff wrote down, and add a statement for the patient. The trigger says what
-- may become of what.
ALTER POLICY decide_update ON amendments
  USING ((SELECT hms_role()) IN ('doctor', 'admin', 'privacy_officer') AND status IN ('requested', 'denied')
         AND patient_id IS DISTINCT FROM (SELECT hms_patient_id()))
  WITH CHECK ((status IN ('accepted', 'denied') AND decided_by = (SELECT hms_user_id()))
              OR (status = 'requested' AND extended_by = (SELECT hms_user_id()))
              OR (status = 'withdrawn' AND way <> 'online')
              OR (status = 'denied' AND statement_recorded_by = (SELECT hms_user_id())));

CREATE FUNCTION hms_name_of(p_user uuid) RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT u.first_name || ' ' || u.last_name FROM users u WHERE u.id = p_user $$;

CREATE OR REPLACE FUNCTION amendments_describe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.record_version := CASE WHEN NEW.appointment_id IS NULL
    THEN (SELECT p.version FROM patients p WHERE p.id = NEW.patient_id)
    ELSE (SELECT a.version FROM appointments a WHERE a.id = NEW.appointment_id AND a.patient_id = NEW.patient_id) END;
  IF NEW.recorded_by IS NOT NULL THEN
    NEW.recorded_by_role := hms_role();
    NEW.recorded_by_name := hms_name_of(NEW.recorded_by);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_erased_patient AFTER INSERT ON amendments FOR EACH ROW EXECUTE FUNCTION refuse_erased_patient();

-- A request is extended once while it is not overdue, withdrawn or decided once; to a denial the patient says something once;
-- nothing else changes.
CREATE OR REPLACE FUNCTION amendments_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_changed text[];
BEGIN
  IF OLD.text = '\x' AND NEW.text <> '\x' THEN
    v_changed := ARRAY['text'];
  ELSIF OLD.status = 'requested' AND NEW.status = 'withdrawn' AND (hms_role() = 'patient' OR OLD.way <> 'online') THEN
    v_changed := ARRAY['status'];
  ELSIF OLD.status = 'requested' AND NEW.status IN ('accepted', 'denied') AND hms_role() <> 'patient' THEN
    NEW.decided_at := now();
    NEW.decided_by_role := hms_role();
    NEW.decided_by_name := hms_name_of(NEW.decided_by);
    v_changed := ARRAY['status', 'corrected_version', 'basis', 'decision', 'decided_by', 'decided_at', 'decided_by_role', 'decided_by_name'];
  ELSIF OLD.status = 'requested' AND NEW.status = 'requested' AND OLD.extended_at IS NULL AND NEW.extended_by IS NOT NULL
        AND hms_role() <> 'patient' THEN
    NEW.extended_at := now();
    NEW.extended_from := OLD.due_at;
    NEW.extended_by_role := hms_role();
    NEW.extended_by_name := hms_name_of(NEW.extended_by);
    v_changed := ARRAY['due_at', 'extended_at', 'extended_from', 'extended_by', 'extended_by_role', 'extended_by_name', 'extension_reason'];
  ELSIF OLD.status = 'denied' AND OLD.statement IS NULL AND NEW.statement IS NOT NULL
        AND (hms_role() = 'patient') = (NEW.statement_recorded_by IS NULL) THEN
    NEW.statement_at := now();
    IF NEW.statement_recorded_by IS NOT NULL THEN
      NEW.statement_recorded_by_role := hms_role();
      NEW.statement_recorded_by_name := hms_name_of(NEW.statement_recorded_by);
    END IF;
    v_changed := ARRAY['statement', 'statement_at', 'statement_recorded_by', 'statement_recorded_by_role', 'statement_recorded_by_name'];
  END IF;
  IF (to_jsonb(NEW) - v_changed = to_jsonb(OLD) - v_changed) IS NOT TRUE THEN
    RAISE EXCEPTION 'what was decided about an amendment stays as it is' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
