/**
 * One PostgreSQL for all test runs of this checkout, under `.data-test/`: the first run starts it, the last one stops it
 * (unless HMS_TEST_KEEP is set), and each run gets a database of its own, cloned from a migrated template.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrateAll } from './migrations.mjs'
import { root } from './paths.mjs'
import { runningServer, startCluster, stopCluster } from './postgres.mjs'
import { identify, isAlive, readJson, withLock, writeJson } from './processes.mjs'
import { createDatabase, prepareRoles, urlOf } from './roles.mjs'
import { connect } from './sql.mjs'

/** Tests start from nothing, so their server need not survive a power cut. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

/** Serialises what runs share inside the server: roles and the template. */
const TEST_LOCK = 727_002

export const testDataDir = () => resolve(root, process.env.TEST_DATA_DIR || '.data-test')

/**
 * Starts or joins the test server and makes a database ready. Without a `name` it is new and goes away at `release`; a
 * named one stays, and is made anew only when the migrations changed.
 */
export async function acquireTestDatabase({ name = process.env.TEST_DATABASE, dataDir = testDataDir() } = {}) {
  const cluster = await joinServer(dataDir)
  const database = name || `hms_test_${process.pid}`
  const release = () => leaveServer(dataDir, cluster, name ? null : database)
  try {
    await prepareTestDatabase(cluster, database, Boolean(name))
  } catch (error) {
    await release()
    throw error
  }
  return { env: testEnv(cluster, database), release }
}

async function prepareTestDatabase(cluster, database, mayReuse) {
  const admin = await connect(urlOf(cluster, 'postgres', 'postgres'))
  try {
    await admin.query('select pg_advisory_lock($1)', [TEST_LOCK])
    await prepareRoles(admin, cluster.secrets.passwords)
    await dropAbandoned(admin)
    await cloneDatabase(admin, cluster, database, mayReuse)
  } finally {
    await admin.end()
  }
}

function testEnv(cluster, database) {
  return {
    DATABASE_URL: urlOf(cluster, 'hms_app', database),
    DATABASE_OWNER_URL: urlOf(cluster, 'hms_owner', database),
    DATABASE_SUPERUSER_URL: urlOf(cluster, 'postgres', database),
    DATABASE_BACKUP_URL: urlOf(cluster, 'hms_backup', database),
    HMS_KEYS: cluster.secrets.HMS_KEYS,
    HMS_EMBEDDED: '1',
  }
}

const leaseDir = (dataDir) => join(dataDir, 'runs')
const leaseOf = (dataDir) => join(leaseDir(dataDir), `${process.pid}.json`)
const keepMark = (dataDir) => join(dataDir, 'keep')

function joinServer(dataDir) {
  mkdirSync(leaseDir(dataDir), { recursive: true })
  return withLock(join(dataDir, 'start.lock'), async () => {
    writeJson(leaseOf(dataDir), identify(process.pid))
    if (process.env.HMS_TEST_KEEP) writeJson(keepMark(dataDir), {})
    const state = readJson(join(dataDir, 'postgres.json'))
    const secrets = readJson(join(dataDir, 'secrets.json'))
    if (state && secrets && runningServer(state.pgdata)) return { ...state, secrets }
    return startCluster({ dataDir, settings: FAST })
  })
}

async function leaveServer(dataDir, cluster, database) {
  if (database) {
    const admin = await connect(urlOf(cluster, 'postgres', 'postgres'))
    await admin.query(`drop database if exists ${admin.escapeIdentifier(database)} with (force)`)
    await admin.end()
  }
  await withLock(join(dataDir, 'start.lock'), async () => {
    rmSync(leaseOf(dataDir), { force: true })
    const others = readdirSync(leaseDir(dataDir)).some((file) => isAlive(readJson(join(leaseDir(dataDir), file))))
    if (!others && !existsSync(keepMark(dataDir))) await stopCluster(cluster.pgdata)
  })
}

/** Stops a server that was kept. */
export async function stopTestServer(dataDir = testDataDir()) {
  const state = readJson(join(dataDir, 'postgres.json'))
  rmSync(keepMark(dataDir), { force: true })
  if (state) await stopCluster(state.pgdata)
}

/** Databases of runs that were killed before they could drop their own: their names end in the process's number. */
async function dropAbandoned(admin) {
  const { rows } = await admin.query(`select datname from pg_database where datname ~ '^hms_[a-z]+_[0-9]+$'`)
  for (const { datname } of rows) {
    const pid = Number(datname.split('_').at(-1))
    if (pid === process.pid || !identify(pid).stamp) {
      await admin.query(`drop database if exists ${admin.escapeIdentifier(datname)} with (force)`)
    }
  }
}

async function cloneDatabase(admin, cluster, database, mayReuse) {
  const { migrationsHash } = await import('../../backend/src/config/migrationFiles.ts')
  const hash = migrationsHash()
  const { rows } = await admin.query(
    `select shobj_description(oid, 'pg_database') as hash from pg_database where datname = $1`,
    [database],
  )
  if (mayReuse && rows[0]?.hash === hash) return
  const template = await ensureTemplate(admin, cluster, hash)
  const name = admin.escapeIdentifier(database)
  await admin.query(`drop database if exists ${name} with (force)`)
  await createDatabase(admin, database, template)
  await admin.query(`comment on database ${name} is ${admin.escapeLiteral(hash)}`)
}

async function ensureTemplate(admin, cluster, hash) {
  const template = `hms_template_${hash}`
  const { rows } = await admin.query(`select datname from pg_database where datname like 'hms\\_template\\_%'`)
  if (rows.some(({ datname }) => datname === template)) return template
  for (const { datname } of rows) await admin.query(`drop database ${admin.escapeIdentifier(datname)} with (force)`)
  const unfinished = 'hms_template_unfinished'
  await createDatabase(admin, unfinished)
  await migrateAll(urlOf(cluster, 'hms_owner', unfinished))
  for (let attempt = 0; ; attempt++) {
    try {
      await admin.query(`alter database ${unfinished} rename to ${template}`)
      return template
    } catch (error) {
      if (error.code !== '55006' || attempt > 100) throw error
      await sleep(20)
    }
  }
}
