-- What gives a right to a key and lies in tables with policies of their own is asked behind functions: written out in the
-- policies of patient_keys, each statement that reads a key would set up the policies of all those tables, hundreds of
-- subqueries, though nobody but a few roles ever gets to them.
SET LOCAL lock_timeout = '3s';

-- Whether the office has to reach the patient because of something that a privacy officer works on: one row, or none.
CREATE FUNCTION hms_privacy_business(p_patient uuid) RETURNS SETOF boolean LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
BEGIN
  IF EXISTS (SELECT FROM privacy_cases c WHERE c.patient_id = p_patient)
     OR EXISTS (SELECT FROM privacy_requests r WHERE r.patient_id = p_patient)
     OR EXISTS (SELECT FROM legal_holds h WHERE h.patient_id = p_patient)
     OR EXISTS (SELECT FROM amendments a WHERE a.patient_id = p_patient AND a.scope = 'contact')
  THEN RETURN NEXT true; END IF;
END $$;

-- Whether a doctor treats the patient, and the patient does not keep the record from that doctor: one row, or none.
CREATE FUNCTION hms_treats(p_patient uuid) RETURNS SETOF boolean LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
DECLARE
  v_doctor uuid := hms_doctor_id();
  v_user uuid := hms_user_id();
BEGIN
  IF (EXISTS (SELECT FROM care_by_visit c WHERE c.doctor_id = v_doctor AND c.patient_id = p_patient)
      OR EXISTS (SELECT FROM care_by_assignment c WHERE c.doctor_id = v_doctor AND c.patient_id = p_patient))
     AND NOT EXISTS (SELECT FROM active_restrictions r WHERE r.user_id = v_user AND r.patient_id = p_patient)
  THEN RETURN NEXT true; END IF;
END $$;

-- Whether a nurse is on duty for the patient: one row, or none.
CREATE FUNCTION hms_nurses(p_patient uuid) RETURNS SETOF boolean LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
BEGIN
  IF EXISTS (SELECT FROM care_by_duty c WHERE c.patient_id = p_patient) THEN RETURN NEXT true; END IF;
END $$;

-- Whether whoever asks is writing down, in this very transaction, what the patient wants put right: one row, or none.
CREATE FUNCTION hms_noting(p_patient uuid, p_scope text) RETURNS SETOF boolean LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
BEGIN
  IF EXISTS (SELECT FROM amendments a WHERE a.patient_id = p_patient AND a.scope = p_scope
               AND a.recorded_by = hms_user_id() AND a.text = '\x' AND a.requested_at = now())
  THEN RETURN NEXT true; END IF;
END $$;

ALTER POLICY noting_select ON patient_keys
  USING ((SELECT hms_writing()) AND (SELECT hms_role()) IN ('receptionist', 'admin', 'privacy_officer')
         AND EXISTS (SELECT FROM hms_noting(patient_keys.patient_id, patient_keys.scope)));

ALTER POLICY app_select ON patient_keys
  USING ((SELECT hms_role()) = 'system' OR patient_id = (SELECT hms_patient_id())
    -- How to reach a person is for those who book, bill and pay; and for whoever looks into something about the record.
    OR (scope = 'contact' AND ((SELECT hms_is_cashier())
         OR ((SELECT hms_role()) = 'privacy_officer'
             AND EXISTS (SELECT FROM hms_privacy_business(patient_keys.patient_id)))))
    -- Those who treat, unless the patient keeps the record from them.
    OR ((SELECT hms_doctor_id()) IS NOT NULL AND EXISTS (SELECT FROM hms_treats(patient_keys.patient_id)))
    OR ((SELECT hms_role()) = 'nurse' AND EXISTS (SELECT FROM hms_nurses(patient_keys.patient_id)))
    -- An emergency goes before a restriction, and the patient is told.
    OR ((SELECT hms_breaks_glass())
        AND EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = patient_keys.patient_id)));
DROP POLICY amendment_select ON patient_keys;
DROP POLICY hold_select ON patient_keys;
DROP POLICY request_select ON patient_keys;
