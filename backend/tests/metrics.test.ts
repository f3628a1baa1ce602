// @covers 45CFR164.308(a)(5)(ii)(C), ASVS-13.4.5
import { drop } from './support/ownDatabase.ts'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startMailServer } from './support/mailServer.ts'
import { endProcesses, type RealApi, startApi, startProcess } from './support/realProcess.ts'
import { takePort } from './support/cluster/ports.ts'
import { aPatientsWord } from './support/sentinels.ts'

const { look, observer } = await import('./support/observer.ts')
const { anAdmin, aPatient } = await import('./support/people.ts')
const { posted } = await import('./support/messages.ts')
const { db } = await import('../src/config/database.ts')

const file = (path: string) => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8')
const dashboard = JSON.parse(file('grafana/hms.json')) as {
  title: string
  panels: { id: number; type: string; targets?: { expr: string }[] }[]
}
const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
const rules = file('prometheus/hms.rules.yml')

const METRICS_TOKEN = randomUUID()
let api: RealApi
let apiMetrics: string, workerMetrics: string
let patient: Awaited<ReturnType<typeof aPatient>>
let mail: Awaited<ReturnType<typeof startMailServer>>
const word = aPatientsWord()

const scrape = async (address: string) =>
  (await fetch(address, { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } })).text()
const ask = (path: string, token: string) =>
  fetch(`${api.url}${path}`, { headers: { Authorization: `Bearer ${token}` } })

/** Name, labels and value of every line that is no comment. */
const samplesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      return {
        name,
        labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k!, v!])),
        value: Number(value),
      }
    })

