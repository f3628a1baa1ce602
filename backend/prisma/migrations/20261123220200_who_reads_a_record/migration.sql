-- Whoever cannot see a key cannot read the fields: here is who does.
SET LOCAL lock_timeout = '3s';

ALTER POLICY app_select ON patient_keys
  USING ((SELECT hms_role()) = 'system' OR patient_id = (SELECT hms_patient_id())
    -- How to reach a person is for those who book, bill and pay; and for whoever has a case about the record to look into.
    OR (scope = 'contact' AND ((SELECT hms_is_cashier())
         OR ((SELECT hms_role()) = 'privacy_officer'
             AND EXISTS (SELECT FROM privacy_cases c WHERE c.patient_id = patient_keys.patient_id))))
    -- Those who treat, unless the patient keeps the record from them.
    OR ((SELECT hms_doctor_id()) IS NOT NULL
        AND (EXISTS (SELECT FROM care_by_visit c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = patient_keys.patient_id)
             OR EXISTS (SELECT FROM care_by_assignment c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = patient_keys.patient_id))
        AND NOT EXISTS (SELECT FROM active_restrictions r WHERE r.user_id = (SELECT hms_user_id()) AND r.patient_id = patient_keys.patient_id))
    OR ((SELECT hms_role()) = 'nurse' AND EXISTS (SELECT FROM care_by_duty c WHERE c.patient_id = patient_keys.patient_id))
    -- An emergency goes before a restriction, and the patient is told.
    OR ((SELECT hms_breaks_glass())
        AND EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = patient_keys.patient_id)));
DROP POLICY care_select ON patient_keys;
ALTER POLICY app_insert ON patient_keys WITH CHECK ((SELECT hms_is_front_desk()) OR (SELECT hms_role()) = 'auth');

ALTER POLICY app_select ON patients
  USING ((SELECT hms_reads_directory()) OR id = (SELECT hms_patient_id()) OR user_id = (SELECT hms_user_id()));
ALTER POLICY app_insert ON patients WITH CHECK ((SELECT hms_is_front_desk()) OR (SELECT hms_role()) = 'auth');
ALTER POLICY app_update ON patients
  USING ((SELECT hms_is_front_desk()) OR (SELECT hms_role()) = 'auth' OR id = (SELECT hms_patient_id()))
  WITH CHECK ((SELECT hms_is_front_desk()) OR (SELECT hms_role()) = 'auth' OR id = (SELECT hms_patient_id()));
-- Doctors write where they read: what was done in an emergency has to be noted. Nurses and administrators only read then.
ALTER POLICY care_update ON patients
  USING ((SELECT hms_doctor_id()) IS NOT NULL
    AND (((EXISTS (SELECT FROM care_by_visit c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = patients.id)
           OR EXISTS (SELECT FROM care_by_assignment c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = patients.id))
          AND NOT EXISTS (SELECT FROM active_restrictions r WHERE r.user_id = (SELECT hms_user_id()) AND r.patient_id = patients.id))
         OR EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = patients.id)))
  WITH CHECK ((SELECT hms_doctor_id()) IS NOT NULL
    AND (((EXISTS (SELECT FROM care_by_visit c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = patients.id)
           OR EXISTS (SELECT FROM care_by_assignment c WHERE c.doctor_id = (SELECT hms_doctor_id()) AND c.patient_id = patients.id))
          AND NOT EXISTS (SELECT FROM active_restrictions r WHERE r.user_id = (SELECT hms_user_id()) AND r.patient_id = patients.id))
         OR EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = patients.id)));

-- What is the matter with somebody is not the front desk's to write, whatever the bytes.
CREATE FUNCTION patients_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF hms_role() NOT IN ('patient', 'doctor', 'system') THEN
    RAISE EXCEPTION 'the medical history is for the patient and the doctors who treat them' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER patients_guard BEFORE UPDATE ON patients FOR EACH ROW
  WHEN (NEW.medical_history IS DISTINCT FROM OLD.medical_history) EXECUTE FUNCTION patients_guard();

ALTER POLICY app_select ON patient_words USING ((SELECT hms_reads_directory()) OR patient_id = (SELECT hms_patient_id()));

-- The functions that look for names and count ask for the same group; nothing else in them changes.
DO $$
DECLARE
  v_function regprocedure;
  v_former text;
  v_new text;
BEGIN
  FOREACH v_function IN ARRAY ARRAY['name_words_like(text,text,text,integer)'::regprocedure, 'patients_count()'::regprocedure] LOOP
    v_former := pg_get_functiondef(v_function);
    v_new := replace(v_former, 'coalesce(hms_role(), '''') NOT IN (''admin'', ''doctor'', ''system'')', 'hms_reads_directory() IS NOT TRUE');
    IF v_new = v_former THEN RAISE EXCEPTION '% is not as it was', v_function; END IF;
    EXECUTE v_new;
  END LOOP;
END $$;
