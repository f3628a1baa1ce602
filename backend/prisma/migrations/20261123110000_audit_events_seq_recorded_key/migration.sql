-- What the primary key becomes: a key of a partitioned table holds what it is parted by.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS audit_events_seq_recorded_key ON audit_events (seq, recorded);
