/** A client on one connection; loaded late, because the start script runs before anything is installed. */
export async function connect(connectionString) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  return client
}
