-- Which keys are in use is asked at every start.
CREATE INDEX CONCURRENTLY IF NOT EXISTS patient_keys_key_id_idx ON patient_keys (key_id);
