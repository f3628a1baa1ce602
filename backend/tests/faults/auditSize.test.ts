import { figure } from '../support/figure.ts'
import { auditApi, auditSortKeys } from '@hms/contract/audit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../../src/config/database.ts'
import { keys } from '../../src/config/runtime.ts'
import { watchLog } from '../../src/services/alertService/index.ts'
import { checkLog } from '../../src/services/auditChain/check.ts'
import { seal } from '../../src/services/auditChain/seal.ts'
import { systemContext } from '../../src/utils/context.ts'
import { call } from '../support/call.ts'
import { report } from '../support/faults/figures.ts'
import { look, observer } from '../support/observer.ts'
import { aDoctor, anAdmin, aPatient, type PatientPerson, type Person } from '../support/people.ts'
import { long } from '../support/cluster/size.ts'

/** A log as long as a hospital's: the short form keeps it small, and proves only that all of it works. */
const ROWS = long ? 500_000 : 20_000
const PROMISED_MS = 3000
const BATCH = 25_000

let admin: Person, doctors: Person[], patients: PatientPerson[]
beforeAll(async () => {
  admin = await anAdmin()
  doctors = await Promise.all(Array.from({ length: 20 }, () => aDoctor()))
  patients = []
  for (let n = 0; n < 10; n++) patients.push(...(await Promise.all(Array.from({ length: 20 }, () => aPatient()))))
  for (let done = 0; done < ROWS; done += BATCH) await fill(Math.min(BATCH, ROWS - done))
  await look('ANALYZE audit_events')
}, 280_000)
afterAll(async () => {
  await db.close()
  await observer.end()
})

const fill = (rows: number) =>
  look(
    `INSERT INTO audit_events (recorded, action, operation, outcome, actor_id, actor_role, purpose, request_id, client_address,
                               resource_type, resource_id, patient_ids)
     SELECT clock_timestamp(), CASE WHEN n % 1000 = 0 THEN 'D' ELSE (ARRAY['R', 'R', 'R', 'U', 'C', 'E'])[1 + n % 6] END,
            (ARRAY['patient.read', 'patient.search', 'appointment.list', 'appointment.update', 'billing.read'])[1 + n % 5],
            (ARRAY['success', 'refused', 'failed'])[CASE WHEN n % 50 = 0 THEN 2 WHEN n % 333 = 0 THEN 3 ELSE 1 END],
            ($1::uuid[])[1 + n % 20], 'doctor', 'TREAT', 'bench-' || n, '10.0.' || n % 250 || '.7', 'Patient',
            ($2::uuid[])[1 + n % 200], ARRAY[($2::uuid[])[1 + n % 200]]
       FROM generate_series(1, $3::int) n`,
    [doctors.map(({ userId }) => userId), patients.map(({ patientId }) => patientId), rows],
  )

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const begun = performance.now()
  const result = await work()
  return { ms: performance.now() - begun, result }
}

describe(`a log of ${ROWS} rows`, () => {
  it('is shown within three seconds, by every column in both directions and by every filter', async () => {
    const questions: object[] = [
      ...auditSortKeys.flatMap((sort) => [
        { sort, order: 'asc' },
        { sort, order: 'desc' },
      ]),
      { patientId: patients[7]!.patientId },
      { actorId: doctors[3]!.userId },
      { action: 'E' },
      { action: 'D' },
      { outcome: 'failed' },
      { requestId: 'bench-77' },
      { from: new Date(Date.now() - 60_000).toISOString() },
      { patientId: patients[7]!.patientId, sort: 'actor' },
      { actorId: doctors[3]!.userId, sort: 'patient', outcome: 'failed' },
    ]
    const times: { ms: number; question: object }[] = []
    for (const question of questions) {
      const { ms, result } = await timed(() => call(auditApi.list, { as: admin, query: question as never }))
      expect([JSON.stringify(question), result.status]).toEqual([JSON.stringify(question), 200])
      expect(result.body.items.length, JSON.stringify(question)).toBeGreaterThan(0)
      times.push({ ms, question })
    }
    const slowest = times.reduce((a, b) => (a.ms > b.ms ? a : b))
    const ms = Math.round(slowest.ms)
    report(
      'questions to the audit log',
      { rows: ROWS, questions: times.length, 'slowest ms': ms },
      JSON.stringify(slowest.question),
    )
    figure('slowest-question-to-the-log', slowest.ms / 1000, { of: ROWS, unit: 's' })
    expect(slowest.ms).toBeLessThan(PROMISED_MS)
  }, 120_000)

  it('is sealed in bounded steps and verified', async () => {
    const sealing = await timed(() => seal())
    await seal()
    await seal()
    const reader = {
      many: <T extends object>(text: string, values?: readonly unknown[]) => look<T>(text, [...(values ?? [])]),
    }
    const verifying = await timed(() => checkLog({ ask: reader, anchorFile: null, keys }))
    report('sealing and verifying', {
      rows: ROWS,
      'sealed a second': Math.round((sealing.result / sealing.ms) * 1000),
      'verified a second': Math.round((verifying.result.rows / verifying.ms) * 1000),
    })
    expect(verifying.result.findings).toEqual([])
    expect(verifying.result.rows).toBeGreaterThanOrEqual(ROWS)
  }, 280_000)

  it('is looked through for what is unusual, however much one person does', async () => {
    // It rests between its steps: all of the long form would take ten minutes of a busy machine.
    const waiting = Math.min(ROWS, 100_000)
    await look('UPDATE alert_progress SET ordinal = (SELECT max(ordinal) FROM audit_seals) - $1', [waiting])
    const watching = await timed(() => watchLog(systemContext('job')))
    report('watching', { rows: waiting, 'watched a second': Math.round((watching.result / watching.ms) * 1000) })
    expect(watching.result).toBeGreaterThanOrEqual(waiting)
    expect(
      await look('SELECT max(s.ordinal) - p.ordinal AS behind FROM audit_seals s, alert_progress p GROUP BY p.ordinal'),
    ).toEqual([{ behind: '0' }])
  }, 280_000)
})
