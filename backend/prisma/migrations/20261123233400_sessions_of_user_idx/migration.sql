-- All sign-ins of one account, those that have ended too, for a copy and for erasing them.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sessions_of_user_idx ON sessions (user_id, created_at);
