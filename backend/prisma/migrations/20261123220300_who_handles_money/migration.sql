-- Bills are written and voided by billing, read at the front desk, and paid at both.
SET LOCAL lock_timeout = '3s';

ALTER POLICY app_all ON number_series
  USING ((SELECT hms_is_cashier()) OR (SELECT hms_role()) = 'doctor') WITH CHECK ((SELECT hms_is_cashier()) OR (SELECT hms_role()) = 'doctor');
-- Here the group is spelled out: of a condition that is only true or false the planner expects it for half of all rows, and
-- then looks for a number by reading bills in the order of their dates.
ALTER POLICY app_select ON billing
  USING (patient_id = (SELECT hms_patient_id()) OR doctor_id = (SELECT hms_doctor_id())
         OR (SELECT hms_role()) IN ('admin', 'receptionist', 'billing', 'system', 'ledger'));
ALTER POLICY app_insert ON billing
  WITH CHECK (paid_amount = 0 AND pending_amount = 0 AND ((SELECT hms_is_billing())
         OR ((SELECT hms_doctor_id()) IS NOT NULL AND EXISTS
             (SELECT 1 FROM appointment_times t WHERE t.appointment_id = billing.appointment_id AND t.doctor_id = (SELECT hms_doctor_id())
                AND t.patient_id = billing.patient_id))));
ALTER POLICY app_update ON billing
  USING ((SELECT hms_is_billing()) OR (SELECT hms_role()) = 'ledger') WITH CHECK ((SELECT hms_is_billing()) OR (SELECT hms_role()) = 'ledger');
ALTER POLICY app_insert ON billing_lines
  WITH CHECK (((SELECT hms_is_billing()) OR (SELECT hms_role()) = 'doctor') AND EXISTS (SELECT 1 FROM billing b WHERE b.id = billing_id));
ALTER POLICY app_select ON payments
  USING (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_is_cashier())
         OR ((SELECT hms_role()) = 'doctor' AND EXISTS (SELECT 1 FROM billing b WHERE b.id = billing_id)));
ALTER POLICY app_insert ON payments
  WITH CHECK ((patient_id = (SELECT hms_patient_id()) AND method = 'card' AND status = 'pending') OR (SELECT hms_is_cashier()));
ALTER POLICY app_update ON payments USING ((SELECT hms_is_cashier())) WITH CHECK ((SELECT hms_is_cashier()));
