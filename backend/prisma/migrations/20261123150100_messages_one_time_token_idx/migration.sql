CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_one_time_token_idx ON messages (one_time_token_id) WHERE one_time_token_id IS NOT NULL;
