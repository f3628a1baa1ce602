-- Who treats a patient, and who nurses one, is said by functions: the policies that wrote it out ask them.
SET LOCAL lock_timeout = '3s';

ALTER POLICY care_update ON patients
  USING ((SELECT hms_doctor_id()) IS NOT NULL
    AND (EXISTS (SELECT FROM hms_treats(patients.id))
         OR EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = patients.id)))
  WITH CHECK ((SELECT hms_doctor_id()) IS NOT NULL
    AND (EXISTS (SELECT FROM hms_treats(patients.id))
         OR EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = patients.id)));

ALTER POLICY care_select ON amendments
  USING (((SELECT hms_doctor_id()) IS NOT NULL AND EXISTS (SELECT FROM hms_treats(amendments.patient_id)))
         OR ((SELECT hms_role()) = 'nurse' AND EXISTS (SELECT FROM hms_nurses(amendments.patient_id)))
         OR ((SELECT hms_breaks_glass())
             AND EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = amendments.patient_id)));

ALTER POLICY app_insert ON amendments
  WITH CHECK ((way = 'online' AND recorded_by IS NULL AND patient_id = (SELECT hms_patient_id()))
    OR (way <> 'online' AND recorded_by = (SELECT hms_user_id()) AND patient_id IS DISTINCT FROM (SELECT hms_patient_id())
        AND ((SELECT hms_role()) IN ('receptionist', 'admin', 'privacy_officer')
          OR ((SELECT hms_doctor_id()) IS NOT NULL AND EXISTS (SELECT FROM hms_treats(amendments.patient_id)))
          OR ((SELECT hms_role()) = 'nurse' AND EXISTS (SELECT FROM hms_nurses(amendments.patient_id)))
          OR ((SELECT hms_breaks_glass())
              AND EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = (SELECT hms_user_id()) AND g.patient_id = amendments.patient_id)))));
