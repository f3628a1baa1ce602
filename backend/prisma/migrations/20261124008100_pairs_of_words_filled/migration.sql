-- The pairs of those who are registered already; alone in its file, as it commits on its way. Others are registered and
-- renamed meanwhile: their trigger is at work.
CALL hms_index_name_pairs();
