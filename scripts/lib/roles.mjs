import { readFileSync } from 'node:fs'
import { inRoot } from './paths.mjs'
import { connect } from './sql.mjs'

export const DATABASE = 'hms'

/** The roles with this cluster's passwords, and `database` as its owner's alone. Repeatable. */
export async function prepareDatabase(cluster, database = DATABASE) {
  const admin = await connect(urlOf(cluster, 'postgres', 'postgres'))
  try {
    await prepareRoles(admin, cluster.secrets.passwords)
    await createDatabase(admin, database)
  } finally {
    await admin.end()
  }
}

/** Creates the three roles and sets their passwords. */
export async function prepareRoles(admin, passwords) {
  await admin.query(readFileSync(inRoot('backend', 'prisma', 'roles.sql'), 'utf8'))
  for (const role of ['hms_owner', 'hms_app', 'hms_backup']) {
    await admin.query(`alter role ${role} password ${admin.escapeLiteral(passwords[role])}`)
  }
}

export async function createDatabase(admin, database, template = 'template0') {
  const name = admin.escapeIdentifier(database)
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database])
  if (!rowCount)
    await admin.query(`create database ${name} owner hms_owner template ${admin.escapeIdentifier(template)}`)
  await admin.query(`revoke all on database ${name} from public`)
  await admin.query(`grant connect on database ${name} to hms_app, hms_backup`)
}

/** Where the API reaches the database: through the socket where the server has one, which spares both the loopback network. */
export function appUrlOf(cluster, database = DATABASE) {
  const url = urlOf(cluster, 'hms_app', database)
  return cluster.socket ? `${url}?host=${encodeURIComponent(cluster.socket)}` : url
}

export function urlOf({ port, secrets }, role, database = DATABASE) {
  return `postgres://${role}:${secrets.passwords[role]}@127.0.0.1:${port}/${database}`
}
