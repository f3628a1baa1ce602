/**
 * The roles of HMS where nobody is superuser: the administrator of a hosted PostgreSQL may create roles and databases,
 * and must not so much as mention the attributes that only superusers give (SUPERUSER, BYPASSRLS, REPLICATION). None of
 * them is needed: hms_backup reads through policies of its own.
 */
import { Failure } from '../ui.mjs'
import { newPassword, scramVerifier } from './scram.mjs'

export const ROLES = ['hms_owner', 'hms_app', 'hms_backup']

const given = (role) => process.env[`${role.toUpperCase()}_PASSWORD`]

/**
 * Creates what is missing, and gives passwords to what is new, to what has one in its variable (HMS_APP_PASSWORD …), and
 * with `renew` to all. Returns the passwords that are known now.
 */
export async function prepareHostedRoles(admin, { renew }) {
  const passwords = {}
  for (const role of ROLES) {
    const { rows } = await admin.query('select rolsuper or rolbypassrls as free from pg_roles where rolname = $1', [
      role,
    ])
    if (rows[0]?.free && role !== 'hms_backup') {
      throw new Failure(`The role ${role} is above row-level security.`, ['Take that from it, or drop it.'])
    }
    if (!rows[0]) await admin.query(`create role ${role} login`)
    const password = given(role) ?? (!rows[0] || renew ? newPassword() : null)
    if (password) passwords[role] = await setPassword(admin, role, password)
  }
  await admin.query('alter role hms_backup set default_transaction_read_only = on')
  return passwords
}

/** Some providers keep passwords themselves and refuse what is not one; they get the password, over TLS. */
async function setPassword(admin, role, password) {
  if (!/^[A-Za-z0-9]{20,}$/.test(password)) {
    throw new Failure(`${role.toUpperCase()}_PASSWORD must be 20 letters and digits or more.`)
  }
  const set = (secret) => admin.query(`alter role ${role} password ${admin.escapeLiteral(secret)}`)
  try {
    await set(scramVerifier(password))
  } catch (error) {
    if (error.code === '42501') throw error
    await set(password)
  }
  return password
}

/** The database that `--database` names, made by and for hms_owner; nobody else may enter it. */
export async function createHostedDatabase(admin, database) {
  const name = admin.escapeIdentifier(database)
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database])
  if (rowCount) return
  // Whoever creates a role may lend it to others, and has to lend it to themselves to act for it.
  await admin.query('grant hms_owner to current_user with set true, inherit true')
  await admin.query(`create database ${name} owner hms_owner template template0`)
  await admin.query(`revoke all on database ${name} from public`)
}

/**
 * Lets the roles in, and puts the extensions within their reach: some providers keep extensions in a schema apart, which
 * then belongs into the search path.
 */
export async function openDatabaseToRoles(admin) {
  const { rows } = await admin.query(
    `select current_database() as name, has_schema_privilege('hms_owner', 'public', 'create') as may_create,
            to_regnamespace('extensions') is not null as apart`,
  )
  const [{ name, may_create: mayCreate, apart }] = rows
  const database = admin.escapeIdentifier(name)
  await admin.query(`grant connect, create on database ${database} to hms_owner`)
  await admin.query(`grant connect on database ${database} to hms_app, hms_backup`)
  if (!mayCreate) await admin.query('grant usage, create on schema public to hms_owner')
  if (apart) await createExtensionsIn(admin, 'extensions')
  await reachExtensions(admin, database)
}

const EXTENSIONS = ['pgcrypto', 'btree_gist', 'pg_trgm', 'citext', 'fuzzystrmatch']

async function createExtensionsIn(admin, schema) {
  for (const extension of EXTENSIONS) await admin.query(`create extension if not exists ${extension} schema ${schema}`)
}

async function reachExtensions(admin, database) {
  const { rows } = await admin.query(
    `select distinct n.nspname as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace
      where e.extname = any($1) and n.nspname <> 'public' order by 1`,
    [EXTENSIONS],
  )
  if (rows.length === 0) return
  const path = ['public', ...rows.map(({ schema }) => admin.escapeIdentifier(schema))].join(', ')
  for (const role of ROLES) {
    for (const { schema } of rows) await letUse(admin, schema, role)
    await admin.query(`alter role ${role} in database ${database} set search_path = ${path}`)
  }
}

async function letUse(admin, schema, role) {
  const { rows } = await admin.query(`select has_schema_privilege($1, $2, 'usage') as may`, [role, schema])
  if (!rows[0].may) await admin.query(`grant usage on schema ${admin.escapeIdentifier(schema)} to ${role}`)
}
