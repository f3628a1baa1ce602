CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_kind_idx ON messages (kind, created_at DESC, id DESC);
