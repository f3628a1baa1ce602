-- Those born on one day, in the order of names.
CREATE INDEX CONCURRENTLY IF NOT EXISTS patients_birth_date_order_idx ON patients (date_of_birth, last_name, first_name, id);
