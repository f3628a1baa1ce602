-- What administrators look for among accounts: parts of names and addresses.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_text_idx ON users USING gin (lower(first_name || ' ' || last_name || ' ' || email::text) gin_trgm_ops);
