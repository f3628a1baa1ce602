SET LOCAL lock_timeout = '3s';
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'appointments'::regclass AND conname = 'appointments_past') THEN
    ALTER TABLE appointments VALIDATE CONSTRAINT appointments_past;
  END IF;
END $$;
