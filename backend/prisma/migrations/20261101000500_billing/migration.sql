-- Bills and payments. What was paid is kept by the database from the payments themselves.

CREATE TABLE billing (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  number text NOT NULL,
  patient_id uuid NOT NULL REFERENCES patients (id),
  appointment_id uuid REFERENCES appointments (id),
  description bytea NOT NULL,
  currency char(3) NOT NULL,
  amount numeric(12, 2) NOT NULL CHECK (amount >= 0),
  paid_amount numeric(12, 2) NOT NULL DEFAULT 0 CHECK (paid_amount >= 0),
  -- Payments that a provider has not settled yet.
  pending_amount numeric(12, 2) NOT NULL DEFAULT 0 CHECK (pending_amount >= 0),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'overdue', 'paid', 'void')),
  issue_date date NOT NULL,
  due_date date NOT NULL,
  void_reason bytea,
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT billing_paid_within_amount CHECK (paid_amount + pending_amount <= amount),
  CONSTRAINT billing_paid_is_settled CHECK ((status = 'paid') = (paid_amount = amount AND status <> 'void')),
  CONSTRAINT billing_void_is_unpaid CHECK (status <> 'void' OR (paid_amount = 0 AND pending_amount = 0)),
  CONSTRAINT billing_due_after_issue CHECK (due_date >= issue_date)
);
CREATE UNIQUE INDEX billing_number_key ON billing (number);
CREATE UNIQUE INDEX billing_appointment_id_key ON billing (appointment_id) WHERE status <> 'void';
CREATE INDEX billing_patient_id_idx ON billing (patient_id, issue_date DESC, id DESC);
CREATE INDEX billing_issue_date_idx ON billing (issue_date DESC, id DESC);
CREATE INDEX billing_unpaid_idx ON billing (status, due_date) WHERE status IN ('open', 'overdue');
CREATE TRIGGER billing_touch BEFORE UPDATE ON billing FOR EACH ROW EXECUTE FUNCTION hms_touch_version();

-- The ledger is the role of the payment trigger below and of nobody else.
CALL hms_protect('billing', 'SELECT, INSERT, UPDATE (status, void_reason, paid_amount, pending_amount)');
CREATE POLICY app_select ON billing FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_role()) IN ('admin', 'system', 'ledger')
         OR ((SELECT hms_doctor_id()) IS NOT NULL AND EXISTS
             (SELECT 1 FROM appointments a WHERE a.id = appointment_id AND a.doctor_id = (SELECT hms_doctor_id()))));
CREATE POLICY app_insert ON billing FOR INSERT TO hms_app
  WITH CHECK (paid_amount = 0 AND pending_amount = 0 AND ((SELECT hms_role()) IN ('admin', 'system')
         OR ((SELECT hms_doctor_id()) IS NOT NULL AND EXISTS
             (SELECT 1 FROM appointments a WHERE a.id = appointment_id AND a.doctor_id = (SELECT hms_doctor_id())
                AND a.patient_id = billing.patient_id))));
CREATE POLICY app_update ON billing FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'system', 'ledger')) WITH CHECK ((SELECT hms_role()) IN ('admin', 'system', 'ledger'));

-- What was paid follows from the payments, whoever asks.
CREATE FUNCTION billing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.paid_amount, NEW.pending_amount) IS DISTINCT FROM (OLD.paid_amount, OLD.pending_amount)
     AND hms_role() IS DISTINCT FROM 'ledger' THEN
    RAISE EXCEPTION 'what was paid follows from the payments' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER billing_guard BEFORE UPDATE ON billing FOR EACH ROW EXECUTE FUNCTION billing_guard();

CREATE TABLE billing_lines (
  billing_id uuid NOT NULL REFERENCES billing (id),
  position integer NOT NULL CHECK (position >= 1),
  description bytea NOT NULL,
  quantity integer NOT NULL CHECK (quantity >= 1),
  unit_price numeric(12, 2) NOT NULL CHECK (unit_price >= 0),
  amount numeric(12, 2) NOT NULL,
  PRIMARY KEY (billing_id, position),
  CONSTRAINT billing_lines_amount_check CHECK (amount = quantity * unit_price)
);
CALL hms_protect('billing_lines', 'SELECT, INSERT');
CREATE POLICY app_select ON billing_lines FOR SELECT TO hms_app
  USING (EXISTS (SELECT 1 FROM billing b WHERE b.id = billing_id));
CREATE POLICY app_insert ON billing_lines FOR INSERT TO hms_app
  WITH CHECK ((SELECT hms_role()) IN ('admin', 'doctor', 'system') AND EXISTS (SELECT 1 FROM billing b WHERE b.id = billing_id));

