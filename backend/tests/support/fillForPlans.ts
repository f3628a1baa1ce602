import { amendmentApi } from '@hms/contract/amendments'
import { billingApi } from '@hms/contract/billing'
import { phoneIndex } from '../../src/models/Patient.ts'
import { call } from './call.ts'
import { look, observer } from './observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './people.ts'

/** Whom and what a filled database is asked about. */
export interface Hospital {
  admin: Person
  doctor: DoctorPerson
  patient: PatientPerson
  mrn: string
  appointmentId: string
  billId: string
  billNumber: string
  erasureId: string
  amendmentId: string
}

const FIRST = `ARRAY['Mary','John','Anna','José','Zoë','James','Linda','Wei','Omar','Ines']`
const LAST = `ARRAY['Johnson','Smith','Müller','Garcia','Nguyen','O''Hara','Larsen','Okafor','Kim','Brandt']`

/** Tables in the order of what refers to what; rows by the number `g` of each, in the ranges of `series`. */
const STATEMENTS = [
  `INSERT INTO users (id, email, role, first_name, last_name, disabled_at, created_at)
   SELECT gen_random_uuid(), 'user' || g || '@plans.example', CASE WHEN g % 300 = 0 THEN 'doctor' ELSE 'patient' END,
          (${FIRST})[1 + g % 10], (${LAST})[1 + g / 10 % 10] || g, CASE WHEN g % 4000 = 0 THEN now() END, now() - g * interval '1 minute'
     FROM generate_series(1, 20000) g`,
  `INSERT INTO doctors (user_id, first_name, last_name, search_name, specialization, license_number, availability)
   SELECT id, first_name, last_name, lower(first_name || ' ' || last_name), 'Surgery', 'P-' || email, '{"weekly":[],"exceptions":[],"slotMinutes":30}'
     FROM users WHERE role = 'doctor' AND email LIKE 'user%'`,
  `INSERT INTO patients (first_name, last_name, search_name, date_of_birth, gender, phone_index, created_at)
   SELECT first_name, last_name, translate(lower(regexp_replace(first_name || ' ' || last_name, '[^[:alnum:]]+', ' ', 'g')), 'éëü', 'eeu'),
          date '1940-01-01' + g % 20000, 'female', sha256(g::text::bytea), now() - g * interval '1 minute'
     FROM (SELECT g, (${FIRST})[1 + g % 10] AS first_name, (${LAST})[1 + g / 10 % 10] || chr(97 + g % 26) || chr(97 + g / 26 % 26) AS last_name
             FROM generate_series(1, 20000) g) AS made`,
  // Of nobody: a bill whose key is missing shows its figures without the texts, one whose key does not fit shows nothing.
  `INSERT INTO patient_keys (patient_id, scope, key_id, wrapped)
   SELECT gen_random_uuid(), scope, 'k1', decode(repeat('00', 60), 'hex') FROM generate_series(1, 15000), (VALUES ('contact'), ('clinical')) AS s (scope)`,
  `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until,
                             local_start, time_zone, created_at, status)
   SELECT p.id, d.id, t, 30, t + interval '30 min', t, t + interval '30 min', t AT TIME ZONE 'UTC', 'America/New_York', t - interval '9 days',
          CASE WHEN t > now() THEN 'booked' WHEN g % 9 = 0 THEN 'cancelled' WHEN g % 50 = 0 THEN 'no-show' ELSE 'completed' END
     FROM generate_series(1, 40000) g
     CROSS JOIN LATERAL (SELECT date_trunc('day', now()) + interval '40 days' - (g / 70) * interval '1 day' + (g % 24) * interval '30 min' AS t) AS time
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM patients WHERE user_id IS NULL) p ON p.n = 1 + g * 7 % 20000
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM doctors) d ON d.n = 1 + g % 67`,
  `INSERT INTO billing (number, patient_id, appointment_id, description, currency, amount, paid_amount, status, issue_date, due_date)
   SELECT 'OLD-2026-' || lpad(g::text, 6, '0'), a.patient_id, a.id, '\\x00', 'USD', 100,
          CASE WHEN g % 40 < 37 THEN 100 ELSE 0 END, CASE WHEN g % 40 < 37 THEN 'paid' WHEN g % 40 = 37 THEN 'open' WHEN g % 40 = 38 THEN 'overdue' ELSE 'void' END,
          current_date - g / 20, current_date - g / 20 + 30
     FROM (SELECT id, patient_id, (row_number() OVER (ORDER BY appointment_date DESC, id))::int AS g FROM appointments
            WHERE status = 'completed' LIMIT 20000) a`,
  `INSERT INTO billing_lines (billing_id, position, description, quantity, unit_price, amount) SELECT id, 1, '\\x00', 1, 100, 100 FROM billing`,
  `INSERT INTO payments (billing_id, patient_id, amount, currency, method, status, receipt_number, received_at)
   SELECT id, patient_id, 100, 'USD', 'cash', 'succeeded', 'R-' || number, issue_date FROM billing WHERE status = 'paid'`,
  `INSERT INTO messages (user_id, channel, kind, subject, body, status, dedupe_key, created_at, read_at)
   SELECT u.id, CASE WHEN g % 3 = 0 THEN 'in-app' WHEN g % 20 = 1 THEN 'sms' ELSE 'email' END, CASE WHEN g % 900 = 5 THEN 'appointment-booked' ELSE 'reminder' END,
          's', 'b', CASE WHEN g % 800 = 1 THEN 'failed' ELSE 'sent' END, 'plans-' || g,
          now() - CASE WHEN g % 500 = 0 THEN interval '3 years' ELSE g * interval '1 minute' END,
          CASE WHEN g % 6 = 0 THEN now() END
     FROM generate_series(1, 30000) g JOIN (SELECT id, row_number() OVER (ORDER BY created_at) AS n FROM users) u ON u.n = 1 + g % 20000`,
  `INSERT INTO sessions (user_id, expires_at) SELECT id, now() + interval '1 day' FROM users WHERE email LIKE 'user%'`,
  `INSERT INTO audit_events (recorded, action, operation, outcome, actor_id, actor_role, purpose, request_id, resource_type, patient_ids)
   SELECT now() - g * interval '5 minutes', CASE WHEN g % 1500 = 1 THEN 'D' ELSE 'R' END, 'patient.read', CASE WHEN g % 1000 = 7 THEN 'refused' ELSE 'success' END,
          u.id, 'patient', 'TREAT', 'bench-' || g, 'Patient', ARRAY[p.id]
     FROM generate_series(1, 40000) g
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users) u ON u.n = 1 + g % 20000
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM patients) p ON p.n = 1 + g % 20000`,
  `INSERT INTO privacy_requests (id, kind, patient_id, status, requested_by, requested_at, finished_at)
   SELECT gen_random_uuid(), CASE WHEN n % 9 = 0 THEN 'amendment' ELSE 'erasure' END, p.id, 'withdrawn', u.id, now() - n * interval '1 hour', now()
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM patients WHERE user_id IS NULL LIMIT 400) p
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS m FROM users) u ON u.m = n`,
  `INSERT INTO legal_holds (id, patient_id, reason, set_by)
   SELECT gen_random_uuid(), p.id, '\\x', u.id
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM patients WHERE user_id IS NULL LIMIT 400) p
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS m FROM users) u ON u.m = n`,
  `INSERT INTO erasures (number, subject_hash, requested_by_patient, requested_at, approved_by, approved_at, performed_by, erased_at)
   SELECT g, sha256(g::text::bytea), true, now(), gen_random_uuid(), now(), gen_random_uuid(), now() - g * interval '1 hour'
     FROM generate_series(1, 10000) g`,
]

