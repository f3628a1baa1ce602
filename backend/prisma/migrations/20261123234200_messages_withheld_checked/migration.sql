SET LOCAL lock_timeout = '3s';
ALTER TABLE messages VALIDATE CONSTRAINT messages_status_check;
