-- The chain over the audit log: docs/audit-chain.md has the canonical form, so that others can verify it with other tools.
SET LOCAL lock_timeout = '3s';

-- One field: its length in bytes as four bytes, the most significant first, and its text in UTF-8; NULL is ff ff ff ff alone.
CREATE FUNCTION hms_audit_field(p_text text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN p_text IS NULL THEN '\xffffffff'::bytea
                    ELSE int4send(octet_length(convert_to(p_text, 'UTF8'))) || convert_to(p_text, 'UTF8') END $$;

-- A list: the number of its elements as four bytes, and each of them as a field.
CREATE FUNCTION hms_audit_list(p_texts text[]) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  v_bytes bytea := int4send(cardinality(p_texts));
  v_text text;
BEGIN
  FOREACH v_text IN ARRAY p_texts LOOP
    v_bytes := v_bytes || hms_audit_field(v_text);
  END LOOP;
  RETURN v_bytes;
END $$;

-- SHA-256 over the canonical form of a row.
CREATE FUNCTION hms_audit_hash(p_event audit_events) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN sha256(
    hms_audit_field('hms-audit-1') || hms_audit_field(p_event.seq::text) || hms_audit_field(p_event.id::text)
    || hms_audit_field((extract(epoch FROM p_event.recorded) * 1000000)::bigint::text)
    || hms_audit_field(p_event.action::text) || hms_audit_field(p_event.operation) || hms_audit_field(p_event.outcome)
    || hms_audit_field(p_event.actor_id::text) || hms_audit_field(p_event.actor_role) || hms_audit_field(p_event.purpose)
    || hms_audit_field(p_event.session_id::text) || hms_audit_field(p_event.request_id)
    || hms_audit_field(p_event.client_address) || hms_audit_field(p_event.resource_type)
    || hms_audit_field(p_event.resource_id::text) || hms_audit_field(p_event.resource_version::text)
    || hms_audit_list(p_event.patient_ids::text[]) || hms_audit_list(p_event.changed_fields)
    || hms_audit_field(p_event.reason));
END $$;

-- The links of a chain that goes on after p_head with the ordinal p_first.
CREATE FUNCTION hms_audit_links(p_head bytea, p_first bigint, p_hashes bytea[])
  RETURNS TABLE (ordinal bigint, row_hash bytea, chain_hash bytea) LANGUAGE plpgsql STABLE AS $$
BEGIN
  ordinal := p_first;
  chain_hash := p_head;
  FOREACH row_hash IN ARRAY coalesce(p_hashes, '{}') LOOP
    chain_hash := sha256(convert_to('hms-chain-1', 'UTF8') || int8send(ordinal) || chain_hash || row_hash);
    RETURN NEXT;
    ordinal := ordinal + 1;
  END LOOP;
END $$;

-- A table of its own, as an audit row is never updated. It can be parted by ranges of the ordinal, in which it only grows.
CREATE TABLE audit_seals (
  -- From 1, without gaps.
  ordinal bigint PRIMARY KEY,
  seq bigint NOT NULL,
  recorded timestamptz NOT NULL,
  row_hash bytea NOT NULL,
  chain_hash bytea NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT audit_seals_hashes_are_whole CHECK (ordinal > 0 AND octet_length(row_hash) = 32 AND octet_length(chain_hash) = 32)
);
CREATE UNIQUE INDEX audit_seals_seq_key ON audit_seals (seq);
CREATE TRIGGER audit_seals_stay BEFORE UPDATE OR DELETE ON audit_seals FOR EACH ROW EXECUTE FUNCTION audit_events_stay();
CREATE TRIGGER audit_seals_not_truncated BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION audit_events_stay();

-- How far the sealer is. There is one at a time, which an advisory lock sees to.
CREATE TABLE audit_sealing (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  -- Names this hospital's log in anchors outside.
  log_id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- Every row up to here that will ever be committed is sealed.
  settled_seq bigint NOT NULL DEFAULT 0,
  -- What is settled next: numbers up to here were given out, to transactions of which these were still at work.
  pending_seq bigint NOT NULL DEFAULT 0,
  pending text[] NOT NULL DEFAULT '{}'
);
INSERT INTO audit_sealing DEFAULT VALUES;

-- What was told outside the database, where somebody who owns it cannot take it back.
CREATE TABLE audit_anchors (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  destination text NOT NULL CHECK (destination IN ('file', 's3', 'mail')),
  ordinal bigint NOT NULL,
  chain_hash bytea NOT NULL,
  -- In our own words; null where it went well.
  failure text
);
CREATE INDEX audit_anchors_destination_idx ON audit_anchors (destination, at DESC);

CREATE TABLE audit_verifications (
  id uuid PRIMARY KEY,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  scope text NOT NULL CHECK (scope IN ('newest', 'all')),
  from_ordinal bigint NOT NULL,
  to_ordinal bigint NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('passed', 'failed')),
  -- The first bad ordinal and what is wrong with it.
  bad_ordinal bigint,
  finding text,
  CONSTRAINT audit_verifications_finding_is_told CHECK ((outcome = 'failed') = (finding IS NOT NULL))
);
CREATE INDEX audit_verifications_finished_at_idx ON audit_verifications (finished_at DESC);

CALL hms_protect('audit_seals', 'SELECT, INSERT (ordinal, seq, recorded, row_hash, chain_hash)');
CREATE POLICY app_select ON audit_seals FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'privacy_officer', 'system'));
CREATE POLICY app_insert ON audit_seals FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) = 'system');
CALL hms_protect('audit_sealing', 'SELECT, UPDATE (settled_seq, pending_seq, pending)');
CREATE POLICY app_select ON audit_sealing FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'privacy_officer', 'system'));
CREATE POLICY app_update ON audit_sealing FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) = 'system') WITH CHECK ((SELECT hms_role()) = 'system');
CALL hms_protect('audit_anchors', 'SELECT, INSERT');
CREATE POLICY app_select ON audit_anchors FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'privacy_officer', 'system'));
CREATE POLICY app_insert ON audit_anchors FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) = 'system');
CALL hms_protect('audit_verifications', 'SELECT, INSERT');
CREATE POLICY app_select ON audit_verifications FOR SELECT TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'privacy_officer', 'system'));
CREATE POLICY app_insert ON audit_verifications FOR INSERT TO hms_app WITH CHECK ((SELECT hms_role()) = 'system');
