import { drop } from './support/ownDatabase.ts'
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { endProcesses, launchApi, startApi } from './support/realProcess.ts'

const { look, observer } = await import('./support/observer.ts')
const { aPatient } = await import('./support/people.ts')
const { db } = await import('../src/config/database.ts')

afterEach(endProcesses)
afterAll(async () => {
  await db.close()
  await observer.end()
  await drop()
})

async function readiness(url: string) {
  const asked = performance.now()
  const reply = await fetch(`${url}/ready`)
  const { status, detail } = (await reply.json()) as { status: unknown; detail?: string }
  return { status, detail, retryAfter: reply.headers.get('retry-after'), ms: performance.now() - asked }
}

describe('the API that is asked whether it is ready', () => {
  it('says yes once everything that it needs is there', async () => {
    const { url } = await startApi()
    expect(await readiness(url)).toMatchObject({ status: 'ready' })
  })

  it('says no while a migration is missing', async () => {
    const [newest] = await look<{ id: string }>(
      `UPDATE _prisma_migrations SET finished_at = NULL WHERE id = (SELECT id FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1)
       RETURNING id`,
    )
    const { url } = await launchApi()
    await expect
      .poll(() => readiness(url).catch(() => null), { timeout: 10_000 })
      .toMatchObject({ status: 503, detail: 'Migrations are missing', retryAfter: '2' })
    await look('UPDATE _prisma_migrations SET finished_at = now() WHERE id = $1', [newest!.id])
    await expect.poll(() => readiness(url), { timeout: 5000 }).toMatchObject({ status: 'ready' })
  })

  it('says no when a key is missing that data was sealed with since the start', async () => {
    const { url } = await launchApi({ HMS_KEYS: `other:${randomBytes(32).toString('base64')}` })
    await expect
      .poll(async () => (await fetch(`${url}/health`).catch(() => null))?.status, { timeout: 10_000 })
      .toBe(200)
    await aPatient()
    expect(await readiness(url)).toMatchObject({ status: 503, detail: expect.stringContaining('HMS_KEYS') })
  })

  it('says no within a bounded time while the database does not answer, and yes again afterwards; it is alive all the time', async () => {
    const { url } = await startApi()
    const [row] = await look<{ name: string }>('SELECT current_database() AS name')
    await look(`REVOKE CONNECT ON DATABASE ${row!.name} FROM hms_app`)
    await look('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = $2', [
      row!.name,
      'hms_app',
    ])
    await sleep(1100)
    const away = await readiness(url)
    expect(away).toMatchObject({ status: 503, detail: 'The database does not answer', retryAfter: '2' })
    expect(away.ms).toBeLessThan(3000)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    await look(`GRANT CONNECT ON DATABASE ${row!.name} TO hms_app`)
    await expect.poll(() => readiness(url), { timeout: 5000 }).toMatchObject({ status: 'ready' })
  })
})

describe('a client that sends its headers slowly', () => {
  it('is hung up on', { timeout: 40_000 }, async () => {
    const { url } = await startApi()
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined)
    socket.write('GET /api/health HTTP/1.1\r\nHost: x\r\n')
    const drip = setInterval(() => socket.write('X-Slow: 1\r\n'), 1000)
    const began = performance.now()
    let said = ''
    socket.on('data', (chunk) => (said += chunk))
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(drip)
    expect(performance.now() - began).toBeLessThan(25_000)
    expect(said).toMatch(/^HTTP\/1\.1 408 /)
  })
})