/**
 * Some ten thousand rows of each table that grows, made in the database itself: statistics, keys and indexes as they would
 * be, texts as short as they may be. Sealed fields are not meant to be opened.
 */
export async function fillForPlans(): Promise<Hospital> {
  const [admin, doctor, patient] = await Promise.all([
    anAdmin(),
    aDoctor({ specialization: 'Cardiology', firstName: 'John' }),
    aPatient({ firstName: 'Mary', lastName: 'Johnson', dateOfBirth: '1970-05-01' }),
  ])
  const client = await observer.connect()
  try {
    await client.query('SET session_replication_role = replica')
    for (const statement of STATEMENTS) await client.query(statement)
    await client.query('CALL hms_index_all_names()')
    await client.query('CALL hms_fill_appointment_times()')
    await client.query('CALL hms_fill_billing_doctors()')
    await client.query('UPDATE patients SET phone_index = $1 WHERE id = $2', [
      phoneIndex('+1 555 010 4477'),
      patient.patientId,
    ])
    await client.query('VACUUM ANALYZE')
  } finally {
    client.release(true)
  }
  return { admin, doctor, patient, ...(await somebodysVisit(admin, doctor, patient)) }
}

/** One visit of the doctor and the patient who ask, with a bill. */
async function somebodysVisit(admin: Person, doctor: DoctorPerson, patient: PatientPerson) {
  const [{ mrn }] = (await look<{ mrn: string }>('SELECT mrn FROM patients WHERE id = $1', [patient.patientId])) as [
    { mrn: string },
  ]
  const [visit] = await look<{ id: string }>(
    `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until,
                               local_start, time_zone, status)
     SELECT $1, $2, t, 30, t + interval '30 min', t, t + interval '30 min', t AT TIME ZONE 'UTC', 'America/New_York', 'completed'
       FROM (SELECT date_trunc('day', now()) - interval '16 days 4 hours' AS t) AS time RETURNING id`,
    [patient.patientId, doctor.doctorId],
  )
  const bill = await call(billingApi.create, {
    as: admin,
    body: {
      patientId: patient.patientId,
      appointmentId: visit!.id,
      description: 'Visit',
      lines: [{ description: 'Visit', quantity: 1, unitPrice: '100.00' }],
    },
  })
  if (bill.status !== 201) throw new Error(JSON.stringify(bill.problem))
  const [erasure] = await look<{ id: string }>('SELECT id FROM erasures LIMIT 1')
  const amendment = await call(amendmentApi.ask, {
    as: patient,
    params: { id: patient.patientId },
    body: { field: 'contact', text: 'Another number' },
  })
  return {
    mrn,
    appointmentId: visit!.id,
    billId: bill.body.id,
    billNumber: bill.body.number,
    erasureId: erasure!.id,
    amendmentId: amendment.body.id,
  }
}
