-- Two words of a name find it at once, however many bear either of them: each word stands beside each other one of the same
-- name, in a table that is read in the order of its primary key, as `patient_words` is.
SET LOCAL lock_timeout = '3s';

CREATE TABLE patient_word_pairs (
  word text COLLATE "C" NOT NULL,
  beside text COLLATE "C" NOT NULL,
  last_name text NOT NULL,
  first_name text NOT NULL,
  patient_id uuid NOT NULL,
  -- All words of the name, each between spaces, so that one look answers whether further words fit as well.
  names text NOT NULL,
  CONSTRAINT patient_word_pairs_pkey PRIMARY KEY (word, beside, last_name, first_name, patient_id, names)
);
CALL hms_protect('patient_word_pairs', 'SELECT');
CREATE POLICY app_select ON patient_word_pairs FOR SELECT TO hms_app
  USING ((SELECT hms_reads_directory()) OR patient_id = (SELECT hms_patient_id()));
-- The trigger on patients is the only one who writes; it runs as the owner.
CREATE POLICY owner_all ON patient_word_pairs TO CURRENT_USER USING (true) WITH CHECK (true);
CALL hms_on_erasure('patient_word_pairs', 'patient_id = (SELECT hms_erased_patient())', 'DELETE');

-- Each of the words of a name beside each other one, of more than 24 the longest: pairs grow with the square of the words.
CREATE FUNCTION name_pairs(p_words text[]) RETURNS TABLE (word text, beside text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH paired AS (SELECT w.word FROM unnest(p_words) AS w(word) ORDER BY length(w.word) DESC, w.word LIMIT 24)
  SELECT a.word, b.word FROM paired AS a, paired AS b WHERE a.word <> b.word
$$;

CREATE OR REPLACE FUNCTION patients_index_name() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_words text[];
  v_names text;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    v_words := name_tokens(OLD.search_name);
    DELETE FROM patient_words
     WHERE word = ANY (v_words) AND last_name = OLD.last_name AND first_name = OLD.first_name AND patient_id = OLD.id;
    DELETE FROM patient_word_pairs
     WHERE word = ANY (v_words) AND beside = ANY (v_words) AND last_name = OLD.last_name AND first_name = OLD.first_name
       AND patient_id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    v_words := name_tokens(NEW.search_name);
    v_names := ' ' || array_to_string(v_words, ' ') || ' ';
    INSERT INTO patient_words (word, last_name, first_name, patient_id, names)
      SELECT word, NEW.last_name, NEW.first_name, NEW.id, v_names FROM unnest(v_words) AS word
      ON CONFLICT DO NOTHING;
    INSERT INTO patient_word_pairs (word, beside, last_name, first_name, patient_id, names)
      SELECT word, beside, NEW.last_name, NEW.first_name, NEW.id, v_names FROM name_pairs(v_words)
      ON CONFLICT DO NOTHING;
    INSERT INTO name_words (word) SELECT word FROM unnest(v_words) AS word ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

-- Pairs of those words that are there already; for the migration that follows, and for whoever fills a database without
-- triggers. A name that is changed meanwhile leaves pairs that no search follows: they do not go with the name any more.
CREATE PROCEDURE hms_index_name_pairs() LANGUAGE plpgsql AS $$
DECLARE
  v_from text := '';
  v_until text;
BEGIN
  LOOP
    -- Where the next ten thousand words of patients end; all bearers of the last of them are taken along.
    SELECT max(w.word) INTO v_until
      FROM (SELECT word FROM patient_words WHERE word > v_from COLLATE "C" ORDER BY word LIMIT 10000) AS w;
    EXIT WHEN v_until IS NULL;
    INSERT INTO patient_word_pairs (word, beside, last_name, first_name, patient_id, names)
      SELECT w.word, pair.beside, w.last_name, w.first_name, w.patient_id, w.names
        FROM patient_words w, LATERAL name_pairs(string_to_array(btrim(w.names), ' ')) AS pair
       WHERE w.word > v_from COLLATE "C" AND w.word <= v_until COLLATE "C" AND pair.word = w.word
       ORDER BY w.word, pair.beside COLLATE "C", w.last_name, w.first_name, w.patient_id
      ON CONFLICT DO NOTHING;
    COMMIT;
    v_from := v_until;
  END LOOP;
END $$;

-- As it was, and the pairs besides.
CREATE OR REPLACE PROCEDURE hms_index_all_names() LANGUAGE plpgsql AS $$
DECLARE
  v_words text[];
BEGIN
  INSERT INTO patient_words (word, last_name, first_name, patient_id, names)
    SELECT word, last_name, first_name, id, ' ' || array_to_string(name.words, ' ') || ' '
      FROM patients, LATERAL (SELECT name_tokens(search_name) AS words OFFSET 0) AS name, unnest(name.words) AS word
     ORDER BY word COLLATE "C", last_name, first_name, id
    ON CONFLICT DO NOTHING;
  COMMIT;
  v_words := ARRAY(SELECT DISTINCT word FROM patient_words ORDER BY 1);
  FOR i IN 0 .. cardinality(v_words) / 1000 LOOP
    INSERT INTO name_words (word) SELECT unnest(v_words[i * 1000 + 1 : (i + 1) * 1000]) ON CONFLICT DO NOTHING;
    COMMIT;
  END LOOP;
  CALL hms_index_name_pairs();
END $$;
