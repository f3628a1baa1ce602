SET LOCAL lock_timeout = '3s';
DROP POLICY fill_doctors ON billing;
ALTER POLICY app_select ON billing
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id()) OR (SELECT hms_role()) IN ('admin', 'system', 'ledger'));
