-- Hosted servers keep extensions in a schema of their own: the function has to find how far two words are apart.
SET LOCAL lock_timeout = '3s';
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION name_words_like(text, text, text, integer) SET search_path = public, %I, pg_temp',
                 (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'fuzzystrmatch'));
END $$;
