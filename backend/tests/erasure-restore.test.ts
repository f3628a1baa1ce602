// @covers GDPR-Art17, GDPR-Art32
import { drop } from './support/ownDatabase.ts'
import { destroy, folder, identity, removeFolder } from './support/backups.ts'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { env, keys } from '../src/config/runtime.ts'
import * as AuditChain from '../src/models/AuditChain.ts'
import { checkLog } from '../src/services/auditChain/check.ts'
import { seal } from '../src/services/auditChain/seal.ts'
import { REGISTER } from '../src/services/backupService/erasures.ts'
import { keepRegister } from '../src/services/backupService/keepRegister.ts'
import { backUp } from '../src/services/backupService/record.ts'
import { verifyBackup } from '../src/services/backupService/verify.ts'
import { systemContext } from '../src/utils/context.ts'
import { aFullPatient, erase, type FullPatient, tablesWith } from './support/fullPatient.ts'
import { look, observer } from './support/observer.ts'
import { restore } from './support/restoring.ts'

/** An old backup that is restored after somebody was erased: nothing of them may be back. */

const register = join(folder, REGISTER)
let gone: FullPatient, here: FullPatient
let old: string
let certificate: Awaited<ReturnType<typeof erase>>
let told: string

beforeAll(async () => {
  ;[gone, here] = [await aFullPatient(), await aFullPatient()]
  old = (await backUp(systemContext('erasure-1'), env.backup!, keys)).folder
  certificate = await erase(gone)
  await keepRegister(systemContext('erasure-2'))
  told = await readFile(register, 'utf8')
}, 120_000)

afterAll(async () => {
  await db.close()
  await observer.end()
  await drop()
  removeFolder()
})

const wordsOf = ({ words }: FullPatient) => words

async function restoredInto(path: string) {
  await destroy()
  return restore({ path })
}

describe('an erasure', () => {
  it('has the worker keep a register beside the backups, which names nobody', async () => {
    const jobs = await look(`SELECT 1 FROM graphile_worker.jobs WHERE key = 'keep-erasures'`)
    expect(jobs).toHaveLength(1)
    expect(told).toContain(certificate.subjectHash)
    for (const word of [...Object.values(gone.words), gone.patient.patientId, gone.patient.userId])
      expect(told).not.toContain(word)
  })

  it('leaves the chain of the audit log as it was sealed', async () => {
    for (let step = 0; step < 3; step++) await seal()
    const reader = await AuditChain.openForReading(env.backup!.databaseUrl)
    const check = checkLog({ ask: reader, anchorFile: null, keys })
    expect((await check.finally(() => reader.close())).findings).toEqual([])
    const [sealed] = await look<{ n: number }>('SELECT count(*)::int AS n FROM audit_seals')
    expect(sealed!.n).toBeGreaterThan(20)
  })
})

describe('a backup from before the erasure', () => {
  it('is refused beside a register that somebody else has written', async () => {
    const forged = JSON.parse(told) as { erasures: string }
    await writeFile(register, JSON.stringify({ ...forged, erasures: '[]' }))
    await destroy()
    await expect(restore({ path: old })).rejects.toThrow(/erasures\.json was damaged, or written by somebody/)
    await writeFile(register, told)
  })

  it('still opens, and is restored without the patient', async () => {
    const restored = await restoredInto(old)
    expect(restored.erasedAgain).toBe(1)
    expect(await tablesWith(wordsOf(gone))).toEqual([])
    const [left] = await look(
      `SELECT first_name || ' ' || last_name AS name, erased_at IS NOT NULL AS erased,
              (SELECT count(*)::int FROM patient_keys k WHERE k.patient_id = p.id) AS keys,
              (SELECT count(*)::int FROM patient_words w WHERE w.patient_id = p.id) AS words FROM patients p WHERE id = $1`,
      [gone.patient.patientId],
    )
    expect(left).toEqual({ name: `Erased patient ${certificate.number}`, erased: true, keys: 0, words: 0 })
    const replies = await look<{ of: string }>('SELECT user_id AS of FROM idempotency_keys WHERE response IS NOT NULL')
    expect(replies.map(({ of }) => of)).toEqual([here.patient.userId])
    const [kept] = await look(`SELECT id, counts FROM erasures`)
    expect(kept).toEqual({ id: certificate.id, counts: certificate.counts })
  }, 60_000)

  it('is restored with everybody else, whose sealed fields open', async () => {
    const there = await tablesWith(wordsOf(here))
    expect(there).toEqual(expect.arrayContaining(['public.patients: patients.first_name', 'public.users: users.email']))
    const [left] = await look(`SELECT (SELECT count(*)::int FROM patient_keys WHERE patient_id = $1) AS keys`, [
      here.patient.patientId,
    ])
    expect(left).toEqual({ keys: 2 })
  })
})

describe('the register', () => {
  it('is in every backup that is made afterwards, so that it may get lost beside them', async () => {
    const newer = await backUp(systemContext('erasure-3'), env.backup!, keys)
    expect(await verifyBackup(newer.folder, { identities: [identity], keys })).toMatchObject({ name: newer.name })
    await rm(register)
    expect((await restoredInto(old)).erasedAgain).toBe(1)
    expect(await tablesWith(wordsOf(gone))).toEqual([])
  }, 60_000)
})
