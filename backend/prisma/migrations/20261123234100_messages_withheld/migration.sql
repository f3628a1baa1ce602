-- A message that its patient does not want is not sent, and says so.
SET LOCAL lock_timeout = '3s';
ALTER TABLE messages DROP CONSTRAINT messages_status_check;
ALTER TABLE messages ADD CONSTRAINT messages_status_check
  CHECK (status IN ('queued', 'sent', 'failed', 'outbox', 'withheld')) NOT VALID;
