-- What a patient asked to have put right is asked no more when the patient is erased. Nobody could read it or answer it then,
-- and it would be due for ever.
SET LOCAL lock_timeout = '3s';
CALL hms_on_erasure('amendments', 'patient_id = (SELECT hms_erased_patient())',
  $$SET status = CASE WHEN status = 'requested' THEN 'withdrawn' ELSE status END, text = '\x',
    decision = CASE WHEN decision IS NOT NULL THEN '\x'::bytea END, statement = CASE WHEN statement IS NOT NULL THEN '\x'::bytea END,
    extension_reason = CASE WHEN extension_reason IS NOT NULL THEN '\x'::bytea END$$);
DROP TRIGGER amendments_guard ON amendments;
CREATE TRIGGER amendments_guard BEFORE UPDATE ON amendments FOR EACH ROW
  WHEN (hms_role() IS NOT NULL AND (hms_erased_patient() IS DISTINCT FROM OLD.patient_id OR current_user = 'hms_app'))
  EXECUTE FUNCTION amendments_guard();
