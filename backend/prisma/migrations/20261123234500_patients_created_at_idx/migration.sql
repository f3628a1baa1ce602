-- Records that have been there for long, to look through for those that nobody has needed since.
CREATE INDEX CONCURRENTLY IF NOT EXISTS patients_created_at_idx ON patients (created_at, id);
