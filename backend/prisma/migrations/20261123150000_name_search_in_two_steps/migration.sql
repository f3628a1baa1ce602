-- A search by name does first what is cheap and usually enough: words as they stand and their beginnings. Parts within words
-- are looked for when that finds few, words that are spelled otherwise when nothing else finds anybody.
SET LOCAL lock_timeout = '3s';

-- Words of names that have `p_word` within them but not at their beginning (`part`), or differ from it by one letter, from
-- six letters on by two, or by two that changed places (`typo`, the nearest first; letters that changed places count as
-- one). Only who may see all names may ask. Every plan goes by one of the two GIN indexes, whatever it is asked for, so it
-- need not be made anew.
CREATE OR REPLACE FUNCTION name_words_like(p_word text, p_kind text, p_from text, p_limit integer) RETURNS TABLE (word text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp
  SET enable_bitmapscan = on SET enable_sort = on SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_pattern CONSTANT text := '%' || p_word || '%';
  v_letters CONSTANT integer := length(p_word);
  v_remainders text[];
BEGIN
  IF coalesce(hms_role(), '') NOT IN ('admin', 'doctor', 'system') THEN
    RAISE EXCEPTION 'names are not this role''s to search' USING ERRCODE = '42501';
  END IF;
  IF p_kind = 'part' THEN
    RETURN QUERY SELECT w.word FROM name_words w
      WHERE w.word LIKE v_pattern AND NOT starts_with(w.word, p_word) AND (w.word >= p_from COLLATE "C") IS TRUE
      ORDER BY w.word LIMIT p_limit;
  ELSE
    v_remainders := name_remainders(p_word);
    RETURN QUERY SELECT near.word
      FROM (SELECT apart.word,
                   apart.letters - CASE WHEN apart.letters = 2 AND length(apart.word) = v_letters AND translate(apart.word, p_word, '') = ''
                                         AND translate(p_word, apart.word, '') = '' THEN 1 ELSE 0 END AS distance
              FROM (SELECT w.word, levenshtein_less_equal(w.word, p_word, 2) AS letters FROM name_words w
                     WHERE name_remainders(w.word) && v_remainders AND w.word <> p_word) AS apart) AS near
      WHERE near.distance <= CASE WHEN v_letters >= 6 THEN 2 ELSE 1 END
      ORDER BY near.distance, near.word LIMIT p_limit;
  END IF;
END $$;

-- Hosted servers keep extensions in a schema of their own: the function has to find how far two words are apart.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION name_words_like(text, text, text, integer) SET search_path = public, %I, pg_temp',
                 (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'fuzzystrmatch'));
END $$;

-- Patients whose names are spelled a little otherwise, for `patients_by_name` when it finds nobody. First only words that
-- nobody's name begins with may differ (pass 4); when that finds nobody, each may (5). The word that fewest bear in any of
-- these spellings leads: as it was typed, then in its other spellings, the nearest first.
CREATE FUNCTION patients_by_similar_name(p_words text[], p_after text[], p_limit integer)
  RETURNS TABLE (id uuid, mrn text, first_name text, last_name text, date_of_birth date, gender text, place text[])
  LANGUAGE plpgsql STABLE
  SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off SET enable_seqscan = off
  SET enable_sort = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
  v_last CONSTANT text := chr(1114111);
  v_count integer := coalesce(p_after[3]::integer, 0);
  v_word text := p_after[4];
  v_after_last text := p_after[5];
  v_after_first text := p_after[6];
  v_after_id uuid := p_after[7];
  v_left integer := p_limit;
  v_found integer;
  v_q text;
  v_until text;
  v_known boolean[];
  v_like text[] := ARRAY(SELECT CASE WHEN length(q) >= 3 THEN '%' || q || '%' ELSE '% ' || q || '%' END FROM unnest(p_words) AS q);
  v_match text[];
  v_spellings text[];
  v_bearers integer;
  v_fewest integer;
  v_driver integer;
  v_driver_spellings text[];
  v_likes text[];
  v_matches text[];
  v_earlier text[];
