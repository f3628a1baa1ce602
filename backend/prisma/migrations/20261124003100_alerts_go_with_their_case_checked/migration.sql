SET LOCAL lock_timeout = '3s';
ALTER TABLE access_alerts VALIDATE CONSTRAINT access_alerts_case_id_fkey;
