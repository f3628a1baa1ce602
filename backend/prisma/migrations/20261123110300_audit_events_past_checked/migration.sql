SET LOCAL lock_timeout = '3s';
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'audit_events'::regclass AND conname = 'audit_events_past') THEN
    ALTER TABLE audit_events VALIDATE CONSTRAINT audit_events_past;
  END IF;
END $$;
