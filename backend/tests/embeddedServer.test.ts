import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeData, startCluster } from '../../scripts/lib/postgres.mjs'
import { appUrlOf, prepareDatabase } from '../../scripts/lib/roles.mjs'
import { isLocal } from '../src/config/unsafe.ts'

type Cluster = Awaited<ReturnType<typeof startCluster>>

const folder = mkdtempSync(join(tmpdir(), 'hms-embedded-'))
beforeAll(() => chmodSync(folder, 0o755))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** By which way somebody with this address comes in: the server's own address, or null for a socket. */
async function wayIn(connectionString: string): Promise<string | null> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const { rows } = await client.query<{ way: string | null }>('SELECT host(inet_server_addr()) AS way')
  await client.end()
  return rows[0]!.way
}

/** Does something with a server whose data are under `path`. */
async function withServer<T>(path: string, work: (cluster: Cluster, dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = join(folder, path)
  mkdirSync(dataDir, { recursive: true })
  const cluster = await startCluster({ dataDir, settings: { fsync: 'off' } })
  try {
    await prepareDatabase(cluster)
    return await work(cluster, dataDir)
  } finally {
    await cluster.stop()
    await removeData(dataDir)
  }
}

describe('the server that comes along', () => {
  it('lets the API in by a socket in a folder that nobody else may enter, and only with its password', () =>
    withServer('short', async (cluster, dataDir) => {
      const url = appUrlOf(cluster)
      expect(await wayIn(url)).toBeNull()
      expect(isLocal(url)).toBe(true)
      expect(statSync(cluster.socket!).mode & 0o777).toBe(0o700)
      await expect(wayIn(url.replace(/:[^:@]+@/, ':another-password@'))).rejects.toMatchObject({ code: '28P01' })
      // What a killed server leaves behind is in nobody's way.
      await cluster.kill()
      const again = await startCluster({ dataDir, settings: { fsync: 'off' } })
      expect(await wayIn(appUrlOf(again)).finally(again.stop)).toBeNull()
    }))

  it('is reached through loopback where the path is too long for a socket', (test) =>
    withServer(join('a'.repeat(50), 'b'.repeat(50)), async (cluster) => {
      // As root, below a folder that other accounts cannot enter, its data stand elsewhere.
      if (!cluster.pgdata.startsWith(folder)) return test.skip()
      expect(cluster.socket).toBeNull()
      expect(await wayIn(appUrlOf(cluster))).toBe('127.0.0.1')
    }))
})
