CREATE INDEX CONCURRENTLY IF NOT EXISTS billing_doctor_id_idx ON billing (doctor_id, issue_date DESC, id DESC);
