/** The hospital's database, ready to work with: the embedded one, or the one that DATABASE_URL names. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runNode } from './build.mjs'
import { databaseMemory } from './databaseMemory.mjs'
import { migrateAll } from './migrations.mjs'
import { dataDir, inRoot } from './paths.mjs'
import { startCluster } from './postgres.mjs'
import { writeJson } from './processes.mjs'
import { checkRemote, connectTo } from './remote.mjs'
import { appUrlOf, DATABASE, prepareDatabase, urlOf } from './roles.mjs'
import { connect } from './sql.mjs'
import { say, step, yellow } from './ui.mjs'

/** Starts the embedded server (or checks the named one), migrates, and returns the API's environment and how to stop. */
export async function openDatabase({ migrate = true } = {}) {
  return process.env.DATABASE_URL ? openRemote(migrate) : openEmbedded(migrate)
}

async function openRemote(migrate) {
  const ownerUrl = process.env.DATABASE_OWNER_URL
  await checkRemote(process.env.DATABASE_URL)
  if (migrate && ownerUrl) {
    await (await connectTo(ownerUrl, 'DATABASE_OWNER_URL')).end()
    await step('Migrating the database', () => migrateAll(ownerUrl))
  }
  const env = { DATABASE_URL: process.env.DATABASE_URL, DATABASE_OWNER_URL: ownerUrl ?? '' }
  return { env, embedded: false, ended: new Promise(() => {}), stop: async () => {} }
}

async function openEmbedded(migrate) {
  const data = dataDir()
  const cluster = await step('Starting PostgreSQL', () =>
    startCluster({
      dataDir: data,
      settings: databaseMemory(),
      onCreate: () => say('    creating its data folder (first start only)'),
    }),
  )
  try {
    await dropHalfSeeded(cluster, data)
    await prepareDatabase(cluster)
    if (migrate) await step('Migrating the database', () => migrateAll(urlOf(cluster, 'hms_owner')))
    const env = embeddedEnv(cluster)
    return { env, embedded: true, cluster, stop: cluster.stop, kill: cluster.kill, ended: cluster.ended }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/** What the back end has to know to work on the embedded server. */
export function embeddedEnv(cluster, database = DATABASE) {
  return {
    DATABASE_URL: appUrlOf(cluster, database),
    DATABASE_OWNER_URL: urlOf(cluster, 'hms_owner', database),
    DATABASE_BACKUP_URL: urlOf(cluster, 'hms_backup', database),
    HMS_KEYS: process.env.HMS_KEYS || cluster.secrets.HMS_KEYS,
    HMS_EMBEDDED: '1',
  }
}

const seedingMark = (data) => join(data, 'seeding.json')

/** Fills the demo hospital into an empty embedded database, unless DEMO is off. Returns whether the demo is there. */
export async function seedWhenEmpty({ cluster, env }, signal) {
  const script = inRoot('backend', 'prisma', 'seed.ts')
  const admin = await connect(urlOf(cluster, 'postgres'))
  const { rows } = await admin.query(
    `select exists (select from users) as filled, exists (select from users where email = 'admin@demo.hms') as demo`,
  )
  await admin.end()
  const [{ filled, demo }] = rows
  if (filled || /^(0|off|no|false)$/i.test(process.env.DEMO ?? '') || !existsSync(script)) return demo
  writeJson(seedingMark(dataDir()), {})
  await step('Filling the demo hospital (first start only)', () => runNode([script], inRoot('backend'), env, signal))
  rmSync(seedingMark(dataDir()))
  return true
}

/** A demo hospital whose filling was cut short holds nothing of value, but would count as filled for ever. */
async function dropHalfSeeded(cluster, data) {
  if (!existsSync(seedingMark(data))) return
  say(yellow('    The demo hospital was only half filled last time; starting it afresh.'))
  const admin = await connect(urlOf(cluster, 'postgres', 'postgres'))
  await admin.query(`drop database if exists ${DATABASE} with (force)`)
  await admin.end()
  rmSync(seedingMark(data))
}
