CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_unsent_idx ON messages (status, created_at DESC, id DESC) WHERE status <> 'sent';
