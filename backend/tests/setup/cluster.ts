import { rmSync } from 'node:fs'
import { inRoot } from '../../../scripts/lib/paths.mjs'
import { removeData } from '../../../scripts/lib/postgres.mjs'
import { tryLock } from '../../../scripts/lib/processes.mjs'
import { databaseEnv, prepareHospital, startPostgres } from '../support/cluster/postgres.ts'

/** One database server for the run, made anew; the tests start everything else in front of it. */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = process.env.CLUSTER_DATA_DIR || inRoot('.data-test-cluster')
  const lock = `${dataDir}.lock`
  const holder = tryLock(lock)
  if (holder) throw new Error(`These tests run already on ${dataDir} (process ${holder.pid}).`)
  await removeData(dataDir)
  rmSync(`${dataDir}-logs`, { recursive: true, force: true })
  const server = await startPostgres({ dataDir })
  await prepareHospital(server)
  Object.assign(process.env, databaseEnv(server), { NODE_ENV: 'test', CLUSTER_DATA_DIR: dataDir })
  return async () => {
    await server.remove()
    rmSync(lock)
  }
}
