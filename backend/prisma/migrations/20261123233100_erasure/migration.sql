-- Forgetting a patient (GDPR, article 17): what becomes of each table's rows is said where the table is made, done by the
-- owner in one transaction, and told in a certificate that names nobody.
SET LOCAL lock_timeout = '3s';

ALTER TABLE hospital_settings VALIDATE CONSTRAINT hospital_settings_record_retention_years_check;
ALTER TABLE patients ADD COLUMN erased_at timestamptz;

-- Certificates, and what a restore of an older backup goes by to forget the same people again.
CREATE TABLE erasures (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- What the patient is called from then on: "Erased patient 7".
  number integer NOT NULL,
  -- SHA-256 of the patient's id: tells whether somebody was forgotten, and not who.
  subject_hash bytea NOT NULL,
  -- Neither is a foreign key: an older database that is restored knows neither request nor account.
  request_id uuid,
  requested_by_patient boolean NOT NULL,
  requested_at timestamptz NOT NULL,
  approved_by uuid NOT NULL,
  approved_at timestamptz NOT NULL,
  performed_by uuid NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now(),
  -- Until when the record would have had to be kept, where that was overridden with a reason.
  retention_overridden date,
  -- Rows of each table that were deleted or blanked.
  counts jsonb NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX erasures_subject_hash_key ON erasures (subject_hash);
CREATE INDEX erasures_erased_at_idx ON erasures (erased_at DESC, id DESC);
CALL hms_protect('erasures', 'SELECT');
CREATE POLICY app_select ON erasures FOR SELECT TO hms_app USING ((SELECT hms_watches_access()));
CREATE POLICY owner_all ON erasures TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE TABLE erasure_rules (
  relation text PRIMARY KEY,
  -- Rules are followed in this order.
  position integer GENERATED ALWAYS AS IDENTITY,
  -- Which rows, by hms_erased_patient() and hms_erased_user().
  subject text NOT NULL,
  -- DELETE, or SET with what the columns become.
  deed text NOT NULL CHECK (deed = 'DELETE' OR deed LIKE 'SET %')
);
CALL hms_protect('erasure_rules', 'SELECT');
CREATE POLICY owner_all ON erasure_rules TO CURRENT_USER USING (true) WITH CHECK (true);

-- Who is being forgotten in this transaction; the account only where it is a patient's and nobody else's.
CREATE FUNCTION hms_erased_patient() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hms.erased_patient', true), '')::uuid $$;
CREATE FUNCTION hms_erased_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hms.erased_user', true), '')::uuid $$;
CREATE FUNCTION hms_erased_number() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hms.erased_number', true), '') $$;

-- Says what becomes of the rows of a table when their patient is forgotten. The owner, bound by row-level security like
-- everybody, sees these rows while that is done and no others.
CREATE PROCEDURE hms_on_erasure(p_relation text, p_subject text, p_deed text) LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO erasure_rules (relation, subject, deed) VALUES (p_relation, p_subject, p_deed)
    ON CONFLICT (relation) DO UPDATE SET subject = EXCLUDED.subject, deed = EXCLUDED.deed;
  IF EXISTS (SELECT FROM pg_policies WHERE schemaname = 'public' AND tablename = p_relation AND policyname = 'owner_all') THEN
    RETURN;
  END IF;
  EXECUTE format('DROP POLICY IF EXISTS of_erased ON %I', p_relation);
  EXECUTE format('CREATE POLICY of_erased ON %I TO CURRENT_USER USING (%s) WITH CHECK (true)', p_relation, p_subject);
END $$;
REVOKE EXECUTE ON PROCEDURE hms_on_erasure FROM PUBLIC;

-- Words that nobody else bears, before the name goes that they are found by.
CALL hms_on_erasure('name_words', 'word IN (SELECT w.word FROM patient_words w WHERE w.patient_id = (SELECT hms_erased_patient()))
  AND NOT EXISTS (SELECT FROM patient_words o WHERE o.word = name_words.word AND o.patient_id <> (SELECT hms_erased_patient()))', 'DELETE');
CALL hms_on_erasure('patients', 'id = (SELECT hms_erased_patient())',
  $$SET first_name = 'Erased', last_name = 'patient ' || hms_erased_number(), search_name = '', date_of_birth = NULL, gender = NULL,
    deceased_on = NULL, email = NULL, phone = NULL, phone_index = NULL, address = NULL, emergency_contact = NULL,
    medical_history = NULL, user_id = NULL, erased_at = now()$$);
CALL hms_on_erasure('patient_words', 'patient_id = (SELECT hms_erased_patient())', 'DELETE');
CALL hms_on_erasure('patient_keys', 'patient_id = (SELECT hms_erased_patient())', 'DELETE');
CALL hms_on_erasure('appointments', 'patient_id = (SELECT hms_erased_patient())',
  $$SET notes = NULL, clinical_notes = NULL, cancellation_reason = NULL,
    cancelled_at = CASE WHEN status IN ('booked', 'checked-in') AND ends_at > now() THEN now() ELSE cancelled_at END,
    status = CASE WHEN status IN ('booked', 'checked-in') AND ends_at > now() THEN 'cancelled' ELSE status END$$);
-- Kept by a trigger, but not while a backup is restored.
CALL hms_on_erasure('appointment_times', $$patient_id = (SELECT hms_erased_patient()) AND taken
  AND EXISTS (SELECT FROM appointments a WHERE a.id = appointment_id AND a.status = 'cancelled')$$, 'SET taken = false');
-- Tax and trade law keep what was billed and paid; what for is said by nothing any more.
CALL hms_on_erasure('billing', 'patient_id = (SELECT hms_erased_patient())',
  $$SET description = '\x', void_reason = CASE WHEN void_reason IS NOT NULL THEN '\x'::bytea END$$);
CALL hms_on_erasure('billing_lines',
  'billing_id IN (SELECT b.id FROM billing b WHERE b.patient_id = (SELECT hms_erased_patient()))', $$SET description = '\x'$$);
CALL hms_on_erasure('payments', 'patient_id = (SELECT hms_erased_patient())', 'SET provider_reference = NULL, redirect_url = NULL');
CALL hms_on_erasure('messages',
  'patient_id = (SELECT hms_erased_patient()) OR user_id = (SELECT hms_erased_user())', 'DELETE');
CALL hms_on_erasure('privacy_cases', 'patient_id = (SELECT hms_erased_patient())',
  $$SET message = NULL, finding = CASE WHEN finding IS NOT NULL THEN '\x'::bytea END$$);
CALL hms_on_erasure('privacy_requests', 'patient_id = (SELECT hms_erased_patient())',
  'SET reason = NULL, text_sealed = NULL, decision = NULL');
CALL hms_on_erasure('legal_holds', 'patient_id = (SELECT hms_erased_patient())',
  $$SET reason = '\x', lift_reason = CASE WHEN lift_reason IS NOT NULL THEN '\x'::bytea END$$);
CALL hms_on_erasure('care_assignments', 'patient_id = (SELECT hms_erased_patient())',
  'SET until_at = CASE WHEN until_at IS NULL OR until_at > now() THEN greatest(now(), from_at) ELSE until_at END');
CALL hms_on_erasure('break_glass_grants', 'patient_id = (SELECT hms_erased_patient())', 'SET reason = NULL');
CALL hms_on_erasure('access_restrictions', 'patient_id = (SELECT hms_erased_patient())',
  'SET reason = NULL, until_at = CASE WHEN until_at IS NULL OR until_at > now() THEN greatest(now(), from_at) ELSE until_at END');
CALL hms_on_erasure('external_identifiers', $$(resource_type = 'Patient' AND resource_id = (SELECT hms_erased_patient()))
  OR resource_id IN (SELECT a.id FROM appointments a WHERE a.patient_id = (SELECT hms_erased_patient()))$$, 'DELETE');

-- The account, which other rows go on naming by its id.
CALL hms_on_erasure('refresh_tokens',
  'session_id IN (SELECT s.id FROM sessions s WHERE s.user_id = (SELECT hms_erased_user()))', 'DELETE');
CALL hms_on_erasure('sessions', 'user_id = (SELECT hms_erased_user())', 'DELETE');
CALL hms_on_erasure('one_time_tokens', 'user_id = (SELECT hms_erased_user())', 'DELETE');
CALL hms_on_erasure('totp_factors', 'user_id = (SELECT hms_erased_user())', 'DELETE');
CALL hms_on_erasure('recovery_codes', 'user_id = (SELECT hms_erased_user())', 'DELETE');
CALL hms_on_erasure('passkeys', 'user_id = (SELECT hms_erased_user())', 'DELETE');
CALL hms_on_erasure('auth_challenges', 'user_id = (SELECT hms_erased_user())', 'DELETE');
CALL hms_on_erasure('idempotency_keys', 'user_id = (SELECT hms_erased_user())', 'DELETE');
CALL hms_on_erasure('users', 'id = (SELECT hms_erased_user())',
  $$SET email = 'erased-' || id || '@erased.invalid', password_hash = NULL, first_name = 'Erased',
    last_name = 'patient ' || hms_erased_number(), last_sign_in_at = NULL, disabled_at = coalesce(disabled_at, now())$$);

-- Why a record was opened is said once, and goes with the patient.
CREATE OR REPLACE FUNCTION break_glass_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason
     AND NOT (NEW.reason IS NULL AND OLD.patient_id = hms_erased_patient() AND current_user <> 'hms_app') THEN
    RAISE EXCEPTION 'the reason stays as it was given' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION hms_erasure_hash(p_patient uuid) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT sha256(convert_to('hms-erasure|' || p_patient::text, 'UTF8')) $$;

-- Follows all rules for one patient. For the owner alone: called below, and by a restore. Says how many rows of which table.
CREATE FUNCTION hms_erase_rows(p_patient uuid, p_number integer) RETURNS jsonb
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_rule erasure_rules;
  v_rows bigint;
  v_counts jsonb := '{}';
BEGIN
  PERFORM set_config('hms.erased_patient', p_patient::text, true), set_config('hms.erased_number', p_number::text, true);
  PERFORM set_config('hms.erased_user', coalesce((SELECT user_id FROM patients WHERE id = p_patient), '00000000-0000-0000-0000-000000000000')::text, true);
  -- Somebody who works here keeps the account.
  PERFORM set_config('hms.erased_user', coalesce((SELECT id::text FROM users WHERE id = hms_erased_user() AND role = 'patient'), ''), true);
  FOR v_rule IN SELECT * FROM erasure_rules ORDER BY position LOOP
    CONTINUE WHEN to_regclass(v_rule.relation) IS NULL;
    EXECUTE CASE v_rule.deed
      WHEN 'DELETE' THEN format('DELETE FROM %I WHERE %s', v_rule.relation, v_rule.subject)
      ELSE format('UPDATE %I %s WHERE %s', v_rule.relation, v_rule.deed, v_rule.subject) END;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    IF v_rows > 0 THEN v_counts := v_counts || jsonb_build_object(v_rule.relation, v_rows); END IF;
  END LOOP;
  PERFORM set_config('hms.erased_patient', '', true), set_config('hms.erased_user', '', true), set_config('hms.erased_number', '', true);
  RETURN v_counts;
END $$;
REVOKE EXECUTE ON FUNCTION hms_erase_rows FROM PUBLIC;

-- Until when the law asks that the record be kept: so many years after the last visit that took place.
CREATE FUNCTION hms_record_retained_until(p_patient uuid) RETURNS date LANGUAGE sql STABLE
  AS $$
    SELECT (max(a.ends_at) + make_interval(years => (SELECT s.record_retention_years FROM hospital_settings s)))::date
      FROM appointments a
     WHERE a.patient_id = p_patient AND a.status NOT IN ('cancelled', 'no-show') AND a.ends_at <= now()
  $$;

-- The owner, too, reads a table by its policies, and has to know how long records are kept here.
CREATE POLICY owner_select ON hospital_settings FOR SELECT TO CURRENT_USER USING (true);

-- Forgets a patient whose request was approved. What stands in the way is refused here, whatever the application thinks.
CREATE FUNCTION hms_erase_patient(p_patient uuid, p_request uuid) RETURNS erasures
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_role text := hms_role();
  v_erased_at timestamptz;
  v_request privacy_requests;
  v_until date;
  v_overrides boolean;
  v_erasure erasures;
BEGIN
  IF v_role IS NULL OR v_role NOT IN ('admin', 'privacy_officer') OR NOT hms_writing() THEN
    RAISE EXCEPTION 'only who watches over records has one erased' USING ERRCODE = '42501';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('hms_erase_patient', 0));
  PERFORM set_config('hms.erased_patient', p_patient::text, true);
  -- Whoever books, holds or writes for this patient comes before or finds nobody.
  SELECT erased_at INTO v_erased_at FROM patients WHERE id = p_patient FOR UPDATE;
  IF NOT FOUND OR v_erased_at IS NOT NULL THEN
    RAISE EXCEPTION 'the patient is erased' USING ERRCODE = '23514', CONSTRAINT = 'patients_erased_once';
  END IF;
  SELECT * INTO v_request FROM privacy_requests WHERE id = p_request AND patient_id = p_patient AND kind = 'erasure' FOR UPDATE;
  IF NOT FOUND OR v_request.status <> 'approved' THEN
    RAISE EXCEPTION 'nobody has approved it' USING ERRCODE = '23514', CONSTRAINT = 'privacy_requests_approved';
  END IF;
  IF EXISTS (SELECT FROM legal_holds WHERE patient_id = p_patient AND lifted_at IS NULL) THEN
    RAISE EXCEPTION 'a legal hold stands' USING ERRCODE = '23514', CONSTRAINT = 'legal_holds_stand';
  END IF;
  v_until := hms_record_retained_until(p_patient);
  v_overrides := coalesce((v_request.details ->> 'overridesRetention')::boolean, false);
  IF v_until > current_date AND NOT v_overrides THEN
    RAISE EXCEPTION 'the record has to be kept' USING ERRCODE = '23514', CONSTRAINT = 'patients_record_retained';
  END IF;
  IF EXISTS (SELECT FROM payments WHERE patient_id = p_patient AND status = 'pending')
     OR EXISTS (SELECT FROM privacy_cases WHERE patient_id = p_patient AND state = 'open') THEN
    RAISE EXCEPTION 'something is under way' USING ERRCODE = '23514', CONSTRAINT = 'patients_nothing_under_way';
  END IF;
  -- Triggers ask who is writing: it is the application itself.
  PERFORM set_config('hms.role', 'system', true);
  INSERT INTO erasures (number, subject_hash, request_id, requested_by_patient, requested_at, approved_by, approved_at,
                        performed_by, retention_overridden)
    VALUES ((SELECT coalesce(max(number), 0) + 1 FROM erasures), hms_erasure_hash(p_patient), p_request,
            coalesce((v_request.details ->> 'byPatient')::boolean, false),
            v_request.requested_at, v_request.decided_by, v_request.decided_at, hms_user_id(),
            CASE WHEN v_until > current_date THEN v_until END)
    RETURNING * INTO v_erasure;
  UPDATE privacy_requests SET status = 'done', finished_at = now(),
         details = details || jsonb_build_object('certificateId', v_erasure.id)
   WHERE id = p_request;
  -- Others that were asked come to nothing.
  UPDATE privacy_requests SET status = 'withdrawn', finished_at = now() WHERE patient_id = p_patient AND status = 'requested';
  UPDATE erasures SET counts = hms_erase_rows(p_patient, v_erasure.number) WHERE id = v_erasure.id RETURNING * INTO v_erasure;
  PERFORM set_config('hms.role', v_role, true);
  RETURN v_erasure;
END $$;

-- Forgets again whoever is in the register and has come back with an older backup. For the owner alone.
CREATE FUNCTION hms_erase_again() RETURNS integer LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_found record;
  v_erased integer := 0;
BEGIN
  PERFORM set_config('hms.being_counted', 'patients', true);
  FOR v_found IN SELECT p.id, e.number FROM patients p JOIN erasures e ON e.subject_hash = hms_erasure_hash(p.id)
                  WHERE p.erased_at IS NULL ORDER BY e.number LOOP
    PERFORM hms_erase_rows(v_found.id, v_found.number);
    v_erased := v_erased + 1;
  END LOOP;
  PERFORM set_config('hms.being_counted', '', true);
  RETURN v_erased;
END $$;
REVOKE EXECUTE ON FUNCTION hms_erase_again FROM PUBLIC;

-- Nothing comes to a patient who was forgotten. The check of the foreign key, which comes first by its name, has waited for an
-- erasure that is under way, so what is read here is what became of it.
CREATE FUNCTION refuse_erased_patient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM patients WHERE id = NEW.patient_id AND erased_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the patient is erased' USING ERRCODE = '23514', CONSTRAINT = 'patients_erased';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refuse_erased_patient AFTER INSERT ON appointments FOR EACH ROW EXECUTE FUNCTION refuse_erased_patient();
CREATE TRIGGER refuse_erased_patient AFTER INSERT ON billing FOR EACH ROW EXECUTE FUNCTION refuse_erased_patient();
CREATE TRIGGER refuse_erased_patient AFTER INSERT ON patient_keys FOR EACH ROW EXECUTE FUNCTION refuse_erased_patient();
CREATE TRIGGER refuse_erased_patient AFTER INSERT ON care_assignments FOR EACH ROW EXECUTE FUNCTION refuse_erased_patient();
CREATE TRIGGER refuse_erased_patient AFTER INSERT ON break_glass_grants FOR EACH ROW EXECUTE FUNCTION refuse_erased_patient();
CREATE TRIGGER refuse_erased_patient AFTER INSERT ON legal_holds FOR EACH ROW EXECUTE FUNCTION refuse_erased_patient();
CREATE TRIGGER refuse_erased_patient AFTER INSERT ON privacy_requests FOR EACH ROW EXECUTE FUNCTION refuse_erased_patient();

CREATE FUNCTION patients_stay_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the patient is erased' USING ERRCODE = '23514', CONSTRAINT = 'patients_erased';
END $$;
CREATE TRIGGER patients_stay_erased BEFORE UPDATE ON patients FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL)
  EXECUTE FUNCTION patients_stay_erased();

