-- The same bytes as before: a function in SQL that is called from another one is prepared at each call, and each row has twenty.
CREATE OR REPLACE FUNCTION hms_audit_field(p_text text) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  v_bytes bytea;
BEGIN
  IF p_text IS NULL THEN RETURN '\xffffffff'; END IF;
  v_bytes := convert_to(p_text, 'UTF8');
  RETURN int4send(octet_length(v_bytes)) || v_bytes;
END $$;
