-- The words of those who are registered already; alone in its file, as it commits on its way. Others are registered and
-- renamed meanwhile: their trigger is at work, and a search leaves out words that no longer go with the name.
CALL hms_index_all_names();