BEGIN
  FOREACH v_q IN ARRAY p_words LOOP
    v_until := v_q || v_last;
    v_known := v_known || EXISTS (SELECT FROM patient_words w WHERE w.word >= v_q COLLATE "C" AND w.word < v_until COLLATE "C");
  END LOOP;

  FOR v_pass IN coalesce(p_after[2]::integer, 4) .. 5 LOOP
    CONTINUE WHEN v_pass = 4 AND true = ALL (v_known);
    v_match := array_fill(NULL::text, ARRAY[cardinality(p_words)]);
    v_driver := NULL;
    v_fewest := 2000;
    FOR i IN 1 .. cardinality(p_words) LOOP
      v_q := p_words[i];
      v_until := v_q || v_last;
      v_spellings := '{}';
      v_bearers := 0;
      IF v_pass = 5 OR NOT v_known[i] THEN
        v_spellings := ARRAY(SELECT word FROM name_words_like(v_q, 'typo', '', 40));
        IF length(v_q) >= 3 THEN
          v_spellings := v_spellings || ARRAY(SELECT word FROM name_words_like(v_q, 'part', '', 40) WHERE word <> ALL (v_spellings));
        END IF;
        -- Nobody bears it in any spelling.
        IF cardinality(v_spellings) = 0 AND NOT v_known[i] THEN RETURN; END IF;
        v_match[i] := ' (?:' || array_to_string(CASE WHEN v_known[i] THEN ARRAY[v_q || '[^ ]*'] ELSE '{}' END || v_spellings, '|') || ') ';
        SELECT count(*) INTO v_bearers
          FROM (SELECT FROM unnest(v_spellings) AS spelling JOIN patient_words w ON w.word = spelling COLLATE "C" LIMIT v_fewest) AS bearers;
      END IF;
      IF v_known[i] THEN
        SELECT v_bearers + count(*) INTO v_bearers
          FROM (SELECT FROM patient_words w WHERE w.word >= v_q COLLATE "C" AND w.word < v_until COLLATE "C" LIMIT v_fewest) AS bearers;
      END IF;
      IF v_driver IS NULL OR v_bearers < v_fewest THEN
        v_driver := i;
        v_fewest := least(v_bearers, v_fewest);
        v_driver_spellings := v_spellings;
      END IF;
    END LOOP;
    v_q := p_words[v_driver];
    v_likes := ARRAY(SELECT v_like[i] FROM generate_subscripts(p_words, 1) AS i WHERE i <> v_driver AND v_match[i] IS NULL);
    v_matches := ARRAY(SELECT v_match[i] FROM generate_subscripts(p_words, 1) AS i WHERE i <> v_driver AND v_match[i] IS NOT NULL);

    IF v_known[v_driver] AND (v_word IS NULL OR starts_with(v_word, v_q)) THEN
      v_until := v_q || v_last;
      IF v_word IS NULL THEN
        v_word := v_q; v_after_last := ''; v_after_first := ''; v_after_id := '00000000-0000-0000-0000-000000000000';
      END IF;
      RETURN QUERY
        SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
               CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                 ARRAY[v_driver::text, v_pass::text, (v_count + row_number() OVER listed)::text, w.word, p.last_name,
                       p.first_name, p.id::text] END
          FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
         WHERE (w.word, w.last_name, w.first_name, w.patient_id) > (v_word, v_after_last, v_after_first, v_after_id)
           AND w.word < v_until AND w.names LIKE ALL (v_likes) AND w.names ~ ALL (v_matches)
           AND strpos(w.names, ' ' || v_q) = strpos(w.names, ' ' || w.word || ' ')
         WINDOW listed AS (ORDER BY w.word, w.last_name, w.first_name, w.patient_id)
         ORDER BY w.word, w.last_name, w.first_name, w.patient_id LIMIT v_left;
      GET DIAGNOSTICS v_found = ROW_COUNT;
      v_count := v_count + v_found;
      v_left := v_left - v_found;
      IF v_left <= 0 THEN RETURN; END IF;
      v_word := NULL;
    END IF;

    v_earlier := '{}';
    FOREACH v_until IN ARRAY v_driver_spellings LOOP
      IF v_word IS NULL OR v_word = v_until THEN
        IF v_word IS NULL THEN
          v_after_last := ''; v_after_first := ''; v_after_id := '00000000-0000-0000-0000-000000000000';
        END IF;
        RETURN QUERY
          SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
                 CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                   ARRAY[v_driver::text, v_pass::text, (v_count + row_number() OVER listed)::text, w.word, p.last_name,
                       p.first_name, p.id::text] END
            FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
           WHERE w.word = v_until COLLATE "C" AND (w.last_name, w.first_name, w.patient_id) > (v_after_last, v_after_first, v_after_id)
             AND w.names LIKE ALL (v_likes) AND w.names ~ ALL (v_matches)
             AND strpos(w.names, ' ' || v_q) = 0 AND NOT string_to_array(w.names, ' ') && v_earlier
           WINDOW listed AS (ORDER BY w.last_name, w.first_name, w.patient_id)
           ORDER BY w.last_name, w.first_name, w.patient_id LIMIT v_left;
        GET DIAGNOSTICS v_found = ROW_COUNT;
        v_count := v_count + v_found;
        v_left := v_left - v_found;
        IF v_left <= 0 THEN RETURN; END IF;
        v_word := NULL;
      END IF;
      v_earlier := v_earlier || v_until;
    END LOOP;
    IF v_count > 0 THEN RETURN; END IF;
  END LOOP;
