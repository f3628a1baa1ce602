-- Names are found through words: which patients bear a word stands in a table that is read in the order of its primary
-- key by comparisons that row-level security lets an index answer (`=`, `>=` and `<` of text are leakproof, LIKE is not).
SET LOCAL lock_timeout = '3s';

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- The words of a name as `searchText` stores it, sorted. One of a letter or two also stands joined to the next, so that
-- O'Hara and McDonald are found however they are typed.
CREATE FUNCTION name_tokens(p_name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  v_words text[] := string_to_array(p_name, ' ');
  v_joined text[] := '{}';
BEGIN
  FOR i IN 1 .. cardinality(v_words) - 1 LOOP
    IF length(v_words[i]) <= 2 THEN v_joined := v_joined || (v_words[i] || v_words[i + 1]); END IF;
  END LOOP;
  RETURN ARRAY(SELECT DISTINCT word COLLATE "C" FROM unnest(v_words || v_joined) AS word WHERE word <> '' ORDER BY 1);
END $$;

-- What is left of the beginning of a word without one letter, or without two of a longer word: two words that differ by
-- that many letters have one of these in common, so an index finds them.
CREATE FUNCTION name_remainders(p_word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (
    WITH beginning AS (SELECT left(p_word, 7) AS word, length(p_word) AS letters WHERE p_word !~ '[0-9]' AND length(p_word) >= 3),
         once AS (SELECT left(word, i - 1) || substr(word, i + 1) AS word, i, letters
                    FROM beginning, generate_series(1, length(word)) AS i)
    SELECT coalesce(array_agg(DISTINCT word), '{}')
      FROM (SELECT word FROM beginning
            UNION ALL SELECT word FROM once
            UNION ALL SELECT left(word, j - 1) || substr(word, j + 1) FROM once, generate_series(i, length(word)) AS j WHERE letters >= 6
           ) AS remainders);

CREATE TABLE patient_words (
  word text COLLATE "C" NOT NULL,
  last_name text NOT NULL,
  first_name text NOT NULL,
  patient_id uuid NOT NULL,
  -- All words of the name, each between spaces, so that one look answers whether the others fit as well.
  names text NOT NULL,
  CONSTRAINT patient_words_pkey PRIMARY KEY (word, last_name, first_name, patient_id, names)
);
CALL hms_protect('patient_words', 'SELECT');
CREATE POLICY app_select ON patient_words FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'doctor', 'system') OR patient_id = (SELECT hms_patient_id()));
-- The trigger below is the only one who writes; it runs as the owner.
CREATE POLICY owner_all ON patient_words TO CURRENT_USER USING (true) WITH CHECK (true);

-- Every word that ever stood in a name, once. It says nothing about whose: a word whose last bearer changed the name stays.
CREATE TABLE name_words (word text COLLATE "C" PRIMARY KEY);
CREATE INDEX name_words_part_idx ON name_words USING gin (word gin_trgm_ops);
CREATE INDEX name_words_remainders_idx ON name_words USING gin (name_remainders(word));
ALTER TABLE name_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE name_words FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON name_words TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY backup_read ON name_words FOR SELECT TO hms_backup USING (true);
GRANT SELECT ON name_words TO hms_backup;

CREATE FUNCTION patients_index_name() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_words text[];
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM patient_words
     WHERE word = ANY (name_tokens(OLD.search_name)) AND last_name = OLD.last_name AND first_name = OLD.first_name
       AND patient_id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    v_words := name_tokens(NEW.search_name);
    INSERT INTO patient_words (word, last_name, first_name, patient_id, names)
      SELECT word, NEW.last_name, NEW.first_name, NEW.id, ' ' || array_to_string(v_words, ' ') || ' ' FROM unnest(v_words) AS word
      ON CONFLICT DO NOTHING;
    INSERT INTO name_words (word) SELECT word FROM unnest(v_words) AS word ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER patients_index_name AFTER INSERT OR DELETE ON patients FOR EACH ROW EXECUTE FUNCTION patients_index_name();
CREATE TRIGGER patients_reindex_name AFTER UPDATE OF first_name, last_name, search_name ON patients FOR EACH ROW
  WHEN ((NEW.first_name, NEW.last_name, NEW.search_name) IS DISTINCT FROM (OLD.first_name, OLD.last_name, OLD.search_name))
  EXECUTE FUNCTION patients_index_name();

