-- What the primary key becomes: a key of a partitioned table holds what it is parted by.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS appointments_id_date_key ON appointments (id, appointment_date);
