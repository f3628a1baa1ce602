-- How long what is kept: what the hospital has set otherwise than usual. Units and bounds stand in the contract, once more here
-- where the law has the last word.
SET LOCAL lock_timeout = '3s';

CREATE TABLE retention_rules (
  name text PRIMARY KEY CHECK (name ~ '^[a-z]+(-[a-z]+)*$'),
  keep_for integer NOT NULL CHECK (keep_for BETWEEN 1 AND 1200),
  -- Documentation of what was done with records is kept for six years (45 CFR 164.316(b)(2)).
  CONSTRAINT retention_rules_audit_six_years CHECK (name <> 'audit-log' OR keep_for >= 72)
);
CALL hms_protect('retention_rules', 'SELECT, INSERT, UPDATE (keep_for)');
CREATE POLICY app_select ON retention_rules FOR SELECT TO hms_app USING ((SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_insert ON retention_rules FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) = 'admin');
CREATE POLICY app_update ON retention_rules FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'admin') WITH CHECK ((SELECT hms_role()) = 'admin');

-- The night's work alone takes away what a rule names, and nothing of a patient whose record is held.
GRANT DELETE ON messages, privacy_cases TO hms_app;
CREATE POLICY retention_delete ON messages FOR DELETE TO hms_app
  USING ((SELECT hms_role()) = 'system' AND created_at < now() - interval '28 days'
         AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.patient_id = messages.patient_id AND h.lifted_at IS NULL));
CREATE POLICY retention_delete ON privacy_cases FOR DELETE TO hms_app
  USING ((SELECT hms_role()) = 'system' AND closed_at < now() - interval '1 year'
         AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.patient_id = privacy_cases.patient_id AND h.lifted_at IS NULL));
