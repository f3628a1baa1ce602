import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRoot } from '../../../../scripts/lib/paths.mjs'
import { takePort } from './ports.ts'
import { type Running, startProcess, waitFor } from './processes.ts'

export interface Balancer extends Running {
  readonly url: string
  /** For each API process whether the proxy sends it requests, and how many it has sent. */
  servers(): Promise<{ name: string; up: boolean; requests: number }[]>
}

/** HAProxy with `deploy/haproxy.cfg`, over two API processes. */
export async function startHaproxy({ apis, logs }: { apis: { port: number }[]; logs: string }): Promise<Balancer> {
  const port = await takePort()
  const home = mkdtempSync(join(tmpdir(), 'hms-haproxy-'))
  const socket = join(home, 'stats')
  writeFileSync(
    join(home, 'test.cfg'),
    `global\n    stats socket ${socket} level user\n    log stdout format raw local0\n`,
  )
  const env: NodeJS.ProcessEnv = {
    PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin`,
    HMS_LISTEN: `127.0.0.1:${port}`,
  }
  apis.forEach((api, i) => (env[`HMS_API_${i + 1}`] = `127.0.0.1:${api.port}`))
  const args = ['-db', '-f', inRoot('deploy', 'haproxy.cfg'), '-f', join(home, 'test.cfg')]
  const proxy = startProcess({ name: 'haproxy', command: 'haproxy', args, env, logFile: join(logs, 'haproxy.log') })
  void proxy.exited.then(() => rmSync(home, { recursive: true, force: true }))
  const servers = async () => parseStats(await ask(socket, 'show stat'))
  await waitFor(proxy, async () => (await servers()).every(({ up }) => up))
  return Object.assign(proxy, { url: `http://127.0.0.1:${port}`, servers })
}

function ask(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const connection = connect(socket, () => connection.end(`${command}\n`))
    connection.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
    connection.once('end', () => resolve(answer))
    connection.once('error', reject)
  })
}

function parseStats(csv: string): { name: string; up: boolean; requests: number }[] {
  const [head, ...rows] = csv
    .replace(/^# /, '')
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const column = (row: string[], name: string) => row[head!.indexOf(name)] ?? ''
  return rows
    .filter((row) => column(row, 'pxname') === 'api' && column(row, 'svname') !== 'BACKEND')
    .map((row) => ({
      name: column(row, 'svname'),
      up: column(row, 'status').startsWith('UP'),
      requests: Number(column(row, 'stot')),
    }))
}
