/**
 * Brings the job queue's own schema up to date and opens it to the application; run as the owner after every migration.
 * The queue's tables have row-level security without policies, and its later versions may bring further tables: so all
 * that are there now get one, each time. Needs a direct connection, not a transaction pooler.
 */
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

const OPEN_TO_THE_APPLICATION = `
  DO $$
  DECLARE
    queue_table regclass;
  BEGIN
    FOR queue_table IN
      SELECT oid FROM pg_class WHERE relnamespace = 'graphile_worker'::regnamespace AND relkind IN ('r', 'p')
    LOOP
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', queue_table);
      EXECUTE format('DROP POLICY IF EXISTS hms_app_all ON %s', queue_table);
      EXECUTE format('CREATE POLICY hms_app_all ON %s TO hms_app USING (true) WITH CHECK (true)', queue_table);
      EXECUTE format('DROP POLICY IF EXISTS backup_read ON %s', queue_table);
      EXECUTE format('CREATE POLICY backup_read ON %s FOR SELECT TO hms_backup USING (true)', queue_table);
    END LOOP;
  END $$;
  GRANT USAGE ON SCHEMA graphile_worker TO hms_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO hms_app;
  REVOKE INSERT, UPDATE, DELETE ON graphile_worker.migrations FROM hms_app;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO hms_app;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO hms_app;
  GRANT USAGE ON SCHEMA graphile_worker TO hms_backup;
  GRANT SELECT ON ALL TABLES IN SCHEMA graphile_worker TO hms_backup;
  GRANT SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO hms_backup;
  GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO hms_backup;
  GRANT SELECT ON _prisma_migrations TO hms_backup;
`

/** Any number will do as long as every deployment of HMS takes the same one. */
const PREPARE_LOCK = 727_003

/** @param ownerUrl connection string of the owner role, straight to the server rather than through a pooler */
export async function prepareJobs(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PREPARE_LOCK])
    await runMigrations({ connectionString: ownerUrl })
    await client.query(OPEN_TO_THE_APPLICATION)
  } finally {
    await client.end()
  }
}

if (import.meta.main) {
  const ownerUrl = process.env.DATABASE_OWNER_URL
  if (!ownerUrl) throw new Error('DATABASE_OWNER_URL is not set')
  await prepareJobs(ownerUrl)
}
