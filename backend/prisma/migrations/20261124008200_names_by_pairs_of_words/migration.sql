-- Searches by several words go by pairs of them. What a search takes no longer grows with how many bear a common name.
SET LOCAL lock_timeout = '3s';

ANALYZE patient_word_pairs;

-- Words of names that begin with `p_word`, in their order. Only who may see all names may ask.
CREATE FUNCTION name_words_beginning(p_word text, p_from text, p_limit integer) RETURNS TABLE (word text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_sort = off
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_from CONSTANT text := greatest(p_word COLLATE "C", p_from COLLATE "C");
  v_until CONSTANT text := p_word || chr(1114111);
BEGIN
  IF hms_reads_directory() IS NOT TRUE THEN
    RAISE EXCEPTION 'names are not this role''s to search' USING ERRCODE = '42501';
  END IF;
  RETURN QUERY SELECT w.word FROM name_words w
    WHERE w.word >= v_from COLLATE "C" AND w.word < v_until COLLATE "C" ORDER BY w.word LIMIT p_limit;
END $$;

-- Patients by one word of their names: as it stands (step 0), as the beginning of one (1), when those are few as a part of one
-- (2), and when nobody is found spelled a little otherwise (3), the nearest first.
CREATE FUNCTION patients_by_word(p_word text, p_after text[], p_limit integer)
  RETURNS TABLE (id uuid, mrn text, first_name text, last_name text, date_of_birth date, gender text, place text[])
  LANGUAGE plpgsql STABLE
  SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off SET enable_seqscan = off
  SET enable_sort = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
  v_few CONSTANT integer := 5;
  v_batch CONSTANT integer := 50;
  v_first_id CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  v_count integer := coalesce(p_after[3]::integer, 0);
  -- Where the page before ended; NULL when that is behind.
  v_resumed text := p_after[4];
  v_from text;
  v_until text;
  v_last_name text := coalesce(p_after[5], '');
  v_first_name text := coalesce(p_after[6], '');
  v_id uuid := coalesce(p_after[7]::uuid, v_first_id);
  v_left integer := p_limit;
  v_found integer;
  v_candidates text[];
  v_candidate text;
  v_earlier text[];
BEGIN
  FOR v_step IN coalesce(p_after[2]::integer, 0) .. 3 LOOP
    EXIT WHEN v_resumed IS NULL AND v_count >= CASE v_step WHEN 2 THEN v_few WHEN 3 THEN 1 ELSE 1000000000 END;
    CONTINUE WHEN v_step = 2 AND length(p_word) < 3;
    v_earlier := '{}';
    v_from := CASE v_step WHEN 2 THEN coalesce(v_resumed, '') ELSE '' END;
    LOOP
      v_candidates := CASE WHEN v_step < 2 THEN ARRAY[p_word]
                           WHEN v_step = 2 THEN ARRAY(SELECT word FROM name_words_like(p_word, 'part', v_from, v_batch))
                           ELSE ARRAY(SELECT word FROM name_words_like(p_word, 'typo', '', 40)) END;
      FOREACH v_candidate IN ARRAY v_candidates LOOP
        IF v_step = 3 AND v_resumed IS NOT NULL AND v_candidate <> v_resumed THEN
          v_earlier := v_earlier || v_candidate;
          CONTINUE;
        END IF;
        v_until := v_candidate || CASE v_step WHEN 1 THEN chr(1114111) ELSE chr(1) END;
        IF v_resumed IS NULL OR (v_step = 2 AND v_resumed <> v_candidate) THEN
          v_resumed := v_candidate; v_last_name := ''; v_first_name := ''; v_id := v_first_id;
        END IF;
        RETURN QUERY
          SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
                 CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                   ARRAY['1', v_step::text, (v_count + row_number() OVER listed)::text, w.word, p.last_name, p.first_name, p.id::text] END
            FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
           WHERE (w.word, w.last_name, w.first_name, w.patient_id) > (v_resumed, v_last_name, v_first_name, v_id)
             AND w.word < v_until COLLATE "C"
             AND CASE WHEN v_step < 2 THEN strpos(w.names, ' ' || p_word) = strpos(w.names, ' ' || w.word || ' ')
                                       AND (v_step = 0 OR strpos(w.names, ' ' || p_word || ' ') = 0)
                      WHEN v_step = 2 THEN strpos(w.names, ' ' || p_word) = 0 AND strpos(w.names, p_word)
                        BETWEEN strpos(w.names, ' ' || w.word || ' ') AND strpos(w.names, ' ' || w.word || ' ') + length(w.word)
                      ELSE NOT string_to_array(w.names, ' ') && v_earlier END
           WINDOW listed AS (ORDER BY w.word, w.last_name, w.first_name, w.patient_id)
           ORDER BY w.word, w.last_name, w.first_name, w.patient_id LIMIT v_left;
        GET DIAGNOSTICS v_found = ROW_COUNT;
        v_count := v_count + v_found;
        v_left := v_left - v_found;
        IF v_left <= 0 THEN RETURN; END IF;
        v_resumed := NULL;
        v_earlier := v_earlier || v_candidate;
      END LOOP;
      EXIT WHEN v_step <> 2 OR cardinality(v_candidates) < v_batch;
      v_from := v_candidate || chr(1);
    END LOOP;
    v_resumed := NULL;
  END LOOP;
END $$;

-- Patients by several words of their names. Two of the words lead, those that fewest words of names begin with. For each word
-- of names that the one may mean, the rows are read in which it stands beside a word that the other may mean; further words
-- are looked for in the names of these rows. A step shows whom none before it has shown; how the two are meant stands in
-- `v_meant`: B as a beginning, P as a part within a word (from three letters on), T spelled a little otherwise.
--   phase 0  all words as they stand
--         1  all as beginnings
--         2  as parts, when there are fewer than five so far
--         3  both leading ones within the same word, when there are fewer than five so far
--         4  those that nobody's name begins with spelled otherwise, when nobody was found
--         5  all spelled otherwise, when nobody was found
CREATE FUNCTION patients_by_words(p_words text[], p_after text[], p_limit integer)
  RETURNS TABLE (id uuid, mrn text, first_name text, last_name text, date_of_birth date, gender text, place text[])
  LANGUAGE plpgsql STABLE
  SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off SET enable_seqscan = off
  SET enable_sort = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
  v_phases CONSTANT integer[] := '{0,1,2,2,2,2,3,4,5,5,5,5}';
  v_meant CONSTANT text[] := '{BB,BB,BB,BP,PB,PP,"","",BB,BT,TB,TT}';
  -- A phase is for as many found as this, or fewer.
  v_most_found CONSTANT integer[] := '{1000000000,1000000000,4,4,0,0}';
  v_batch CONSTANT integer := 200;
  v_first_id CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  v_exact CONSTANT text[] := ARRAY(SELECT '% ' || q || ' %' FROM unnest(p_words) AS q);
  v_beginning CONSTANT text[] := ARRAY(SELECT '% ' || q || '%' FROM unnest(p_words) AS q);
  v_part CONSTANT text[] := ARRAY(SELECT CASE WHEN length(q) >= 3 THEN '%' || q || '%' ELSE '% ' || q || '%' END FROM unnest(p_words) AS q);
  v_count integer := coalesce(p_after[3]::integer, 0);
  -- Where the page before ended; NULL as soon as that is behind.
  v_resumed text := nullif(split_part(p_after[4], ' ', 1), '');
  v_beside text := split_part(p_after[4], ' ', 2);
  v_last_name text := coalesce(p_after[5], '');
  v_first_name text := coalesce(p_after[6], '');
  v_id uuid := coalesce(p_after[7]::uuid, v_first_id);
  v_left integer := p_limit;
  v_found integer;
  v_begun integer[] := '{}';
  v_order integer[];
  v_phase integer;
  v_former integer;
  v_how text;
  v_spelled jsonb := '{}';
  v_alternatives text[] := '{}';
  v_x integer;
  v_y integer;
  v_rest text[];
  v_match text[];
  v_unless text[];
  v_without text[];
  v_words text[];
  v_word text;
  v_besides text[];
  v_from text;
  v_until text;
  v_earlier text[];
BEGIN
  FOREACH v_word IN ARRAY p_words LOOP
    v_begun := v_begun || (SELECT count(*)::integer FROM name_words_beginning(v_word, '', v_batch));
  END LOOP;
  v_order := ARRAY(SELECT n FROM generate_subscripts(p_words, 1) AS n
                    ORDER BY n = p_after[1]::integer DESC NULLS LAST, v_begun[n], length(p_words[n]) DESC, n);
  v_former := v_phases[p_after[2]::integer + 1];

  FOR v_step IN coalesce(p_after[2]::integer, 0) .. 11 LOOP
    v_phase := v_phases[v_step + 1];
    EXIT WHEN v_phase IS DISTINCT FROM v_former AND v_count > v_most_found[v_phase + 1];
    CONTINUE WHEN v_phase = 4 AND 0 <> ALL (v_begun);

    -- The other spellings, of the unknown words first and then of all.
    IF v_phase > 3 AND (v_phase IS DISTINCT FROM v_former OR cardinality(v_alternatives) = 0) THEN
      v_alternatives := '{}';
      FOR i IN 1 .. cardinality(p_words) LOOP
        v_words := '{}';
        IF v_phase = 5 OR v_begun[i] = 0 THEN
          v_words := ARRAY(SELECT word FROM name_words_like(p_words[i], 'typo', '', 40));
          IF length(p_words[i]) >= 3 THEN
            v_words := v_words || ARRAY(SELECT word FROM name_words_like(p_words[i], 'part', '', 40) WHERE word <> ALL (v_words));
          END IF;
          -- Nobody bears it in any spelling.
          IF v_begun[i] = 0 AND cardinality(v_words) = 0 THEN RETURN; END IF;
        END IF;
        v_spelled := v_spelled || jsonb_build_object(i, v_words);
        v_alternatives := v_alternatives || (' (?:' || array_to_string(
          CASE WHEN v_begun[i] > 0 THEN ARRAY[p_words[i] || '[^ ]*'] ELSE '{}' END || v_words, '|') || ') ');
      END LOOP;
    END IF;
    v_former := v_phase;
    v_how := CASE v_phase WHEN 4 THEN CASE WHEN v_begun[v_order[1]] = 0 THEN 'T' ELSE 'B' END || CASE WHEN v_begun[v_order[2]] = 0 THEN 'T' ELSE 'B' END
                          ELSE v_meant[v_step + 1] END;
    CONTINUE WHEN v_how LIKE 'B_' AND v_begun[v_order[1]] = 0 OR v_how LIKE '_B' AND v_begun[v_order[2]] = 0
               OR v_how LIKE 'P_' AND length(p_words[v_order[1]]) < 3 OR v_how LIKE '_P' AND length(p_words[v_order[2]]) < 3
               OR v_how = 'BB' AND v_phase > 1 AND cardinality(p_words) = 2;

    v_x := v_order[1];
    v_y := v_order[2];
    v_rest := ARRAY(SELECT (CASE v_phase WHEN 0 THEN v_exact WHEN 1 THEN v_beginning ELSE v_part END)[n] FROM unnest(v_order[3:]) AS n WHERE v_phase < 4);
    v_match := ARRAY(SELECT v_alternatives[n] FROM unnest(v_order[3:]) AS n WHERE v_phase > 3);
    v_unless := CASE WHEN v_phase = 1 THEN v_exact WHEN v_how = 'BB' AND v_phase > 1 THEN v_beginning END;
    v_without := array_remove(ARRAY[CASE WHEN v_how NOT LIKE 'B_' THEN v_beginning[v_x] END, CASE WHEN v_how NOT LIKE '_B' THEN v_beginning[v_y] END], NULL);
    v_until := p_words[v_y] || CASE v_phase WHEN 0 THEN chr(1) ELSE chr(1114111) END;
    v_besides := CASE substr(v_how, 2)
      WHEN 'P' THEN ARRAY(SELECT word FROM name_words_like(p_words[v_y], 'part', '', CASE WHEN v_begun[v_x] > 10 THEN v_batch ELSE 2000 END))
      WHEN 'T' THEN ARRAY(SELECT jsonb_array_elements_text(v_spelled -> v_y::text)) END;
    v_from := coalesce(v_resumed, '');
    v_earlier := '{}';

    LOOP
      v_words := CASE
        WHEN v_phase = 0 THEN ARRAY[p_words[v_x]]
        WHEN v_phase = 3 THEN ARRAY(
          SELECT word FROM name_words_like(p_words[v_x], 'part', '', v_batch) WHERE ' ' || word LIKE v_part[v_y]
          UNION ALL SELECT word FROM name_words_beginning(p_words[v_x], '', v_batch) WHERE ' ' || word LIKE v_part[v_y])
        WHEN v_how LIKE 'B_' THEN ARRAY(SELECT word FROM name_words_beginning(p_words[v_x], v_from, v_batch))
        WHEN v_how LIKE 'P_' THEN ARRAY(SELECT word FROM name_words_like(p_words[v_x], 'part', '', v_batch))
        ELSE ARRAY(SELECT jsonb_array_elements_text(v_spelled -> v_x::text)) END;
      FOREACH v_word IN ARRAY v_words LOOP
        IF v_resumed <> v_word THEN
          v_earlier := v_earlier || v_word;
          CONTINUE;
        END IF;
        IF v_resumed IS NULL THEN v_beside := ''; v_last_name := ''; v_first_name := ''; v_id := v_first_id; END IF;
        v_resumed := NULL;
        IF v_phase = 3 THEN
          RETURN QUERY
            SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
                   CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                     ARRAY[v_x::text, v_step::text, (v_count + row_number() OVER listed)::text, w.word, p.last_name, p.first_name, p.id::text] END
              FROM patient_words w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
             WHERE w.word = v_word COLLATE "C" AND (w.last_name, w.first_name, w.patient_id) > (v_last_name, v_first_name, v_id)
               AND w.names LIKE ALL (v_rest) AND NOT string_to_array(w.names, ' ') && v_earlier
               AND NOT replace(w.names, ' ' || w.word || ' ', ' ') LIKE ANY (ARRAY[v_part[v_x], v_part[v_y]])
             WINDOW listed AS (ORDER BY w.last_name, w.first_name, w.patient_id)
             ORDER BY w.last_name, w.first_name, w.patient_id LIMIT v_left;
        ELSIF v_besides IS NULL THEN
          v_beside := greatest(v_beside COLLATE "C", p_words[v_y] COLLATE "C");
          RETURN QUERY
            SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
                   CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                     ARRAY[v_x::text, v_step::text, (v_count + row_number() OVER listed)::text, w.word || ' ' || w.beside,
                           p.last_name, p.first_name, p.id::text] END
              FROM patient_word_pairs w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
             WHERE w.word = v_word COLLATE "C" AND w.beside < v_until COLLATE "C"
               AND (w.beside, w.last_name, w.first_name, w.patient_id) > (v_beside, v_last_name, v_first_name, v_id)
               AND w.names LIKE ALL (v_rest) AND w.names ~ ALL (v_match)
               AND NOT w.names LIKE ANY (v_without) AND (v_unless IS NULL OR NOT w.names LIKE ALL (v_unless))
               AND (v_phase = 0 OR strpos(replace(w.names, ' ' || w.word || ' ', ' '), ' ' || p_words[v_y])
                                   = strpos(replace(w.names, ' ' || w.word || ' ', ' '), ' ' || w.beside || ' '))
               AND CASE WHEN v_phase = 0 THEN true
                        WHEN v_how = 'BB' THEN strpos(w.names, ' ' || p_words[v_x]) = strpos(w.names, ' ' || w.word || ' ')
                        ELSE NOT string_to_array(w.names, ' ') && v_earlier END
             WINDOW listed AS (ORDER BY w.beside, w.last_name, w.first_name, w.patient_id)
             ORDER BY w.beside, w.last_name, w.first_name, w.patient_id LIMIT v_left;
        ELSE
          RETURN QUERY
            SELECT p.id, p.mrn, p.first_name, p.last_name, p.date_of_birth, p.gender,
                   CASE WHEN row_number() OVER listed >= v_left - 1 THEN
                     ARRAY[v_x::text, v_step::text, (v_count + row_number() OVER listed)::text, w.word || ' ' || w.beside,
                           p.last_name, p.first_name, p.id::text] END
              FROM patient_word_pairs w JOIN patients p ON p.id = w.patient_id AND p.last_name = w.last_name AND p.first_name = w.first_name
             WHERE w.word = v_word COLLATE "C" AND w.beside = ANY (v_besides)
               AND (w.beside, w.last_name, w.first_name, w.patient_id) > (v_beside, v_last_name, v_first_name, v_id)
               AND w.names LIKE ALL (v_rest) AND w.names ~ ALL (v_match) AND NOT w.names LIKE ANY (v_without)
               AND NOT EXISTS (SELECT FROM unnest(string_to_array(w.names, ' ')) AS other
                                WHERE other < w.beside COLLATE "C" AND other <> w.word
                                  AND CASE WHEN v_how LIKE '_P' THEN other LIKE v_part[v_y] ELSE other = ANY (v_besides) END)
               AND CASE WHEN v_how LIKE 'B_' THEN strpos(w.names, ' ' || p_words[v_x]) = strpos(w.names, ' ' || w.word || ' ')
                        ELSE NOT string_to_array(w.names, ' ') && v_earlier END
             WINDOW listed AS (ORDER BY w.beside, w.last_name, w.first_name, w.patient_id)
             ORDER BY w.beside, w.last_name, w.first_name, w.patient_id LIMIT v_left;
        END IF;
        GET DIAGNOSTICS v_found = ROW_COUNT;
        v_count := v_count + v_found;
        v_left := v_left - v_found;
        IF v_left <= 0 THEN RETURN; END IF;
        v_earlier := v_earlier || v_word;
      END LOOP;
      EXIT WHEN v_how NOT LIKE 'B_' OR v_phase = 0 OR cardinality(v_words) < v_batch;
      v_from := v_word || chr(1);
    END LOOP;
    v_resumed := NULL;
  END LOOP;
END $$;

-- `place` says where a row stands; given back as `p_after`, the list goes on behind it: the leading word's number, the step,
-- how many stand before and here, and the row's words, last name, first name and id. Whoever pages asks for one row more than
-- a page has, so only the last two of `p_limit` rows have it. All of it runs as whoever asks, under row-level security.
CREATE OR REPLACE FUNCTION patients_by_name(p_words text[], p_after text[], p_limit integer)
  RETURNS TABLE (id uuid, mrn text, first_name text, last_name text, date_of_birth date, gender text, place text[])
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  v_words CONSTANT text[] := ARRAY(SELECT q FROM unnest(p_words) WITH ORDINALITY AS typed (q, n) GROUP BY q ORDER BY min(n));
BEGIN
  IF cardinality(v_words) = 1 THEN
    RETURN QUERY SELECT * FROM patients_by_word(v_words[1], p_after, p_limit);
  ELSE
    RETURN QUERY SELECT * FROM patients_by_words(v_words, p_after, p_limit);
  END IF;
END $$;

DROP FUNCTION patients_by_similar_name(text[], text[], integer);
