SET LOCAL lock_timeout = '3s';
DROP POLICY fill_names ON patients;
ANALYZE patient_words;
ANALYZE name_words;