-- At the end of the transaction a bill is worth the sum of its lines; a bill cannot grow afterwards.
CREATE FUNCTION billing_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_role text := current_setting('hms.role', true);
  v_id uuid := CASE TG_TABLE_NAME WHEN 'billing' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'billing_id')::uuid END;
BEGIN
  PERFORM set_config('hms.role', 'ledger', true);
  IF EXISTS (SELECT 1 FROM billing b
              WHERE b.id = v_id AND b.amount <> (SELECT coalesce(sum(l.amount), -1) FROM billing_lines l WHERE l.billing_id = b.id)) THEN
    RAISE EXCEPTION 'a bill is the sum of its lines' USING ERRCODE = '23514', CONSTRAINT = 'billing_is_sum_of_lines';
  END IF;
  PERFORM set_config('hms.role', v_role, true);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER billing_add_up AFTER INSERT OR UPDATE OF amount ON billing
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_lines_add_up();
CREATE CONSTRAINT TRIGGER billing_lines_add_up AFTER INSERT OR UPDATE ON billing_lines
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_lines_add_up();

CREATE TABLE payments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  billing_id uuid NOT NULL REFERENCES billing (id),
  patient_id uuid NOT NULL REFERENCES patients (id),
  amount numeric(12, 2) NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL,
  method text NOT NULL CHECK (method IN ('card', 'cash', 'bank-transfer', 'insurance')),
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  provider text,
  provider_reference text,
  redirect_url text,
  receipt_number text,
  received_at timestamptz,
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT payments_succeeded_has_receipt CHECK ((status = 'succeeded') = (receipt_number IS NOT NULL AND received_at IS NOT NULL))
);
CREATE UNIQUE INDEX payments_receipt_number_key ON payments (receipt_number);
CREATE UNIQUE INDEX payments_provider_reference_key ON payments (provider, provider_reference);
CREATE INDEX payments_billing_id_idx ON payments (billing_id, created_at);
CREATE INDEX payments_received_at_idx ON payments (received_at) WHERE status = 'succeeded';
CREATE INDEX payments_pending_idx ON payments (created_at) WHERE status = 'pending';
CREATE TRIGGER payments_touch BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION hms_touch();

CALL hms_protect('payments', 'SELECT, INSERT, UPDATE (status, provider_reference, redirect_url, receipt_number, received_at)');
CREATE POLICY app_select ON payments FOR SELECT TO hms_app
  USING (patient_id = (SELECT hms_patient_id()) OR (SELECT hms_role()) IN ('admin', 'system')
         OR ((SELECT hms_role()) = 'doctor' AND EXISTS (SELECT 1 FROM billing b WHERE b.id = billing_id)));
CREATE POLICY app_insert ON payments FOR INSERT TO hms_app
  WITH CHECK ((patient_id = (SELECT hms_patient_id()) AND method = 'card' AND status = 'pending') OR (SELECT hms_role()) IN ('admin', 'system'));
CREATE POLICY app_update ON payments FOR UPDATE TO hms_app
  USING ((SELECT hms_role()) IN ('admin', 'system')) WITH CHECK ((SELECT hms_role()) IN ('admin', 'system'));

-- Moves the bill with its payments. The constraint on billing refuses what is more than the balance, whoever comes first.
CREATE FUNCTION payments_move_bill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_role text := current_setting('hms.role', true);
  v_paid numeric := CASE WHEN NEW.status = 'succeeded' THEN NEW.amount ELSE 0 END;
  v_pending numeric := CASE WHEN NEW.status = 'pending' THEN NEW.amount ELSE 0 END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.status <> 'pending' OR NEW.amount <> OLD.amount OR NEW.billing_id <> OLD.billing_id THEN
      RAISE EXCEPTION 'a settled payment does not change' USING ERRCODE = '23514', CONSTRAINT = 'payments_settled_stays';
    END IF;
    v_pending := v_pending - OLD.amount;
  END IF;
  PERFORM set_config('hms.role', 'ledger', true);
  UPDATE billing
     SET paid_amount = paid_amount + v_paid,
         pending_amount = pending_amount + v_pending,
         status = CASE WHEN status <> 'void' AND paid_amount + v_paid = amount THEN 'paid' ELSE status END
   WHERE id = NEW.billing_id AND patient_id = NEW.patient_id AND currency = NEW.currency AND status <> 'void';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the bill takes no payment' USING ERRCODE = '23514', CONSTRAINT = 'payments_bill_takes_payment';
  END IF;
  PERFORM set_config('hms.role', v_role, true);
  RETURN NULL;
END $$;
CREATE TRIGGER payments_move_bill AFTER INSERT OR UPDATE OF status, amount, billing_id ON payments
  FOR EACH ROW EXECUTE FUNCTION payments_move_bill();
