-- The words of those who are registered already. Others are registered and renamed meanwhile: their trigger is at work, and
-- a search leaves out words that no longer go with the name.
SET LOCAL lock_timeout = '3s';
CALL hms_index_all_names();
