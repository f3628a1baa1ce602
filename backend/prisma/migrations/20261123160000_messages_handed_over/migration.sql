-- A message waits here until a worker hands it to the queue, many at a time. A deed that added jobs itself had to announce
-- them, and PostgreSQL lets only one transaction at a time commit an announcement: bookings queued up behind each other.
SET LOCAL lock_timeout = '3s';
-- Whatever is there has its job: a default for the rows of today, which touches none of them, and none from now on.
ALTER TABLE messages ADD COLUMN handed_over_at timestamptz DEFAULT now();
ALTER TABLE messages ALTER COLUMN handed_over_at DROP DEFAULT;
GRANT UPDATE (handed_over_at) ON messages TO hms_app;
