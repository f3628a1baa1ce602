SET LOCAL lock_timeout = '3s';
ALTER TABLE patient_keys VALIDATE CONSTRAINT patient_keys_whole;
