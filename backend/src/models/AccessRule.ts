import type { Role } from '@hms/contract/permissions'
import type { ReadTx } from '../config/database.ts'

/** A rule by which somebody may see a patient's record now, or by which they may not. */
export interface RuleRow {
  rule: 'visit' | 'assignment' | 'duty' | 'case' | 'break-glass' | 'restriction'
  /** Null: it holds for everybody of the role. */
  userId: string | null
  name: string | null
  role: Role
  since: Date | null
  until: Date | null
  appointmentId: string | null
  throughRestriction: boolean
}

/** From the views that the policies ask, as far as the reader sees them. Of several visits with a doctor, that which lasts longest. */
const rules = `
  SELECT 'visit' AS rule, d.user_id AS "userId", d.first_name || ' ' || d.last_name AS name, 'doctor' AS role,
         v.appointment_date AS since, v.ends_at + make_interval(days => s.care_days) AS until, v.id AS "appointmentId",
         false AS "throughRestriction"
    FROM (SELECT DISTINCT ON (doctor_id) id, doctor_id, appointment_date, ends_at FROM care_by_visit
           WHERE patient_id = $1 ORDER BY doctor_id, ends_at DESC) v
    JOIN doctors d ON d.id = v.doctor_id JOIN hospital_settings s ON true
  UNION ALL
  SELECT 'assignment', d.user_id, d.first_name || ' ' || d.last_name, 'doctor', c.from_at, c.until_at, NULL, false
    FROM care_by_assignment c JOIN doctors d ON d.id = c.doctor_id WHERE c.patient_id = $1
  UNION ALL
  SELECT 'duty', NULL, NULL, 'nurse', min(c.appointment_date) - interval '1 day', max(c.ends_at) + interval '1 day', NULL, false
    FROM care_by_duty c WHERE c.patient_id = $1 HAVING count(*) > 0
  UNION ALL
  SELECT 'case', NULL, NULL, 'privacy_officer', min(c.opened_at), NULL, NULL, false
    FROM privacy_cases c WHERE c.patient_id = $1 HAVING count(*) > 0
  UNION ALL
  SELECT 'break-glass', g.user_id, g.user_name, g.user_role, g.opened_at, g.ends_at, NULL, g.through_restriction
    FROM open_break_glass g WHERE g.patient_id = $1
  UNION ALL
  SELECT 'restriction', r.user_id, d.first_name || ' ' || d.last_name, 'doctor', r.from_at, r.until_at, NULL, false
    FROM active_restrictions r JOIN doctors d ON d.user_id = r.user_id WHERE r.patient_id = $1`

export function list(tx: ReadTx, patientId: string): Promise<RuleRow[]> {
  return tx.many<RuleRow>(rules, [patientId])
}

/** Somebody of the staff, as far as the reader may know them: patients know doctors. Nobody who is disabled. */
export function person(tx: ReadTx, userId: string): Promise<{ userId: string; name: string; role: Role } | null> {
  return tx.one(
    `SELECT u.id AS "userId", u.first_name || ' ' || u.last_name AS name, u.role FROM users u
      WHERE u.id = $1 AND u.disabled_at IS NULL
     UNION ALL
     SELECT d.user_id, d.first_name || ' ' || d.last_name, 'doctor' FROM doctors d
      WHERE d.user_id = $1 AND NOT EXISTS (SELECT FROM users u WHERE u.id = $1)
      LIMIT 1`,
    [userId],
  )
}

/** Who the patient is, as an account. */
export async function accountOf(tx: ReadTx, patientId: string): Promise<{ userId: string | null } | null> {
  return tx.one('SELECT user_id AS "userId" FROM patients WHERE id = $1', [patientId])
}

/**
 * Whether somebody may know what a patient permits and asks for: those who treat need the patient in their care, for the
 * others their role speaks.
 */
export async function isInReach(tx: ReadTx, patientId: string): Promise<boolean> {
  const row = await tx.one<{ reached: boolean }>(
    `SELECT (SELECT hms_role()) NOT IN ('doctor', 'nurse') OR k.patient_id IS NOT NULL AS reached
       FROM patients p LEFT JOIN patient_keys k ON k.patient_id = p.id AND k.scope = 'contact' WHERE p.id = $1`,
    [patientId],
  )
  return row?.reached ?? false
}
