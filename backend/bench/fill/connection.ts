import pg from 'pg'

/**
 * A connection for filling. Rows are right by how they are made and are checked afterwards, so foreign keys and triggers are
 * not asked for each of them; constraints of the rows themselves hold as ever.
 */
export async function connectToFill(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'hms-fill' })
  client.on('error', () => {})
  await client.connect()
  await client.query(`SET session_replication_role = replica`)
  await client.query(`SET synchronous_commit = off`)
  await client.query(`SET maintenance_work_mem = '512MB'`)
  // Tables that have just been filled have no statistics yet, and look small.
  await client.query(`SET enable_nestloop = off`)
  await client.query(`SET statement_timeout = 0`)
  await client.query(`SET lock_timeout = 0`)
  return client
}

/** Connections for `count` COPYs at once; closed when the work is done. */
export async function withConnections<T>(
  url: string,
  count: number,
  work: (clients: pg.Client[]) => Promise<T>,
): Promise<T> {
  const clients = await Promise.all(Array.from({ length: count }, () => connectToFill(url)))
  try {
    return await work(clients)
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
  }
}
