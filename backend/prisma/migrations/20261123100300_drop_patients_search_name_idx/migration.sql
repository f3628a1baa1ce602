-- Row-level security kept LIKE away from it; names are found through patient_words.
DROP INDEX CONCURRENTLY IF EXISTS patients_search_name_idx;
