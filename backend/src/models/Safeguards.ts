import type { ReadTx } from '../config/database.ts'

/** What the database says of the role that we work as, and of itself. */
export interface Safeguards {
  role: string
  /** Superusers and roles with BYPASSRLS see every row. */
  aboveRowSecurity: boolean
  /** Tables that the role owns, or could act as owner of; an owner can switch row-level security off. */
  ownTables: number
  /** Tables whose row-level security is off, or does not bind their owner. */
  openTables: string[]
  /** Accounts whose password is in the documentation. */
  demoAccounts: string[]
  /** Whether the server's log could take down what statements are called with. */
  logsParameters: boolean
  /** As `server_version_num`: 180004 is 18.4. */
  serverVersion: number
}

export async function look(tx: ReadTx, demoEmails: readonly string[]): Promise<Safeguards> {
  const row = await tx.one<Safeguards>(
    `WITH tables AS (
       SELECT c.relname, c.relowner, c.relrowsecurity AND c.relforcerowsecurity AS closed
         FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations')
     SELECT r.rolname::text AS role, r.rolsuper OR r.rolbypassrls AS "aboveRowSecurity",
            (SELECT count(*)::int FROM tables WHERE pg_has_role(r.oid, relowner, 'MEMBER')) AS "ownTables",
            ARRAY(SELECT relname::text FROM tables WHERE NOT closed ORDER BY 1) AS "openTables",
            ARRAY(SELECT email::text FROM users WHERE email = ANY($1::citext[]) ORDER BY 1) AS "demoAccounts",
            current_setting('log_parameter_max_length_on_error')::int <> 0
            OR (current_setting('log_parameter_max_length')::int <> 0
                AND (current_setting('log_statement') <> 'none'
                     OR current_setting('log_min_duration_statement')::int >= 0
                     OR current_setting('log_min_duration_sample')::int >= 0)) AS "logsParameters",
            current_setting('server_version_num')::int AS "serverVersion"
       FROM pg_roles r WHERE r.rolname = current_user`,
    [demoEmails],
  )
  return row!
}
