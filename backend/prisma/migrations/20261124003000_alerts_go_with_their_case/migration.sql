-- Rules describe reviews of emergencies, too, and those are kept for a time: what a case was found by goes with it. Otherwise
-- the first review that is old enough would stop the night's work.
SET LOCAL lock_timeout = '3s';
ALTER TABLE access_alerts DROP CONSTRAINT access_alerts_case_id_fkey;
ALTER TABLE access_alerts ADD CONSTRAINT access_alerts_case_id_fkey FOREIGN KEY (case_id) REFERENCES privacy_cases (id)
  ON DELETE CASCADE NOT VALID;
