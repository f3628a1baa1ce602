-- Replies that are kept for staff's repeated requests say something of a patient too, and go with an erasure. The row stays for
-- its day, so that the request, when it comes again, is not done again.
SET LOCAL lock_timeout = '3s';
-- Whom the reply is about; null in rows of processes that run the release before, which do not say it.
ALTER TABLE idempotency_keys ADD COLUMN patient_ids uuid[];
GRANT UPDATE (patient_ids) ON idempotency_keys TO hms_app;
-- The hash of a request is made of what was typed about the patient. Rows that name nobody may be about anybody.
CALL hms_on_erasure('idempotency_keys',
  $$user_id = (SELECT hms_erased_user())
    OR ((SELECT hms_erased_patient()) IS NOT NULL AND (patient_ids IS NULL OR patient_ids @> ARRAY[(SELECT hms_erased_patient())]))$$,
  $$SET response = NULL, request_hash = '\x'$$);
