import { db, type WriteTx } from '../../src/config/database.ts'
import type { Context } from '../../src/utils/context.ts'
import type { DemoHospital } from './types.ts'
import { writeAudit } from './writeAudit.ts'
import { writeBooks } from './writeBilling.ts'
import {
  writeAcknowledgements,
  writeDoctors,
  writeHouse,
  writeNotice,
  writePatients,
  writeUsers,
} from './writePeople.ts'
import { writeAppointments, writeMessages } from './writeVisits.ts'

/** Any number will do as long as everybody who fills a database takes the same one. */
const SEED_LOCK = 727_003

/**
 * Writes the demo hospital in one transaction: wholly or not at all.
 * @returns false when somebody is in the database already, and nothing was written
 */
export function writeDemoHospital(
  ctx: Context,
  hospital: DemoHospital,
  passwordHash: string,
  say: (line: string) => void,
): Promise<boolean> {
  return db.write(ctx.identity, async (tx) => {
    if (await isInUse(tx)) {
      tx.withoutAudit('nothing was written')
      return false
    }
    await writeHouse(tx, hospital)
    await writeUsers(tx, hospital, passwordHash)
    await writeNotice(tx, hospital)
    await writeDoctors(tx, hospital)
    say(`${hospital.doctors.length} doctors, ${hospital.users.length} accounts`)
    const keys = await writePatients(tx, hospital)
    await writeAcknowledgements(tx)
    say(`${hospital.patients.length} patients`)
    await writeAppointments(tx, hospital, keys)
    say(`${hospital.appointments.length} appointments`)
    await writeBooks(tx, hospital, keys)
    say(`${hospital.bills.length} bills, ${hospital.payments.length} payments`)
    await writeMessages(tx, hospital)
    await writeAudit(tx, ctx, hospital)
    return true
  })
}

/** Two who start at once take turns; the second one finds the first one's people. */
async function isInUse(tx: WriteTx): Promise<boolean> {
  await tx.one('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK])
  const row = await tx.one<{ used: boolean }>(
    'SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM patients) OR EXISTS (SELECT FROM visit_types) AS used',
  )
  return row?.used ?? true
}
