import { drop } from '../support/ownDatabase.ts'
import { destroy, folder, removeFolder, safeguards } from '../support/backups.ts'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeData, startCluster } from '../../../scripts/lib/postgres.mjs'
import { prepareDatabase, urlOf } from '../../../scripts/lib/roles.mjs'
import { db } from '../../src/config/database.ts'
import { migrate } from '../../src/config/migrate.ts'
import { env, keys } from '../../src/config/runtime.ts'
import { majorOf } from '../../src/config/serverRelease.ts'
import { prepareJobs } from '../../src/jobs/prepare.ts'
import { createBackup } from '../../src/services/backupService/create.ts'
import { aFullPatient } from '../support/fullPatient.ts'
import { look, observer } from '../support/observer.ts'
import { restore } from '../support/restoring.ts'

/** A hospital goes from one major release of PostgreSQL to another: from the one under test to the one that comes along, and back. */

type Look = typeof look

const dataDir = mkdtempSync(join(tmpdir(), 'hms-release-'))
let elsewhere: Awaited<ReturnType<typeof startCluster>>

/** The release that comes along, sorting by bytes: as `npm start` has it. */
async function startOrdinary() {
  const { OTHER_POSTGRES, TEST_LANGUAGE } = process.env
  delete process.env.OTHER_POSTGRES
  delete process.env.TEST_LANGUAGE
  try {
    return await startCluster({ dataDir, settings: { fsync: 'off' } })
  } finally {
    Object.assign(process.env, { OTHER_POSTGRES, TEST_LANGUAGE })
  }
}

const lookAt =
  (url: string): Look =>
  async (text) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return (await client.query(text).finally(() => client.end())).rows
  }

/** Every row of the tables that a hospital would miss first, as the server itself sums them up. */
async function contents(looks: Look) {
  const tables = ['users', 'patients', 'patient_keys', 'appointments', 'billing', 'payments', 'audit_events']
  const sums = tables.map(
    (table) =>
      `SELECT '${table}' AS name, count(*)::int AS rows, md5(string_agg(t::text, '|' ORDER BY t::text COLLATE "C")) AS sum FROM ${table} t`,
  )
  return looks(sums.join(' UNION ALL '))
}

const version = async (looks: Look) =>
  majorOf((await looks<{ n: number }>(`SELECT current_setting('server_version_num')::int AS n`))[0]!.n)

const restoreInto = (ownerUrl: string, path: string) =>
  restore({
    path,
    ownerUrl,
    migrate: async (only) => {
      await migrate(ownerUrl, only)
      await prepareJobs(ownerUrl)
    },
  })

beforeAll(async () => {
  elsewhere = await startOrdinary()
  await prepareDatabase(elsewhere)
  await aFullPatient()
}, 120_000)

afterAll(async () => {
  await db.close()
  await observer.end()
  await elsewhere?.stop()
  await removeData(dataDir)
  await drop()
  removeFolder()
})

const planFor = (databaseUrl: string, name: string) => ({ ...env.backup!, databaseUrl, folder: join(folder, name) })

describe('a backup', () => {
  it('goes from one release to the other and back, with every row, key and safeguard', async () => {
    const there = lookAt(urlOf(elsewhere, 'postgres'))
    expect(await version(look)).not.toBe(await version(there))
    const [before, guards] = [await contents(look), await safeguards(look)]
    const out = await createBackup(planFor(env.backup!.databaseUrl, 'out'), keys, Temporal.Now.instant())

    const moved = await restoreInto(urlOf(elsewhere, 'hms_owner'), out.folder)
    expect(moved).toMatchObject({ differences: [], keyless: 0 })
    expect(moved.opened).toBeGreaterThan(0)
    expect(await contents(there)).toEqual(before)
    expect((await safeguards(there)).policies).toEqual(guards.policies)

    const back = await createBackup(planFor(urlOf(elsewhere, 'hms_backup'), 'back'), keys, Temporal.Now.instant())
    await destroy()
    const again = await restoreInto(process.env.DATABASE_OWNER_URL!, back.folder)
    expect(again).toMatchObject({ differences: [], keyless: 0, opened: moved.opened })
    expect(await contents(look)).toEqual(before)
    expect(await safeguards(look)).toEqual(guards)
  }, 120_000)
})
