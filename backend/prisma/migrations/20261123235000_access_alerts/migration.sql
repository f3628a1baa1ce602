-- What the log itself gives reason to look into: who read unusually much, their own record or a relative's, at night, was
-- refused again and again. Each is a privacy case; what it was found by stands beside it.
SET LOCAL lock_timeout = '3s';

-- Some alerts are about no patient in particular.
ALTER TABLE privacy_cases ALTER COLUMN patient_id DROP NOT NULL;
ALTER TABLE privacy_cases ADD CONSTRAINT privacy_cases_patient_is_named CHECK (patient_id IS NOT NULL OR kind = 'alert') NOT VALID;

CREATE TABLE alert_rules (
  rule text PRIMARY KEY CHECK (rule IN ('mass-reading', 'own-chart', 'same-surname', 'off-hours', 'break-glass',
    'break-glass-restriction', 'repeated-refusals', 'token-reuse', 'chain-break')),
  enabled boolean NOT NULL,
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
  -- How much is let pass, where the rule counts: in an hour, or of patients who share a name.
  hourly_limit integer CHECK (hourly_limit BETWEEN 1 AND 10000),
  -- The same for each role of those who work here.
  role_limits jsonb CHECK (jsonb_typeof(role_limits) = 'object'),
  -- When the hospital works, by its own clock.
  opens_at time,
  closes_at time,
  CONSTRAINT alert_rules_hours_are_whole CHECK ((rule = 'off-hours') = (opens_at IS NOT NULL) AND (opens_at IS NULL) = (closes_at IS NULL) AND opens_at < closes_at)
);
INSERT INTO alert_rules (rule, enabled, severity, hourly_limit, role_limits, opens_at, closes_at) VALUES
  ('mass-reading', true, 'high', NULL, '{"doctor": 40, "nurse": 60, "receptionist": 80, "billing": 80, "admin": 60, "privacy_officer": 60}', NULL, NULL),
  ('own-chart', true, 'medium', NULL, NULL, NULL, NULL),
  ('same-surname', true, 'low', 20, NULL, NULL, NULL),
  -- Wards work at night: on where somebody has said when the hospital works.
  ('off-hours', false, 'low', NULL, NULL, '06:00', '22:00'),
  ('break-glass', true, 'medium', NULL, NULL, NULL, NULL),
  ('break-glass-restriction', true, 'high', NULL, NULL, NULL, NULL),
  ('repeated-refusals', true, 'medium', 10, NULL, NULL, NULL),
  ('token-reuse', true, 'high', NULL, NULL, NULL, NULL),
  ('chain-break', true, 'high', NULL, NULL, NULL, NULL);

CREATE TABLE access_alerts (
  case_id uuid PRIMARY KEY REFERENCES privacy_cases (id),
  rule text NOT NULL REFERENCES alert_rules (rule),
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
  -- Names what was found, so that however many look at the same entries there is one alert.
  occurrence text NOT NULL UNIQUE,
  window_from timestamptz NOT NULL,
  window_until timestamptz NOT NULL,
  -- Of patients, or of refusals.
  event_count integer NOT NULL CHECK (event_count > 0),
  -- What the same person comes to in a busy hour otherwise; null where the rule does not compare.
  usual_count integer,
  patient_ids uuid[] NOT NULL DEFAULT '{}',
  CONSTRAINT access_alerts_window_is_one CHECK (window_until >= window_from)
);
CREATE INDEX access_alerts_rule_idx ON access_alerts (rule, window_until DESC);

-- How far the log was looked through: the ordinals of its seals have no gaps, and nothing turns up below one later.
CREATE TABLE alert_progress (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  -- Null until the first look, which begins with what is written from then on.
  ordinal bigint,
  -- The newest verification of the log that was looked at.
  verified_at timestamptz
);
INSERT INTO alert_progress DEFAULT VALUES;

CALL hms_protect('alert_rules', 'SELECT, UPDATE (enabled, hourly_limit, role_limits, opens_at, closes_at)');
CREATE POLICY app_select ON alert_rules FOR SELECT TO hms_app USING ((SELECT hms_watches_access()));
CREATE POLICY app_update ON alert_rules FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'privacy_officer')) WITH CHECK ((SELECT hms_role()) IN ('admin', 'privacy_officer'));
CALL hms_protect('access_alerts', 'SELECT, INSERT, UPDATE (window_from, window_until, event_count, usual_count, patient_ids)');
CREATE POLICY app_select ON access_alerts FOR SELECT TO hms_app USING ((SELECT hms_watches_access()));
CREATE POLICY app_insert ON access_alerts FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) = 'system');
CREATE POLICY app_update ON access_alerts FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'system') WITH CHECK ((SELECT hms_role()) = 'system');
CALL hms_protect('alert_progress', 'SELECT, UPDATE (ordinal, verified_at)');
CREATE POLICY app_select ON alert_progress FOR SELECT TO hms_app USING ((SELECT hms_role()) = 'system');
CREATE POLICY app_update ON alert_progress FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'system') WITH CHECK ((SELECT hms_role()) = 'system');

-- What was found about no patient in particular is sealed by the key ring, whose keys change.
CREATE POLICY reseal ON privacy_cases FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'system' AND patient_id IS NULL AND finding IS NOT NULL)
  WITH CHECK ((SELECT hms_role()) = 'system' AND patient_id IS NULL AND finding IS NOT NULL);
