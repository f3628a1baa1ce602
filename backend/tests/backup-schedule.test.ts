import { drop } from './support/ownDatabase.ts'
import { folder, identity, removeFolder } from './support/backups.ts'
import { rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { backupApi } from '@hms/contract/backups'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { env, keys } from '../src/config/runtime.ts'
import { backUp } from '../src/services/backupService/record.ts'
import { isDue, isOverdue, lastTimeAt, mindBackups } from '../src/services/backupService/schedule.ts'
import { verifyBackup } from '../src/services/backupService/verify.ts'
import { systemContext } from '../src/utils/context.ts'
import { call } from './support/call.ts'
import { look, observer } from './support/observer.ts'
import { anAdmin, type Person } from './support/people.ts'
import { carriersTo, stopWorkers, work } from './support/worker.ts'

let admin: Person
beforeAll(async () => {
  admin = await anAdmin()
})
afterEach(stopWorkers)
afterAll(async () => {
  await Promise.all([db.close(), observer.end()])
  await drop()
  removeFolder()
})

const at = (time: string) => Temporal.Instant.from(time)
const zone = 'America/New_York'

describe('the time for a backup', () => {
  it.each([
    ['2026-06-10T06:29:59Z', '2026-06-09T06:30:00Z'],
    ['2026-06-10T06:30:00Z', '2026-06-10T06:30:00Z'],
    // The night without a half past two: the clock jumps from 01:59 to 03:00.
    ['2026-03-08T07:29:00Z', '2026-03-07T07:30:00Z'],
    ['2026-03-08T07:31:00Z', '2026-03-08T07:30:00Z'],
  ])('was, seen from %s, last at %s', (now, last) => {
    expect(lastTimeAt('02:30', at(now), zone).toString()).toBe(last)
  })

  it('has come when none was made since, and no attempt within the hour', () => {
    const none = { lastGood: null, lastTried: null, since: null }
    const now = at('2026-06-10T12:00:00Z')
    const due = (lastGood: string | null, lastTried: string | null) =>
      isDue(
        { ...none, lastGood: lastGood ? new Date(lastGood) : null, lastTried: lastTried ? new Date(lastTried) : null },
        '02:30',
        now,
        zone,
      )
    expect(due(null, null)).toBe(true)
    expect(due('2026-06-10T06:30:05Z', '2026-06-10T06:30:05Z')).toBe(false)
    expect(due('2026-06-09T06:30:05Z', '2026-06-09T06:30:05Z')).toBe(true)
    expect(due('2026-06-09T06:30:05Z', '2026-06-10T11:30:00Z')).toBe(false)
    expect(due('2026-06-09T06:30:05Z', '2026-06-10T10:59:00Z')).toBe(true)
  })

  it('is long over after 26 hours, also where there never was one', () => {
    const now = at('2026-06-10T12:00:00Z')
    const times = (lastGood: string | null, since: string | null) => ({
      lastGood: lastGood ? new Date(lastGood) : null,
      lastTried: null,
      since: since ? new Date(since) : null,
    })
    expect(isOverdue(times('2026-06-09T10:00:00Z', '2020-01-01T00:00:00Z'), now)).toBe(false)
    expect(isOverdue(times('2026-06-09T09:59:59Z', '2020-01-01T00:00:00Z'), now)).toBe(true)
    expect(isOverdue(times(null, '2026-06-10T09:00:00Z'), now)).toBe(false)
    expect(isOverdue(times(null, '2026-06-09T09:00:00Z'), now)).toBe(true)
    expect(isOverdue(times(null, null), now)).toBe(false)
  })
})

describe('the worker', () => {
  const toldOf = (kind: string) =>
    look(`SELECT channel, link FROM messages WHERE kind = $1 AND user_id = $2 ORDER BY 1`, [kind, admin.userId])

  it('makes the backup that is due, in a process of its own, and shows what became of it', async () => {
    await mindBackups(systemContext('mind'))
    work({ ...carriersTo('smtp://127.0.0.1:9', 'http://127.0.0.1:9'), sms: null })
    await expect
      .poll(() => look('SELECT outcome FROM backups'), { timeout: 15_000, interval: 100 })
      .toEqual([{ outcome: 'succeeded' }])
    expect((await verifyBackup(folder, { identities: [identity], keys })).rows).toBeGreaterThan(1)
    const { body } = await call(backupApi.status, { as: admin })
    expect(body).toMatchObject({ configured: true, overdue: false, items: [{ outcome: 'succeeded', failure: null }] })
    await mindBackups(systemContext('mind'))
    expect(
      await look(`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'backup' AND locked_at IS NULL`),
    ).toEqual([])
  })

  it('tells administrators once when a backup fails, and why', async () => {
    const wrong = `${folder}/a-file`
    writeFileSync(wrong, '')
    const plan = { ...env.backup!, folder: `${wrong}/below` }
    for (const n of [1, 2]) await expect(backUp(systemContext(`fails-${n}`), plan, keys)).rejects.toThrow()
    rmSync(wrong)
    expect(await toldOf('backup-failed')).toEqual([
      { channel: 'email', link: '/settings?tab=backups' },
      { channel: 'in-app', link: '/settings?tab=backups' },
    ])
    const [failed] = await look(`SELECT outcome, name, failure FROM backups ORDER BY finished_at DESC LIMIT 1`)
    expect(failed).toEqual({ outcome: 'failed', name: null, failure: expect.stringMatching(/^It broke off \(E/) })
  })

  it('tells administrators, once a day, when the last good backup is too old', async () => {
    const late = (hours: number) => mindBackups(systemContext(randomUUID(), Temporal.Now.instant().add({ hours })))
    await late(25)
    expect(await toldOf('backup-overdue')).toEqual([])
    await late(27)
    await late(27)
    expect(await toldOf('backup-overdue')).toHaveLength(2)
    await late(27 + 24)
    expect(await toldOf('backup-overdue')).toHaveLength(4)
  })
})
