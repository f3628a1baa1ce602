-- What a patient asks to have put right in the own record, what became of it, and what the patient has to say to a denial
-- (45 CFR 164.526; GDPR, article 16). All of it is appended to the record: rows stay.
SET LOCAL lock_timeout = '3s';

CREATE TABLE amendments (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients (id),
  -- The part of the record, and whose key its texts are sealed with: how to reach a person, or what is the matter with them.
  field text NOT NULL CHECK (field ~ '^[a-z]+(-[a-z]+)*$'),
  scope text NOT NULL CHECK (scope IN ('contact', 'clinical')),
  appointment_id uuid REFERENCES appointment_times (appointment_id),
  text bytea NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  -- An answer is owed within 60 days (45 CFR 164.526(b)(2)(i)).
  due_at timestamptz NOT NULL DEFAULT now() + interval '60 days',
  -- The version that the record, or the visit, had when it was asked for; and the one that put it right.
  record_version integer NOT NULL,
  corrected_version integer,
  status text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'accepted', 'denied', 'withdrawn')),
  -- The ground of a denial, one of 45 CFR 164.526(a)(2).
  basis text CHECK (basis IN ('accurate', 'not-created-here', 'not-part-of-record', 'not-accessible')),
  decision bytea,
  decided_by uuid REFERENCES users (id),
  -- Who it was then, for the patient, who does not see accounts.
  decided_by_name text,
  decided_by_role text,
  decided_at timestamptz,
  -- What the patient says to a denial (45 CFR 164.526(d)(2)).
  statement bytea,
  statement_at timestamptz,
  CONSTRAINT amendments_of_a_visit CHECK ((field = 'visit-note') = (appointment_id IS NOT NULL)),
  CONSTRAINT amendments_decided_whole CHECK
    ((status IN ('accepted', 'denied')) = (decided_at IS NOT NULL) AND (decided_at IS NULL) = (decided_by IS NULL)
     AND (decided_at IS NULL) = (decision IS NULL)),
  CONSTRAINT amendments_denied_on_a_ground CHECK ((status = 'denied') = (basis IS NOT NULL)),
  CONSTRAINT amendments_accepted_when_put_right CHECK
    ((status = 'accepted') = (corrected_version IS NOT NULL) AND (corrected_version IS NULL OR corrected_version > record_version)),
  CONSTRAINT amendments_statement_to_a_denial CHECK
    ((statement IS NULL) = (statement_at IS NULL) AND (statement IS NULL OR status = 'denied'))
);
CREATE INDEX amendments_patient_id_idx ON amendments (patient_id, requested_at DESC, id DESC);
CREATE INDEX amendments_status_idx ON amendments (status, due_at, id);
CREATE INDEX amendments_appointment_id_idx ON amendments (appointment_id);

CALL hms_protect('amendments', 'SELECT, INSERT (id, patient_id, field, scope, appointment_id, text),
  UPDATE (status, corrected_version, basis, decision, decided_by, statement)');
-- Those who answer for records see that there is a request; what it says opens with the key that it was sealed with.
CREATE POLICY app_select ON amendments FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_watches_access()));
-- Those who treat see it as they see the record.
CREATE POLICY care_select ON amendments FOR SELECT TO hms_app
  USING (((SELECT hms_doctor_id()) IS NOT NULL
          AND (EXISTS (SELECT FROM care_by_visit c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = amendments.patient_id)
               OR EXISTS (SELECT FROM care_by_assignment c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = amendments.patient_id))
          AND NOT EXISTS (SELECT FROM active_restrictions r WHERE r.user_id = (SELECT hms_user_id()) AND r.patient_id = amendments.patient_id))
         OR ((SELECT hms_role()) = 'nurse' AND EXISTS (SELECT FROM care_by_duty c WHERE c.patient_id = amendments.patient_id))
         OR ((SELECT hms_breaks_glass())
             AND EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = amendments.patient_id)));
CREATE POLICY app_insert ON amendments FOR INSERT TO hms_app WITH CHECK (patient_id = (SELECT hms_patient_id()));
CREATE POLICY own_update ON amendments FOR UPDATE TO hms_app
  USING (patient_id = (SELECT hms_patient_id())) WITH CHECK (patient_id = (SELECT hms_patient_id()));
-- Whoever sees it may decide, but nurses; nobody decides on their own record. The trigger says what may become of what.
CREATE POLICY decide_update ON amendments FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('doctor', 'admin', 'privacy_officer') AND status = 'requested'
         AND patient_id IS DISTINCT FROM (SELECT hms_patient_id()))
  WITH CHECK (decided_by = (SELECT hms_user_id()) AND status IN ('accepted', 'denied'));

CREATE FUNCTION amendments_describe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.record_version := CASE WHEN NEW.appointment_id IS NULL
    THEN (SELECT p.version FROM patients p WHERE p.id = NEW.patient_id)
    ELSE (SELECT a.version FROM appointments a WHERE a.id = NEW.appointment_id AND a.patient_id = NEW.patient_id) END;
  RETURN NEW;
END $$;
CREATE TRIGGER amendments_describe BEFORE INSERT ON amendments FOR EACH ROW WHEN (hms_role() IS NOT NULL)
  EXECUTE FUNCTION amendments_describe();

-- A request is withdrawn or decided once; to a denial the patient says something once; nothing else changes.
CREATE FUNCTION amendments_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_same boolean;
BEGIN
  IF OLD.status = 'requested' AND NEW.status = 'withdrawn' AND hms_role() = 'patient' THEN
    v_same := to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status';
  ELSIF OLD.status = 'requested' AND NEW.status IN ('accepted', 'denied') AND hms_role() <> 'patient' THEN
    NEW.decided_at := now();
    NEW.decided_by_role := hms_role();
    NEW.decided_by_name := (SELECT u.first_name || ' ' || u.last_name FROM users u WHERE u.id = NEW.decided_by);
    v_same := NEW.statement IS NULL;
  ELSIF OLD.status = 'denied' AND OLD.statement IS NULL AND NEW.statement IS NOT NULL AND hms_role() = 'patient' THEN
    NEW.statement_at := now();
    v_same := to_jsonb(NEW) - ARRAY['statement', 'statement_at'] = to_jsonb(OLD) - ARRAY['statement', 'statement_at'];
  END IF;
  IF v_same IS NOT TRUE THEN
    RAISE EXCEPTION 'what was decided about an amendment stays as it is' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER amendments_guard BEFORE UPDATE ON amendments FOR EACH ROW WHEN (hms_role() IS NOT NULL)
  EXECUTE FUNCTION amendments_guard();

-- A privacy officer reads what is asked about how to reach a person.
CREATE POLICY amendment_select ON patient_keys FOR SELECT TO hms_app
  USING (scope = 'contact' AND (SELECT hms_role()) = 'privacy_officer'
         AND EXISTS (SELECT FROM amendments a WHERE a.patient_id = patient_keys.patient_id AND a.scope = 'contact'));