-- Words of names that have `p_word` within them but not at their beginning (`part`), or differ from it by one letter, from
-- six letters on by two, or by two that changed places (`typo`, the nearest first). Only who may see all names may ask.
CREATE FUNCTION name_words_like(p_word text, p_kind text, p_from text, p_limit integer) RETURNS TABLE (word text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET enable_bitmapscan = on SET enable_sort = on
  SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  IF coalesce(hms_role(), '') NOT IN ('admin', 'doctor', 'system') THEN
    RAISE EXCEPTION 'names are not this role''s to search' USING ERRCODE = '42501';
  END IF;
  IF p_kind = 'part' THEN
    RETURN QUERY SELECT w.word FROM name_words w
      WHERE w.word LIKE '%' || p_word || '%' AND NOT starts_with(w.word, p_word) AND w.word >= p_from COLLATE "C"
      ORDER BY w.word LIMIT p_limit;
  ELSE
    RETURN QUERY SELECT near.word
      FROM (SELECT w.word, levenshtein_less_equal(w.word, p_word, 2) AS distance FROM name_words w
             WHERE name_remainders(w.word) && name_remainders(p_word) AND strpos(w.word, p_word) = 0) AS near
      WHERE near.distance <= CASE WHEN length(p_word) >= 6 THEN 2 ELSE 1 END
         OR (near.distance = 2 AND length(near.word) = length(p_word)
             AND translate(near.word, p_word, '') = '' AND translate(p_word, near.word, '') = '')
      ORDER BY near.distance, near.word LIMIT p_limit;
  END IF;
END $$;

-- Patients by parts of their names, best match first: every word as it stands, then as the beginning of a word, then
-- (from three letters) as a part of one, then with a letter or two wrong; among equals by word and name. Work is bounded by
-- the page and by how many bear the rarest of the words, and runs as whoever asks, under row-level security.
-- `place` says where a row stands; given back as `p_after`, the list goes on behind it.
CREATE FUNCTION patients_by_name(p_words text[], p_after text[], p_limit integer)
  RETURNS TABLE (id uuid, mrn text, first_name text, last_name text, date_of_birth date, gender text, place text[])
  LANGUAGE plpgsql STABLE
  SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off SET enable_seqscan = off
  SET enable_sort = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
  v_last CONSTANT text := chr(1114111);
  v_driver integer := p_after[1];
  v_q text;
  v_others text[];
  v_exact text[];
  v_beginning text[];
  v_part text[];
  v_near text[];
  v_typos text[];
  v_any_typo boolean := false;
  v_pass integer := coalesce(p_after[2]::integer, 0);
  v_stage integer := coalesce(p_after[3]::integer, 0);
  v_word text := p_after[4];
  v_after_last text := p_after[5];
  v_after_first text := p_after[6];
  v_after_id uuid := p_after[7];
  v_yes text[];
  v_no text[];
  v_left integer := p_limit;
  v_found integer;
  v_fewest integer := 5000;
  v_candidates text[];
  v_earlier text[];
  v_from text;
  v_until text;
BEGIN
  -- The word that fewest begin with leads; the others are looked up in the names of its bearers.
  IF v_driver IS NULL THEN
    FOR i IN 1 .. cardinality(p_words) LOOP
      v_q := p_words[i];
      v_from := v_q || v_last;
      SELECT count(*) INTO v_found
        FROM (SELECT FROM patient_words w WHERE w.word >= v_q COLLATE "C" AND w.word < v_from COLLATE "C" LIMIT v_fewest) AS bearers;
      IF v_driver IS NULL OR v_found < v_fewest THEN
        v_driver := i;
        v_fewest := v_found;
      END IF;
    END LOOP;
  END IF;
  v_q := p_words[v_driver];
  v_others := p_words[: v_driver - 1] || p_words[v_driver + 1 :];
  SELECT coalesce(array_agg('% ' || q || ' %'), '{}'), coalesce(array_agg('% ' || q || '%'), '{}'),
         coalesce(array_agg(CASE WHEN length(q) >= 3 THEN '%' || q || '%' ELSE '% ' || q || '%' END), '{}')
    INTO v_exact, v_beginning, v_part FROM unnest(v_others) AS q;

  FOR v_pass IN v_pass .. 3 LOOP
    IF v_pass = 3 THEN
      v_typos := ARRAY(SELECT word FROM name_words_like(v_q, 'typo', '', 40));
      v_near := '{}';
      FOR i IN 1 .. cardinality(v_others) LOOP
        v_earlier := ARRAY(SELECT word FROM name_words_like(v_others[i], 'typo', '', 40));
        v_any_typo := v_any_typo OR cardinality(v_earlier) > 0;
        v_near := v_near || ('( ' || v_others[i] || CASE WHEN length(v_others[i]) >= 3 THEN '|' || v_others[i] ELSE '' END
                             || CASE WHEN cardinality(v_earlier) > 0 THEN '| (' || array_to_string(v_earlier, '|') || ') ' ELSE '' END || ')');
      END LOOP;
    END IF;
    v_yes := CASE v_pass WHEN 0 THEN v_exact WHEN 1 THEN v_beginning WHEN 2 THEN v_part ELSE '{}' END;
    v_no := CASE v_pass WHEN 1 THEN v_exact WHEN 2 THEN v_beginning ELSE v_part END;

    -- Stage 0: the leading word as it stands or as a beginning.
    IF v_stage = 0 AND (v_pass <= 1 OR cardinality(v_others) > 0) AND (v_pass < 3 OR v_any_typo) THEN
      v_until := v_q || CASE v_pass WHEN 0 THEN chr(1) ELSE v_last END;
      IF v_word IS NULL THEN
        v_word := v_q; v_after_last := ''; v_after_first := ''; v_after_id := '00000000-0000-0000-0000-000000000000';
      END IF;
      RETURN QUERY
        SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
               ARRAY[v_driver::text, v_pass::text, '0', w.word, p.last_name, p.first_name, p.id::text]
          FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
         WHERE (w.word, w.last_name, w.first_name, w.patient_id) > (v_word, v_after_last, v_after_first, v_after_id)
           AND w.word < v_until
           AND w.names LIKE ALL (v_yes) AND (v_pass < 3 OR w.names ~ ALL (v_near))
           AND strpos(w.names, ' ' || v_q) = strpos(w.names, ' ' || w.word || ' ')
           AND NOT (v_pass > 0 AND (v_pass > 1 OR w.word = v_q) AND w.names LIKE ALL (v_no))
         ORDER BY w.word, w.last_name, w.first_name, w.patient_id LIMIT v_left;
      GET DIAGNOSTICS v_found = ROW_COUNT;
      v_left := v_left - v_found;
      IF v_left <= 0 THEN RETURN; END IF;
    END IF;
    IF v_stage = 0 THEN v_word := NULL; v_stage := 2; END IF;

    -- Stage 2: the leading word within others.
    IF v_stage = 2 AND length(v_q) >= 3 AND (v_pass = 2 OR (v_pass = 3 AND v_any_typo)) THEN
      v_from := coalesce(v_word, '');
      LOOP
        v_candidates := ARRAY(SELECT word FROM name_words_like(v_q, 'part', v_from, 50));
        FOREACH v_from IN ARRAY v_candidates LOOP
          RETURN QUERY
            SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
                   ARRAY[v_driver::text, v_pass::text, '2', w.word, p.last_name, p.first_name, p.id::text]
              FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
             WHERE w.word = v_from COLLATE "C"
               AND (v_word IS DISTINCT FROM v_from OR (w.last_name, w.first_name, w.patient_id) > (v_after_last, v_after_first, v_after_id))
               AND w.names LIKE ALL (v_yes) AND (v_pass < 3 OR w.names ~ ALL (v_near))
               AND strpos(w.names, ' ' || v_q) = 0
               AND strpos(w.names, v_q) BETWEEN strpos(w.names, ' ' || w.word || ' ') AND strpos(w.names, ' ' || w.word || ' ') + length(w.word)
               AND NOT (v_pass = 3 AND w.names LIKE ALL (v_no))
             ORDER BY w.last_name, w.first_name, w.patient_id LIMIT v_left;
          GET DIAGNOSTICS v_found = ROW_COUNT;
          v_left := v_left - v_found;
          IF v_left <= 0 THEN RETURN; END IF;
        END LOOP;
        EXIT WHEN cardinality(v_candidates) < 50;
        v_from := v_from || chr(1);
      END LOOP;
    END IF;
    IF v_stage = 2 THEN v_word := NULL; v_stage := 3; END IF;

    -- Stage 3: words that are nearly the leading one.
    IF v_pass = 3 THEN
      v_earlier := '{}';
      FOREACH v_from IN ARRAY v_typos LOOP
        IF v_word IS NULL OR v_word = v_from THEN
          RETURN QUERY
            SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
                   ARRAY[v_driver::text, v_pass::text, '3', w.word, p.last_name, p.first_name, p.id::text]
              FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
             WHERE w.word = v_from COLLATE "C"
               AND (v_word IS NULL OR (w.last_name, w.first_name, w.patient_id) > (v_after_last, v_after_first, v_after_id))
               AND w.names ~ ALL (v_near)
               AND strpos(w.names, CASE WHEN length(v_q) >= 3 THEN v_q ELSE ' ' || v_q END) = 0
               AND NOT string_to_array(w.names, ' ') && v_earlier
             ORDER BY w.last_name, w.first_name, w.patient_id LIMIT v_left;
          GET DIAGNOSTICS v_found = ROW_COUNT;
          v_left := v_left - v_found;
          IF v_left <= 0 THEN RETURN; END IF;
          v_word := NULL;
        END IF;
        v_earlier := v_earlier || v_from;
      END LOOP;
    END IF;
    v_stage := 0;
  END LOOP;
END $$;

-- Brings the words of all patients in; those that are there stay. For the migration that follows, and for whoever fills
-- a database without triggers. Known words are added a few at a time: who registers a patient waits for none of it.
CREATE PROCEDURE hms_index_all_names() LANGUAGE plpgsql AS $$
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
END $$;

-- The owner too is bound by the policies: it sees patients until the words are filled in, and no longer.
CREATE POLICY fill_names ON patients FOR SELECT TO CURRENT_USER USING (true);
