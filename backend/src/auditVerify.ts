import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readBucket } from './config/anchors.ts'
import { EnvError, readKeyRing } from './config/env.ts'
import { inProject } from './config/envValues.ts'
import { KeyRing } from './config/keys.ts'
import { openForReading } from './models/AuditChain.ts'
import { type Check, checkLog } from './services/auditChain/check.ts'
import { describeError } from './utils/logger.ts'

const usage = `Verifies that the audit log is as it was sealed; docs/audit-chain.md says how, and what each finding means.

  npm run audit:verify -- [--from <ordinal>] [--to <ordinal>] [--anchors <file>]… [--json]

  --from, --to   a part of the log; what is before it is taken as it is, what is behind it is not looked at
  --anchors      a file with anchors, beside AUDIT_ANCHOR_FILE and AUDIT_ANCHOR_S3: what was kept of mails; may be given
                 more than once
  --json         the result as JSON, for programs

Reads as hms_backup (DATABASE_BACKUP_URL). Ends with
  0   the log is as it was sealed
  1   it is not: the first bad ordinal and what is wrong are named
  2   that could not be found out: wrong arguments, no database, no right to read, a bucket that cannot be read`

const SOUND = 0
const BAD = 1
const UNKNOWN = 2

const ordinal = (value: string | undefined) => {
  if (value === undefined) return undefined
  if (!/^[1-9]\d{0,17}$/.test(value)) throw new Error('An ordinal is a whole number from 1')
  return BigInt(value)
}

const ring = () => (process.env.HMS_KEYS ? new KeyRing(readKeyRing()) : null)

/** As config/env.ts reads it, which asks for much that verifying does without. */
const anchorFile = () => {
  const path = process.env.AUDIT_ANCHOR_FILE?.trim()
  return path ? inProject(path) : null
}

interface Options {
  from?: string | undefined
  to?: string | undefined
  anchors: string[]
}

async function verify({ from, to, anchors }: Options, isTold: boolean): Promise<Check & { seconds: number }> {
  const url = process.env.DATABASE_BACKUP_URL
  if (!url) throw new Error('DATABASE_BACKUP_URL is not set')
  const [first, last] = [ordinal(from), ordinal(to)]
  const ask = await openForReading(url)
  const begun = performance.now()
  let toldAt = begun
  const onStep = (rows: number) => {
    if (!isTold || performance.now() - toldAt < 2000) return
    toldAt = performance.now()
    console.error(`  ${rows} entries`)
  }
  try {
    const checked = await checkLog({
      ask,
      ...(first === undefined ? {} : { from: first }),
      ...(last === undefined ? {} : { to: last }),
      anchorFile: anchorFile(),
      bucket: readBucket(process.env),
      furtherFiles: anchors.map((path) => resolve(path)),
      keys: ring(),
      onStep,
    })
    return { ...checked, seconds: (performance.now() - begun) / 1000 }
  } finally {
    await ask.close()
  }
}

function tell({ findings, notes, from, to, rows, anchors, seconds }: Check & { seconds: number }): void {
  const speed = `${seconds.toFixed(1)} s, ${Math.round(rows / Math.max(seconds, 0.001))} entries/s`
  console.log(`Ordinals ${from} to ${to}: ${rows} entries as they were sealed, ${anchors} anchors met (${speed})`)
  for (const note of notes) console.log(`Note: ${note}`)
  const [first] = findings
  if (!first) return console.log('The audit log is as it was sealed.')
  console.log(`\nTHE AUDIT LOG IS NOT AS IT WAS SEALED. First bad ordinal: ${first.ordinal}`)
  for (const { ordinal, kind, detail } of findings) console.log(`  ${ordinal}: ${kind}: ${detail}`)
}

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        anchors: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(usage)
      return SOUND
    }
    const checked = await verify(values, !values.json)
    if (values.json) console.log(JSON.stringify(checked))
    else tell(checked)
    if (checked.findings.length > 0) return BAD
    return checked.isBlind ? UNKNOWN : SOUND
  } catch (error) {
    console.error(complaint(error))
    return UNKNOWN
  }
}

function complaint(error: unknown): string {
  if (error instanceof EnvError) return error.message
  const { code, message } = error as { code?: string; message: string }
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${message}\n\n${usage}`
  return code ? `The log could not be verified: ${JSON.stringify(describeError(error))}` : message
}

process.exitCode = await main()
