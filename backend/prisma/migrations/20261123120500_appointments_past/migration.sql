-- Appointments are parted by year. The table as it is becomes the part that holds everything up to a year beyond what can be
-- booked; an empty one takes what is more than four years past. Checked in two steps, as the audit log was.
SET LOCAL lock_timeout = '3s';
DO $$
DECLARE
  v_until timestamptz;
BEGIN
  IF pg_relation_size('appointments') = 0 THEN RETURN; END IF;
  -- Times of appointments and not appointments themselves, which the owner may not see.
  SELECT date_trunc('year', greatest(now() + interval '1 year', max(appointment_date)) + interval '1 year', 'UTC') INTO v_until
    FROM appointment_times;
  EXECUTE format('ALTER TABLE appointments ADD CONSTRAINT appointments_past CHECK (appointment_date < %L) NOT VALID',
                 least(v_until, '9999-01-01 00:00Z'));
END $$;
