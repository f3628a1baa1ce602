-- Doctors, kinds of visit, and how the hospital works.

CREATE TABLE doctors (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id),
  first_name text NOT NULL,
  last_name text NOT NULL,
  search_name text NOT NULL,
  specialization text NOT NULL,
  license_number text NOT NULL,
  phone text,
  bio text,
  availability jsonb NOT NULL,
  accepts_bookings boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX doctors_user_id_key ON doctors (user_id);
CREATE UNIQUE INDEX doctors_license_number_key ON doctors (license_number);
CREATE INDEX doctors_name_order_idx ON doctors (last_name, first_name, id);
CREATE INDEX doctors_search_name_idx ON doctors USING gin (search_name gin_trgm_ops);
CREATE TRIGGER doctors_touch BEFORE UPDATE ON doctors FOR EACH ROW EXECUTE FUNCTION hms_touch_version();
CALL hms_protect('doctors', 'SELECT, INSERT, UPDATE (first_name, last_name, search_name, specialization, license_number, phone, bio,
  availability, accepts_bookings)');
CREATE POLICY app_select ON doctors FOR SELECT TO hms_app USING ((SELECT hms_role()) IS NOT NULL);
CREATE POLICY app_insert ON doctors FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_update ON doctors FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'system') OR id = (SELECT hms_doctor_id()))
  WITH CHECK ((SELECT hms_role()) IN ('admin', 'system') OR id = (SELECT hms_doctor_id()));

-- Whoever may no longer sign in, or is no doctor any more, is not offered to patients. Coming back is a decision of its own.
CREATE FUNCTION users_stop_bookings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE doctors SET accepts_bookings = false WHERE user_id = NEW.id AND accepts_bookings;
  RETURN NULL;
END $$;
CREATE TRIGGER users_stop_bookings AFTER UPDATE OF disabled_at, role ON users FOR EACH ROW
  WHEN (NEW.disabled_at IS NOT NULL OR NEW.role <> 'doctor') EXECUTE FUNCTION users_stop_bookings();

-- Takes a person's role for this transaction, if the session is alive and the role is still theirs; no row: it is not.
CREATE FUNCTION hms_enter(p_mode text, p_session uuid, p_user uuid, p_role text)
  RETURNS TABLE (patient_id uuid, doctor_id uuid) LANGUAGE plpgsql AS $$
DECLARE
  v_patient uuid;
  v_doctor uuid;
BEGIN
  PERFORM set_config('hms.mode', p_mode, true), set_config('hms.role', 'auth', true), set_config('hms.user_id', p_user::text, true),
          set_config('hms.patient_id', '', true), set_config('hms.doctor_id', '', true);
  PERFORM 1 FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = p_session AND s.user_id = p_user AND s.revoked_at IS NULL AND s.expires_at > now()
      AND u.disabled_at IS NULL AND u.role = p_role;
  IF NOT FOUND THEN
    PERFORM set_config('hms.role', '', true), set_config('hms.user_id', '', true);
    RETURN;
  END IF;
  IF p_role = 'patient' THEN
    SELECT p.id INTO v_patient FROM patients p WHERE p.user_id = p_user;
  ELSIF p_role = 'doctor' THEN
    SELECT d.id INTO v_doctor FROM doctors d WHERE d.user_id = p_user;
  END IF;
  PERFORM set_config('hms.role', p_role, true), set_config('hms.patient_id', coalesce(v_patient::text, ''), true),
          set_config('hms.doctor_id', coalesce(v_doctor::text, ''), true);
  RETURN QUERY SELECT v_patient, v_doctor;
END $$;

CREATE TABLE visit_types (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  duration_minutes integer NOT NULL CHECK (duration_minutes BETWEEN 5 AND 480),
  buffer_before_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 120),
  buffer_after_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 120),
  price numeric(12, 2) NOT NULL CHECK (price >= 0),
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX visit_types_name_key ON visit_types (name);
CREATE TRIGGER visit_types_touch BEFORE UPDATE ON visit_types FOR EACH ROW EXECUTE FUNCTION hms_touch();
CALL hms_protect('visit_types', 'SELECT, INSERT, UPDATE');
CREATE POLICY app_select ON visit_types FOR SELECT TO hms_app USING ((SELECT hms_role()) IS NOT NULL);
CREATE POLICY app_insert ON visit_types FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_update ON visit_types FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'system')) WITH CHECK ((SELECT hms_role()) IN ('admin', 'system'));

CREATE TABLE hospital_settings (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  name text NOT NULL,
  address text,
  phone text,
  time_zone text NOT NULL,
  currency char(3) NOT NULL,
  locale text NOT NULL,
  booking_notice_minutes integer NOT NULL CHECK (booking_notice_minutes >= 0),
  cancellation_notice_minutes integer NOT NULL CHECK (cancellation_notice_minutes >= 0),
  booking_horizon_days integer NOT NULL CHECK (booking_horizon_days > 0),
  payment_term_days integer NOT NULL CHECK (payment_term_days >= 0),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER hospital_settings_touch BEFORE UPDATE ON hospital_settings FOR EACH ROW EXECUTE FUNCTION hms_touch();
-- The one row, before the owner too is bound by the policies.
INSERT INTO hospital_settings (name, time_zone, currency, locale, booking_notice_minutes, cancellation_notice_minutes,
                               booking_horizon_days, payment_term_days)
  VALUES ('HMS Hospital', 'America/New_York', 'USD', 'en-US', 120, 60, 180, 30);
CALL hms_protect('hospital_settings', 'SELECT, UPDATE');
CREATE POLICY app_select ON hospital_settings FOR SELECT TO hms_app USING ((SELECT hms_role()) IS NOT NULL);
CREATE POLICY app_update ON hospital_settings FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'system')) WITH CHECK ((SELECT hms_role()) IN ('admin', 'system'));
