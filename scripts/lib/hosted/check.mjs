/** What a hospital's database has to be like, asked of the database itself by each of the three roles. */
import { isTooOld, majorOf, OLDEST_SERVER } from '../../../backend/src/config/serverRelease.ts'
import { isLocal } from '../../../backend/src/config/unsafe.ts'
import { connect } from '../sql.mjs'

/** `urls` by role; returns findings as `{ ok, warning, text }`, the connections first. */
export async function checkDatabase(urls) {
  const findings = []
  for (const [role, checks] of Object.entries({
    hms_owner: ownerChecks,
    hms_app: appChecks,
    hms_backup: backupChecks,
  })) {
    if (urls[role]) findings.push(...(await checkAs(role, urls[role], checks)))
    else findings.push({ ok: false, warning: true, text: `${role}: no address is known, so nothing was looked at` })
  }
  return findings
}

async function checkAs(role, url, checks) {
  let client
  try {
    client = await connect(url)
  } catch (error) {
    return [{ ok: false, text: `${role} cannot connect: ${error.message}` }]
  }
  const findings = []
  const note = (ok, text, { warning = false } = {}) => findings.push({ ok: Boolean(ok), text, warning: warning && !ok })
  try {
    const encrypted = Boolean(client.connection.stream.encrypted)
    note(encrypted || isLocal(url), `${role} connects${encrypted ? ' with TLS, the certificate verified' : ' locally'}`)
    await bounds(client, role, note)
    await checks(client, note, url)
  } catch (error) {
    note(false, `${role}: ${error.message}`)
  } finally {
    await client.end()
  }
  return findings
}

async function bounds(client, role, note) {
  const { rows } = await client.query(
    `select current_user::text as name, rolsuper or rolcreaterole or rolcreatedb or rolreplication as strong, rolbypassrls as free,
            current_setting('server_version_num')::int as version
       from pg_roles where rolname = current_user`,
  )
  const [{ name, strong, free, version }] = rows
  note(name === role, `${role} is who that address signs in`)
  note(!strong, `${role} may neither create roles nor databases, and is no superuser`)
  if (role !== 'hms_backup') note(!free, `${role} is bound by row-level security`)
  if (role === 'hms_owner')
    note(!isTooOld(version), `the server is PostgreSQL ${majorOf(version)} (${OLDEST_SERVER} or newer)`)
}

async function ownerChecks(client, note, url) {
  const { migrationStatus } = await import('../../../backend/src/config/migrate.ts')
  const { applied, ...lists } = await migrationStatus(url)
  const missing = Object.entries(lists).flatMap(([kind, names]) => names.map((name) => `${name} (${kind})`))
  note(applied, applied ? 'every migration is applied' : `migrations: ${missing.join(', ')}`)
  const { rows } = await client.query(
    `select count(*) filter (where not (relrowsecurity and relforcerowsecurity))::int as open,
            count(*) filter (where pg_get_userbyid(relowner) <> 'hms_owner')::int as foreign_owned, count(*)::int as all
       from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> '_prisma_migrations'`,
  )
  const [tables] = rows
  note(tables.all > 0 && tables.open === 0, `row-level security is forced on all ${tables.all} tables`)
  note(tables.foreign_owned === 0, 'hms_owner owns them')
  await loggingChecks(client, note)
}

async function loggingChecks(client, note) {
  const { rows } = await client.query(
    `select current_setting('log_parameter_max_length_on_error')::int = 0
            and (current_setting('log_parameter_max_length')::int = 0
                 or (current_setting('log_statement') = 'none' and current_setting('log_min_duration_statement')::int < 0
                     and current_setting('log_min_duration_sample')::int < 0)) as quiet`,
  )
  const text = 'the server’s log keeps no parameters of statements'
  const how = 'log_parameter_max_length = 0, log_parameter_max_length_on_error = 0'
  note(rows[0].quiet, rows[0].quiet ? text : `${text}: set ${how}`, { warning: true })
}

async function appChecks(client, note) {
  const { rows } = await client.query(
    `select has_schema_privilege('public', 'create') as may_create, pg_has_role('hms_owner', 'member') as is_owner,
            has_table_privilege('graphile_worker._private_jobs', 'insert') as queue,
            'HMS'::citext = 'hms'::citext and similarity('a', 'a') = 1 as extensions,
            (select count(*)::int from hospital_settings) as unseen`,
  )
  const [found] = rows
  note(!found.may_create && !found.is_owner, 'hms_app can neither create tables nor act for their owner')
  note(found.unseen === 0, 'hms_app sees nothing before it says who is asking')
  note(found.queue, 'hms_app can leave jobs in the queue')
  note(found.extensions, 'citext and pg_trgm work for hms_app')
  await client.query('begin')
  const seal = await client.query(
    `select hms_enter_as('read', 'system'), (select count(*)::int from hospital_settings) as seen`,
  )
  const sealed = await client.query(
    `select hms_open(hms_seal('sealed', repeat('k', 64), id, 'check'), repeat('k', 64), id, 'check') = 'sealed' as opens
       from (select gen_random_uuid() as id) as any_patient`,
  )
  await client.query('rollback')
  note(seal.rowCount === 1 && sealed.rows[0].opens, 'pgcrypto seals and opens for hms_app')
}

/** Parts of a table are read through it, under its policies. */
async function backupChecks(client, note) {
  const { rows } = await client.query(
    `select current_setting('default_transaction_read_only') = 'on' as read_only,
            (select count(*)::int from hospital_settings) as seen,
            array(select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'p') and not c.relispartition
                     and (not has_table_privilege(c.oid, 'select')
                          or (c.relrowsecurity and not (select rolbypassrls from pg_roles where rolname = current_user)
                              and not exists (select from pg_policies p
                                               where p.schemaname = n.nspname and p.tablename = c.relname
                                                 and 'hms_backup' = any(p.roles) and p.qual = 'true')))
                   order by 1) as unread`,
  )
  const [{ read_only: readOnly, seen, unread }] = rows
  note(readOnly, 'hms_backup writes nothing')
  note(
    seen === 1 && unread.length === 0,
    unread.length ? `hms_backup cannot read ${unread.join(', ')}` : 'hms_backup reads every table',
  )
}
