-- What was sent to one patient who has no account, for a copy and for erasing it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_patient_id_idx ON messages (patient_id) WHERE patient_id IS NOT NULL;
