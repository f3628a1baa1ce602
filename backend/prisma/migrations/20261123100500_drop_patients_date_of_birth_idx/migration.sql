DROP INDEX CONCURRENTLY IF EXISTS patients_date_of_birth_idx;