END $$;

-- Patients by parts of their names, best match first: every word as it stands (pass 0), then as the beginning of a word (1),
-- and when those are few, from three letters on as a part of one (2, and 3 for the word that leads); among equals by word
-- and name. When nobody is found, names that are spelled a little otherwise (`patients_by_similar_name`). Work is bounded by
-- the page and by how many bear the rarest of the words, and runs as whoever asks, under row-level security.
-- `place` says where a row stands; given back as `p_after`, the list goes on behind it: the leading word's number, the pass,
-- how many stand before and here, and the row's word, last name, first name and id. Whoever pages asks for one row more
-- than a page has, so only the last two of `p_limit` rows have it.
CREATE OR REPLACE FUNCTION patients_by_name(p_words text[], p_after text[], p_limit integer)
  RETURNS TABLE (id uuid, mrn text, first_name text, last_name text, date_of_birth date, gender text, place text[])
  LANGUAGE plpgsql STABLE
  SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off SET enable_seqscan = off
  SET enable_sort = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
  v_few CONSTANT integer := 5;
  v_many CONSTANT integer := 100;
  v_batch CONSTANT integer := CASE WHEN cardinality(p_words) = 1 THEN 50 ELSE 200 END;
  v_last CONSTANT text := chr(1114111);
  v_first_id CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  v_driver integer := p_after[1];
  v_from_pass integer := coalesce(p_after[2]::integer, 0);
  v_count integer := coalesce(p_after[3]::integer, 0);
  v_word text := p_after[4];
  v_after_last text := coalesce(p_after[5], '');
  v_after_first text := coalesce(p_after[6], '');
  v_after_id uuid := coalesce(p_after[7]::uuid, v_first_id);
  v_left integer := p_limit;
  v_found integer;
  v_fewest integer;
  v_all_stand boolean := true;
  v_q text;
  v_until text;
  v_exact text[];
  v_beginning text[];
  v_part text[];
  v_others text[];
  v_fits patient_words[];
  v_candidates text[];