-- A privacy officer is shown the key because of the request or the hold: the reason is sealed once the row is there, and stays.
GRANT UPDATE (reason) ON privacy_requests TO hms_app;
GRANT UPDATE (reason) ON legal_holds TO hms_app;
ALTER POLICY app_update ON privacy_requests
  WITH CHECK (((SELECT hms_watches_access()) AND status <> 'withdrawn')
         OR (patient_id = (SELECT hms_patient_id())
             AND (status = 'withdrawn' OR (status = 'requested' AND requested_by = (SELECT hms_user_id())))));
ALTER POLICY app_update ON legal_holds
  WITH CHECK (lifted_by = (SELECT hms_user_id()) OR (lifted_at IS NULL AND set_by = (SELECT hms_user_id())));
CREATE FUNCTION reason_said_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF hms_erased_patient() IS DISTINCT FROM OLD.patient_id OR current_user = 'hms_app' THEN
    RAISE EXCEPTION 'the reason stays as it was given' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reason_said_once BEFORE UPDATE ON privacy_requests FOR EACH ROW
  WHEN (OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason) EXECUTE FUNCTION reason_said_once();
CREATE TRIGGER reason_said_once BEFORE UPDATE ON legal_holds FOR EACH ROW
  WHEN (OLD.reason <> '\x' AND NEW.reason IS DISTINCT FROM OLD.reason) EXECUTE FUNCTION reason_said_once();
