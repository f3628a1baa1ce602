-- LEAST passes over a session that was not revoked: it ends when it runs out.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sessions_ended_idx ON sessions (least(expires_at, revoked_at));
