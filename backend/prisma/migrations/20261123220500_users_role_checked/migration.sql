SET LOCAL lock_timeout = '3s';
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
ALTER TABLE hospital_settings VALIDATE CONSTRAINT hospital_settings_care_days_check;