BEGIN
  IF v_from_pass > 3 THEN
    RETURN QUERY SELECT * FROM patients_by_similar_name(p_words, p_after, p_limit);
    RETURN;
  END IF;

  -- The word that fewest begin with leads, of common ones the longest; the others are looked up in the names of its bearers.
  IF v_driver IS NULL AND cardinality(p_words) > 1 THEN
    FOR i IN 1 .. cardinality(p_words) LOOP
      v_q := p_words[i];
      v_until := v_q || v_last;
      SELECT count(*) INTO v_found
        FROM (SELECT FROM patient_words w WHERE w.word >= v_q COLLATE "C" AND w.word < v_until COLLATE "C" LIMIT 1000) AS bearers;
      IF v_driver IS NULL OR v_found < v_fewest OR (v_found = v_fewest AND length(v_q) > length(p_words[v_driver])) THEN
        v_driver := i;
        v_fewest := v_found;
      END IF;
      EXIT WHEN v_found = 0 AND length(v_q) < 3;
    END LOOP;
  END IF;
  v_driver := coalesce(v_driver, 1);
  v_q := p_words[v_driver];
  v_until := v_q || v_last;
  SELECT array_agg('% ' || q || ' %'), array_agg('% ' || q || '%'), array_agg(CASE WHEN length(q) >= 3 THEN '%' || q || '%' ELSE '% ' || q || '%' END)
    INTO v_exact, v_beginning, v_part FROM unnest(p_words) AS q;
  v_others := v_part[: v_driver - 1] || v_part[v_driver + 1 :];

  -- Of several words few names have all: one look at the bearers of the leading one then answers the first three passes.
  IF cardinality(p_words) > 1 AND v_from_pass < 3 THEN
    v_fits := ARRAY(
      SELECT ROW(w.word, w.last_name, w.first_name, w.patient_id, w.names)::patient_words FROM patient_words w
       WHERE w.word >= v_q COLLATE "C" AND w.word < v_until COLLATE "C" AND w.names LIKE ALL (v_others)
         AND strpos(w.names, ' ' || v_q) = strpos(w.names, ' ' || w.word || ' ')
       LIMIT v_many);
    IF cardinality(v_fits) < v_many THEN
      SELECT count(*) INTO v_found FROM unnest(v_fits) AS w WHERE w.names LIKE ALL (v_beginning);
      RETURN QUERY
        SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
               CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                 ARRAY[v_driver::text, ranked.pass::text, (v_count + row_number() OVER listed)::text, ranked.word, p.last_name,
                       p.first_name, p.id::text] END
          FROM (SELECT w.*, CASE WHEN w.names LIKE ALL (v_exact) THEN 0 WHEN w.names LIKE ALL (v_beginning) THEN 1 ELSE 2 END AS pass
                  FROM unnest(v_fits) AS w) AS ranked
               JOIN patients p ON p.id = ranked.patient_id AND p.last_name = ranked.last_name AND p.first_name = ranked.first_name
         WHERE (ranked.pass < 2 OR v_found < v_few)
           AND (ranked.pass, ranked.word, ranked.last_name, ranked.first_name, ranked.patient_id)
               > (v_from_pass, coalesce(v_word, ''), v_after_last, v_after_first, v_after_id)
         WINDOW listed AS (ORDER BY ranked.pass, ranked.word, ranked.last_name, ranked.first_name, ranked.patient_id)
         ORDER BY ranked.pass, ranked.word, ranked.last_name, ranked.first_name, ranked.patient_id LIMIT v_left;
      GET DIAGNOSTICS v_found = ROW_COUNT;
      v_count := v_count + v_found;
      v_left := v_left - v_found;
      IF v_left <= 0 THEN RETURN; END IF;
      v_from_pass := 3;
      v_word := NULL; v_after_last := ''; v_after_first := ''; v_after_id := v_first_id;
    ELSE
      -- Is there any name at all for the first pass?
      FOREACH v_until IN ARRAY p_words LOOP
        v_all_stand := v_all_stand AND EXISTS (SELECT FROM patient_words w WHERE w.word = v_until COLLATE "C");
      END LOOP;
    END IF;
  END IF;

  FOR v_pass IN v_from_pass .. 2 LOOP
    EXIT WHEN v_pass = 2 AND (v_count >= v_few OR cardinality(p_words) = 1);
    CONTINUE WHEN v_pass = 0 AND NOT v_all_stand;
    v_others := CASE v_pass WHEN 0 THEN v_exact WHEN 1 THEN v_beginning ELSE v_part END;
    v_others := v_others[: v_driver - 1] || v_others[v_driver + 1 :];
    v_candidates := CASE v_pass WHEN 0 THEN ARRAY[''] WHEN 1 THEN v_exact ELSE v_beginning END;
    v_until := v_q || CASE v_pass WHEN 0 THEN chr(1) ELSE v_last END;
    v_word := coalesce(v_word, v_q);
    RETURN QUERY
      SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
             CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                 ARRAY[v_driver::text, v_pass::text, (v_count + row_number() OVER listed)::text, w.word, p.last_name,
                       p.first_name, p.id::text] END
        FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
       WHERE (w.word, w.last_name, w.first_name, w.patient_id) > (v_word, v_after_last, v_after_first, v_after_id)
         AND w.word < v_until AND w.names LIKE ALL (v_others) AND NOT w.names LIKE ALL (v_candidates)
         AND strpos(w.names, ' ' || v_q) = strpos(w.names, ' ' || w.word || ' ')
       WINDOW listed AS (ORDER BY w.word, w.last_name, w.first_name, w.patient_id)
       ORDER BY w.word, w.last_name, w.first_name, w.patient_id LIMIT v_left;
    GET DIAGNOSTICS v_found = ROW_COUNT;
    v_count := v_count + v_found;
    v_left := v_left - v_found;
    IF v_left <= 0 THEN RETURN; END IF;
    v_word := NULL; v_after_last := ''; v_after_first := ''; v_after_id := v_first_id;
  END LOOP;

  -- The leading word within others. With other words beside it a fragment that is in hundreds of words is worth no more.
  IF length(v_q) >= 3 AND (v_count < v_few OR v_word IS NOT NULL) THEN
    v_until := CASE WHEN cardinality(p_words) = 1 THEN coalesce(v_word, '') ELSE '' END;
    LOOP
      v_candidates := ARRAY(SELECT word FROM name_words_like(v_q, 'part', v_until, v_batch));
      FOREACH v_until IN ARRAY v_candidates LOOP
        CONTINUE WHEN v_until < v_word COLLATE "C";
        RETURN QUERY
          SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
                 CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                   ARRAY[v_driver::text, '3', (v_count + row_number() OVER listed)::text, w.word, p.last_name,
                       p.first_name, p.id::text] END
            FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
           WHERE w.word = v_until COLLATE "C"
             AND (v_word IS DISTINCT FROM v_until OR (w.last_name, w.first_name, w.patient_id) > (v_after_last, v_after_first, v_after_id))
             AND w.names LIKE ALL (v_part) AND strpos(w.names, ' ' || v_q) = 0
             AND strpos(w.names, v_q) BETWEEN strpos(w.names, ' ' || w.word || ' ') AND strpos(w.names, ' ' || w.word || ' ') + length(w.word)
           WINDOW listed AS (ORDER BY w.last_name, w.first_name, w.patient_id)
           ORDER BY w.last_name, w.first_name, w.patient_id LIMIT v_left;
        GET DIAGNOSTICS v_found = ROW_COUNT;
        v_count := v_count + v_found;
        v_left := v_left - v_found;
        IF v_left <= 0 THEN RETURN; END IF;
      END LOOP;
      EXIT WHEN cardinality(v_candidates) < v_batch OR cardinality(p_words) > 1;
      v_until := v_until || chr(1);
    END LOOP;
  END IF;
  IF v_count = 0 THEN
    RETURN QUERY SELECT * FROM patients_by_similar_name(p_words, NULL, p_limit);
  END IF;
END $$;
