CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_events_actor_recorded_idx ON audit_events (actor_id, recorded DESC, seq DESC);
