SET LOCAL lock_timeout = '3s';
ALTER TABLE hospital_settings VALIDATE CONSTRAINT hospital_settings_session_limits_check;
