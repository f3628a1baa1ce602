-- What was paid for one patient, for a copy of all that is known of them and for erasing it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS payments_patient_id_idx ON payments (patient_id);
