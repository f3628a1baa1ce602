import { parseArgs } from 'node:util'
import { EnvError } from './config/env.ts'
import { KeyError } from './config/keys.ts'
import type { RingStatus } from './services/keyService/status.ts'
import { systemContext } from './utils/context.ts'
import { describeError } from './utils/logger.ts'

const usage = `The key ring of HMS_KEYS; docs/keys.md has every step.

  npm run keys:new                   one key for HMS_KEYS
  npm run keys:status [-- --json]    which key wraps how many rows of what, and which may leave the ring
  npm run keys:rotate                has the first key wrap what the others have wrapped, while people work; may be
                                     ended at any moment and called again

Ends with 0 when the ring is in order: every key that something needs is there, and after a rotation nothing is left.`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})

const WORDS = {
  'patient-keys': "patients' keys",
  'phone-indexes': 'telephone indexes',
  'totp-secrets': 'authenticator apps',
  'stored-replies': 'stored replies',
  findings: 'findings about nobody in particular',
  'recovery-codes': 'recovery codes',
  'retained-keys': 'retained keys',
} as const

function tell({ keys, left, rotation }: RingStatus): void {
  for (const { id, current, held, firstSeenAt, uses, removable } of keys) {
    const since = firstSeenAt ? `, first seen ${firstSeenAt.toISOString().slice(0, 10)}` : ''
    const state = current ? 'current' : held ? (removable ? 'may be removed' : 'needed') : 'not in HMS_KEYS'
    console.log(`${id}: ${state}${since}`)
    for (const { kind, rows } of uses) console.log(`  ${String(rows).padStart(9)} ${WORDS[kind]}`)
  }
  if (left > 0) console.log(`\n${left} rows are not of the current key yet: npm run keys:rotate`)
  if (rotation && !rotation.finishedAt)
    console.log(`A rotation to ${rotation.toKey} has done ${rotation.rows} rows, and is not finished.`)
}

const lost = ({ keys }: RingStatus) =>
  keys.filter(({ held, uses }) => !held && uses.some(({ kind }) => kind !== 'recovery-codes'))

const commands: Record<string, () => Promise<number>> = {
  async status() {
    const { ringStatus } = await import('./services/keyService/status.ts')
    const status = await ringStatus()
    if (values.json) console.log(JSON.stringify(status))
    else tell(status)
    const missing = lost(status)
    if (missing.length > 0) console.error(`\nHMS_KEYS does not hold ${missing.map(({ id }) => id).join(', ')}`)
    return missing.length > 0 ? 1 : 0
  },

  async rotate() {
    const { rotateKeys } = await import('./services/keyService/rotate.ts')
    const begun = performance.now()
    let toldAt = begun
    const seconds = () => (performance.now() - begun) / 1000
    const speed = (rows: number) => `${seconds().toFixed(1)} s, ${Math.round(rows / Math.max(seconds(), 0.001))} rows/s`
    const onProgress = (rows: number) => {
      if (performance.now() - toldAt < 1000) return
      toldAt = performance.now()
      console.log(`  ${rows} rows, ${speed(rows)}`)
    }
    const { rows, finished } = await rotateKeys(systemContext(`keys-${process.pid}`), { onProgress })
    console.log(`${rows} rows are of the current key now (${speed(rows)})`)
    console.log(finished ? 'Nothing is left; `npm run keys:status` names what may be removed.' : 'Something is left.')
    return finished ? 0 : 1
  },
}

function complaint(error: unknown): string {
  if (error instanceof EnvError || error instanceof KeyError) return error.message
  return `It broke off: ${JSON.stringify(describeError(error))}`
}

async function main(): Promise<number> {
  const work = commands[positionals[0] ?? '']
  if (!work || values.help) {
    console.log(usage)
    return values.help ? 0 : 1
  }
  try {
    return await work()
  } catch (error) {
    console.error(complaint(error))
    return 1
  } finally {
    await import('./config/database.ts').then(({ db }) => db.close()).catch(() => undefined)
  }
}

process.exitCode = await main()
