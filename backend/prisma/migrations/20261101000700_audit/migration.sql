-- One row for every deed that concerns a patient or a user. The application may add rows and never change one.

CREATE TABLE audit_events (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  recorded timestamptz NOT NULL DEFAULT clock_timestamp(),
  action char(1) NOT NULL CHECK (action IN ('C', 'R', 'U', 'D', 'E')),
  operation text NOT NULL,
  outcome text NOT NULL DEFAULT 'success' CHECK (outcome IN ('success', 'refused', 'failed')),
  actor_id uuid,
  actor_role text NOT NULL,
  purpose text NOT NULL,
  session_id uuid,
  request_id text NOT NULL,
  client_address text,
  resource_type text NOT NULL,
  resource_id uuid,
  resource_version integer,
  patient_ids uuid[] NOT NULL DEFAULT '{}',
  changed_fields text[] NOT NULL DEFAULT '{}',
  reason text
);
CREATE INDEX audit_events_recorded_idx ON audit_events (recorded DESC, seq DESC);
CREATE INDEX audit_events_actor_id_idx ON audit_events (actor_id, seq DESC);
CREATE INDEX audit_events_patient_ids_idx ON audit_events USING gin (patient_ids);
CREATE INDEX audit_events_request_id_idx ON audit_events (request_id);

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON audit_events TO hms_app;
GRANT SELECT ON audit_events TO hms_backup;
CREATE POLICY backup_read ON audit_events FOR SELECT TO hms_backup USING (true);
-- A row speaks for whoever is asking: nobody writes one in another's name.
CREATE POLICY app_insert ON audit_events FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) IN ('auth', 'system')
              OR ((SELECT hms_role()) IS NOT NULL AND actor_id = (SELECT hms_user_id()) AND actor_role = (SELECT hms_role())));
-- Patients may see who opened their record.
CREATE POLICY app_select ON audit_events FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'system')
         OR ((SELECT hms_patient_id()) IS NOT NULL AND patient_ids @> ARRAY[(SELECT hms_patient_id())]));

CREATE FUNCTION audit_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit rows stay as they are' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER audit_events_stay BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_events_stay();
CREATE TRIGGER audit_events_not_truncated BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION audit_events_stay();
