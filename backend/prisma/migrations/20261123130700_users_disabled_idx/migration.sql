CREATE INDEX CONCURRENTLY IF NOT EXISTS users_disabled_idx ON users (created_at DESC, id DESC) WHERE disabled_at IS NOT NULL;
