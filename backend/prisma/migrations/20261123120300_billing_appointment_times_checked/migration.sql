SET LOCAL lock_timeout = '3s';
ALTER TABLE billing VALIDATE CONSTRAINT billing_appointment_time_fkey;
ANALYZE appointment_times;
