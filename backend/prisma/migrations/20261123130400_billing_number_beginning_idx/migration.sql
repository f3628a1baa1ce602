-- For beginnings of numbers, whatever the collation of the database.
CREATE INDEX CONCURRENTLY IF NOT EXISTS billing_number_beginning_idx ON billing (number text_pattern_ops) WHERE number IS NOT NULL;
