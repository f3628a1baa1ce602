import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { removeData, startCluster } from '../../../scripts/lib/postgres.mjs'
import { urlOf } from '../../../scripts/lib/roles.mjs'
import { serverUser } from '../../../scripts/lib/serverUser.mjs'

const openssl = (folder: string, ...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })

/** A certificate authority of one's own, and a certificate by it for the name `localhost` alone. */
function makeCertificates(folder: string): void {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  for (const authority of ['authority', 'stranger']) {
    openssl(
      folder,
      'req',
      '-x509',
      ...curve,
      '-days',
      '2',
      '-subj',
      `/CN=${authority}`,
      '-keyout',
      `${authority}.key`,
      '-out',
      `${authority}.pem`,
    )
  }
  openssl(folder, 'req', ...curve, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost\n')
  const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial']
  openssl(folder, 'x509', '-req', '-in', 'server.csr', ...by, '-days', '2', '-extfile', 'names', '-out', 'server.pem')
  const owner = serverUser()
  if (owner) for (const file of ['server.key', 'server.pem']) chownSync(join(folder, file), owner.uid, owner.gid)
}

/**
 * A PostgreSQL as providers rent it out: TLS by an authority of their own, and an administrator who may create roles and
 * databases but is no superuser.
 */
export async function startHostedServer() {
  const folder = mkdtempSync(join(tmpdir(), 'hms-hosted-'))
  execFileSync('chmod', ['755', folder])
  const certificates = join(folder, 'certificates')
  mkdirSync(certificates)
  makeCertificates(certificates)
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const settings = {
    ssl: 'on',
    ssl_cert_file: join(certificates, 'server.pem'),
    ssl_key_file: join(certificates, 'server.key'),
    fsync: 'off',
  }
  const cluster = await startCluster({ dataDir, settings })
  const asSuperuser = async <T extends object>(text: string, database = 'postgres'): Promise<T[]> => {
    const client = new pg.Client({ connectionString: urlOf(cluster, 'postgres', database) })
    await client.connect()
    return (await client.query(text).finally(() => client.end())).rows as T[]
  }
  await asSuperuser(`CREATE ROLE provided LOGIN CREATEROLE CREATEDB PASSWORD 'of-the-providers-choice'`)
  const file = (name: string) => join(certificates, `${name}.pem`)
  return {
    asSuperuser,
    /** As a person would copy it from the provider's page. */
    adminUrl: (database: string, { host = 'localhost', authority = 'authority' } = {}) =>
      `postgres://provided:of-the-providers-choice@${host}:${cluster.port}/${database}?sslmode=verify-full&sslrootcert=${file(authority)}`,
    async stop() {
      await cluster.stop()
      await removeData(dataDir)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
