CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_to_hand_over_idx ON messages (created_at) WHERE status = 'queued' AND handed_over_at IS NULL;
