import pg from 'pg'

/** A connection beside the pool, in another role: for backups and restores, which take as long as they take. */
export async function ownConnection(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName })
  // What runs on the connection fails with it; without a listener the process would, too.
  client.on('error', () => undefined)
  await client.connect()
  return client
}
