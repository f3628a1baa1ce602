SET LOCAL lock_timeout = '3s';
ALTER TABLE privacy_cases VALIDATE CONSTRAINT privacy_cases_patient_is_named;
