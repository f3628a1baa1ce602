SET LOCAL lock_timeout = '3s';
ALTER TABLE amendments VALIDATE CONSTRAINT amendments_recorded_by_fkey;
ALTER TABLE amendments VALIDATE CONSTRAINT amendments_statement_recorded_by_fkey;
ALTER TABLE amendments VALIDATE CONSTRAINT amendments_extended_by_fkey;
ALTER TABLE amendments VALIDATE CONSTRAINT amendments_way_check;
ALTER TABLE amendments VALIDATE CONSTRAINT amendments_recorded_by_somebody;
ALTER TABLE amendments VALIDATE CONSTRAINT amendments_statement_recorded_with_it;
ALTER TABLE amendments VALIDATE CONSTRAINT amendments_extended_once;