beforeAll(async () => {
  mail = await startMailServer()
  const [port, workerPort] = [await takePort(), await takePort()]
  const env = { METRICS_TOKEN, NODE_ENV: 'test', SMTP_URL: mail.url }
  apiMetrics = `http://127.0.0.1:${port}/metrics`
  workerMetrics = `http://127.0.0.1:${workerPort}/metrics`
  api = await startApi({ ...env, METRICS_PORT: String(port) })
  startProcess('src/worker.ts', { ...env, METRICS_PORT: String(workerPort) })
  const admin = await anAdmin()
  patient = await aPatient({ lastName: word })
  for (let times = 0; times < 3; times++) {
    await ask(`/patients?q=${word}`, admin.token)
    await ask(`/patients/${patient.patientId}`, admin.token)
  }
  await ask(`/patients/${randomUUID()}`, admin.token)
  await ask(`/${word}/${patient.patientId}`, admin.token)
  await fetch(`${api.url}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: admin.email, password: word }),
  })
  await posted({ userId: admin.userId })
  await vi.waitFor(() => expect(mail.received.length).toBeGreaterThan(0), { timeout: 10_000 })
  await look(`INSERT INTO backups (id, name, started_at, finished_at, outcome, bytes)
              VALUES (gen_random_uuid(), 'a', now() - interval '2 hours', now() - interval '1 hour', 'succeeded', 1)`)
})
afterAll(async () => {
  await endProcesses()
  await mail.stop()
  await db.close()
  await observer.end()
  await drop()
})

describe('the metrics of a process', () => {
  it('count requests by pattern, problem and class of status', async () => {
    const samples = samplesOf(await scrape(apiMetrics))
    const of = (name: string, labels: object) =>
      samples.find((sample) => sample.name === name && Object.entries(labels).every(([k, v]) => sample.labels[k] === v))
        ?.value
    const count = 'hms_http_request_duration_seconds_count'
    expect(of(count, { method: 'GET', route: '/patients/:id', status: '2xx' })).toBe(3)
    expect(of(count, { method: 'GET', route: '/patients/:id', status: '4xx' })).toBe(1)
    expect(of(count, { method: 'GET', route: 'none', status: '4xx' })).toBe(1)
    expect(of('hms_http_problems_total', { route: '/auth/login', problem: 'invalid-credentials' })).toBe(1)
    expect(of('hms_db_transaction_seconds_count', { mode: 'read', outcome: 'committed' })).toBeGreaterThan(5)
    expect(of('hms_database_up', {})).toBe(1)
    expect(of('hms_audit_rows', {})).toBeGreaterThan(5)
    expect(of('hms_audit_last_age_seconds', {})).toBeLessThan(60)
    expect(of('hms_backup_age_seconds', {})).toBeGreaterThan(3599)
    expect(of('hms_backup_age_seconds', {})).toBeLessThan(3700)
  })

  it('count jobs and messages where the worker is', async () => {
    await expect
      .poll(async () => samplesOf(await scrape(workerMetrics)), { timeout: 10_000 })
      .toContainEqual({
        name: 'hms_messages_total',
        labels: { channel: 'email', outcome: 'sent' },
        value: mail.received.length,
      })
    expect(samplesOf(await scrape(workerMetrics))).toContainEqual(
      expect.objectContaining({
        name: 'hms_job_duration_seconds_count',
        labels: { task: 'send-message', outcome: 'done' },
      }),
    )
  })

  it('name nobody: no id, no word of a patient, no address', async () => {
    const text = (await scrape(apiMetrics)) + (await scrape(workerMetrics))
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/i)
    expect(text).not.toContain('@')
    expect(text).not.toContain('ZPHI')
  })

  it('are for whoever has the token, on either address, and exist nowhere without', async () => {
    for (const address of [apiMetrics, `${api.url}/metrics`]) {
      expect((await fetch(address)).status).toBe(401)
      expect((await fetch(address, { headers: { Authorization: `Bearer ${METRICS_TOKEN}x` } })).status).toBe(401)
      expect(await scrape(address)).toContain('hms_build_info')
    }
    const plain = await startApi({ NODE_ENV: 'test' })
    expect((await fetch(`${plain.url}/metrics`)).status).toBe(404)
  })

  it('still come when the database does not answer', async () => {
    const [row] = await look<{ name: string }>('SELECT current_database() AS name')
    await look(`REVOKE CONNECT ON DATABASE ${row!.name} FROM hms_app`)
    await look('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = $2', [
      row!.name,
      'hms_app',
    ])
    const up = async () => samplesOf(await scrape(apiMetrics)).find(({ name }) => name === 'hms_database_up')?.value
    await expect.poll(up, { timeout: 10_000, interval: 500 }).toBe(0)
    await look(`GRANT CONNECT ON DATABASE ${row!.name} TO hms_app`)
    await expect.poll(up, { timeout: 10_000, interval: 500 }).toBe(1)
  })
})

describe('dashboard and alerts', () => {
  const names = (text: string) => [...new Set(text.match(/\b(hms|nodejs|process)_[a-z0-9_]+/g))]
  /** Labels that the expressions select or group by; `le`, `job`, `instance` and `process` come from Prometheus. */
  const labels = (text: string) =>
    [...text.matchAll(/\bby \(([^)]*)\)|(\w+)=~?"/g)]
      .flatMap(([, grouped, selected]) => (grouped ?? selected ?? '').split(','))
      .map((label) => label.trim())
      .filter((label) => !['le', 'job', 'instance', 'process'].includes(label))

  it('ask only for what is really there', async () => {
    const samples = [...samplesOf(await scrape(apiMetrics)), ...samplesOf(await scrape(workerMetrics))]
    const text = (await scrape(apiMetrics)) + (await scrape(workerMetrics))
    const there = new Set([
      ...samples.map(({ name }) => name),
      ...[...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!),
    ])
    const known = new Set(samples.flatMap((sample) => Object.keys(sample.labels)))
    const asked = names(expressions.join('\n') + rules.replace(/docs\/\S+/g, '')).filter((name) => name !== 'hms_rules')
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter((name) => !there.has(name))).toEqual([])
    // No conflict has come up here; its label is that of the transactions.
    expect([...new Set(labels(expressions.join('\n') + rules))].filter((label) => !known.has(label))).toEqual([])
  })

  it('show every metric of ours somewhere', async () => {
    const ours = [...(await scrape(apiMetrics)).matchAll(/^# TYPE (hms_\S+) /gm)].map(([, name]) => name!)
    const shown = expressions.join('\n') + rules
    expect(ours.filter((name) => !shown.includes(name))).toEqual([])
  })

  it('have panels of which each asks something, and alerts that the manual explains', () => {
    expect(dashboard.title).toBe('HMS')
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    for (const { type, targets = [] } of dashboard.panels) expect(type === 'row' || targets.length > 0).toBe(true)
    const manual = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
    const alerts = [...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name!)
    expect(alerts.length).toBeGreaterThan(10)
    expect(alerts.filter((name) => !manual.includes(name))).toEqual([])
  })
})
