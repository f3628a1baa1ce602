-- Whose visit a bill is for stands with the bill: what a doctor may see, and lists of it, are answered by an index and not by
-- a look at the visit of each bill.
SET LOCAL lock_timeout = '3s';
ALTER TABLE billing ADD COLUMN doctor_id uuid;

CREATE FUNCTION billing_take_doctor() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.doctor_id := (SELECT t.doctor_id FROM appointment_times t WHERE t.appointment_id = NEW.appointment_id);
  RETURN NEW;
END $$;
CREATE TRIGGER billing_take_doctor BEFORE INSERT ON billing FOR EACH ROW EXECUTE FUNCTION billing_take_doctor();

-- Another doctor takes over a visit, and so its bill. The owner sees the bills of that one visit and of no other.
CREATE POLICY of_moved_visit ON billing TO CURRENT_USER
  USING (appointment_id = (SELECT nullif(current_setting('hms.moved_appointment_id', true), '')::uuid));
CREATE FUNCTION appointment_times_move_bill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM set_config('hms.moved_appointment_id', NEW.appointment_id::text, true);
  UPDATE billing SET doctor_id = NEW.doctor_id WHERE appointment_id = NEW.appointment_id;
  PERFORM set_config('hms.moved_appointment_id', '', true);
  RETURN NULL;
END $$;
CREATE TRIGGER appointment_times_move_bill AFTER UPDATE OF doctor_id ON appointment_times FOR EACH ROW
  WHEN (NEW.doctor_id <> OLD.doctor_id) EXECUTE FUNCTION appointment_times_move_bill();
-- That is no change of the bill itself.
CREATE OR REPLACE TRIGGER billing_touch BEFORE UPDATE ON billing FOR EACH ROW
  WHEN (NEW.doctor_id IS NOT DISTINCT FROM OLD.doctor_id) EXECUTE FUNCTION hms_touch_version();

-- For the migration that follows, and for whoever fills a database without triggers; a few at a time, so that nobody waits long.
CREATE PROCEDURE hms_fill_billing_doctors() LANGUAGE plpgsql AS $$
DECLARE
  v_after uuid := '00000000-0000-0000-0000-000000000000';
  v_ids uuid[];
BEGIN
  LOOP
    v_ids := ARRAY(SELECT id FROM billing WHERE id > v_after ORDER BY id LIMIT 5000);
    EXIT WHEN v_ids = '{}';
    UPDATE billing b SET doctor_id = t.doctor_id FROM appointment_times t
     WHERE b.id = ANY (v_ids) AND t.appointment_id = b.appointment_id AND b.doctor_id IS DISTINCT FROM t.doctor_id;
    v_after := v_ids[cardinality(v_ids)];
    COMMIT;
  END LOOP;
END $$;

-- The owner too is bound by the policies: it sees bills until they are filled in, and no longer.
CREATE POLICY fill_doctors ON billing TO CURRENT_USER USING (true);
