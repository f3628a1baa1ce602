/** The server of the benchmark with one filled database for each size, kept between runs when that is asked for. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { databaseMemory } from './databaseMemory.mjs'
import { migrateAll } from './migrations.mjs'
import { inRoot } from './paths.mjs'
import { startCluster, stopCluster } from './postgres.mjs'
import { appUrlOf, createDatabase, prepareRoles, urlOf } from './roles.mjs'
import { connect } from './sql.mjs'
import { Failure, say, step } from './ui.mjs'

/** While rows are copied nothing need survive a power cut; what is measured runs with the settings of `npm start`. */
const FILLING = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '16GB',
  checkpoint_timeout: '30min',
  shared_buffers: '1GB',
}

export class BenchDatabases {
  #settings
  #cluster = null
  #made = new Set()

  constructor(settings) {
    this.#settings = settings
  }

  /** A migrated database with so many patients: that of an earlier run, if its migrations are today's. */
  async open(patients) {
    const { migrationsHash } = await import('../../backend/src/config/migrationFiles.ts')
    const name = `hms_${patients}`
    await this.#start()
    const mark = `${migrationsHash()}/${patients}`
    if (!(await this.#isFilled(name, mark))) {
      await this.#restart(FILLING)
      await this.#fill(name, patients, mark)
      await this.#restart(databaseMemory())
    }
    this.#made.add(name)
    return {
      name,
      appUrl: appUrlOf(this.#cluster, name),
      adminUrl: urlOf(this.#cluster, 'postgres', name),
      keys: this.#cluster.secrets.HMS_KEYS,
      pgdata: this.#cluster.pgdata,
    }
  }

  async close() {
    if (!this.#cluster) return
    if (!this.#settings.keep) await this.#drop([...this.#made])
    await stopCluster(this.#cluster.pgdata)
  }

  async #start(settings = databaseMemory()) {
    if (this.#cluster) return
    const { dataDir } = this.#settings
    this.#cluster = await step('Starting PostgreSQL', () => startCluster({ dataDir, settings }))
  }

  async #restart(settings) {
    await stopCluster(this.#cluster.pgdata)
    this.#cluster = null
    await this.#start(settings)
  }

  async #isFilled(name, mark) {
    const admin = await connect(urlOf(this.#cluster, 'postgres', 'postgres'))
    const { rows } = await admin.query(
      `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1`,
      [name],
    )
    await admin.end()
    return rows[0]?.mark === mark
  }

  async #fill(name, patients, mark) {
    await this.#drop([name])
    const admin = await connect(urlOf(this.#cluster, 'postgres', 'postgres'))
    await prepareRoles(admin, this.#cluster.secrets.passwords)
    await createDatabase(admin, name)
    await step('Migrating', () => migrateAll(urlOf(this.#cluster, 'hms_owner', name)))
    say(`  Filling ${name}`)
    const env = {
      DATABASE_SUPERUSER_URL: urlOf(this.#cluster, 'postgres', name),
      HMS_KEYS: this.#cluster.secrets.HMS_KEYS,
    }
    const cwd = inRoot('backend')
    const args = [join(cwd, 'bench', 'fill.ts'), `--patients=${patients}`]
    const { status } = spawnSync(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' })
    if (status !== 0) throw new Failure(`${name} could not be filled.`)
    await admin.query(`comment on database ${admin.escapeIdentifier(name)} is ${admin.escapeLiteral(mark)}`)
    await admin.end()
  }

  async #drop(names) {
    if (!existsSync(this.#cluster.pgdata)) return
    const admin = await connect(urlOf(this.#cluster, 'postgres', 'postgres'))
    for (const name of names) await admin.query(`drop database if exists ${admin.escapeIdentifier(name)} with (force)`)
    await admin.end()
  }
}
