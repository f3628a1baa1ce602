import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { EnvError, readKeyRing } from './config/env.ts'
import { KeyRing } from './config/keys.ts'
import { BackupError } from './services/backupService/backupError.ts'
import { systemContext } from './utils/context.ts'
import { describeError } from './utils/logger.ts'

const usage = `Encrypted backups of the whole hospital; docs/backup.md has every step.

  npm run backup:keys -- <file>              a key pair: the private key into <file>, the public one on the screen
  npm run backup                             a backup into BACKUP_DIR, for BACKUP_RECIPIENT
  npm run backup:verify -- <folder> --identity <file> [--restore]
                                             decrypts and compares everything; --restore also restores it into a
                                             database of its own, which is deleted afterwards
  npm run restore -- <folder> --identity <file> [--keys-of <set>] [--replace] [--accept-differences]

<folder> is BACKUP_DIR or a copy of it (its newest backup is taken), or one folder in its sets/.`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    identity: { type: 'string' },
    'keys-of': { type: 'string' },
    replace: { type: 'boolean', default: false },
    'accept-differences': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const now = () => Temporal.Now.instant()
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

/** The ring where there is one; restoring and making backups insist on it. */
const ring = () => (process.env.HMS_KEYS ? new KeyRing(readKeyRing()) : null)

async function identities(): Promise<string[]> {
  const { readIdentities } = await import('./services/backupService/openSet.ts')
  if (!values.identity) throw new BackupError('Say where the private key is: --identity <file>')
  return readIdentities(resolve(values.identity), process.env.BACKUP_PASSPHRASE)
}

function folderOf(path: string | undefined): string {
  const folder = path ?? process.env.BACKUP_DIR
  if (!folder) throw new BackupError('Name the folder of the backup')
  return resolve(folder)
}

const commands: Record<string, (argument?: string) => Promise<void>> = {
  async keys(path) {
    if (!path) throw new BackupError('Name the file for the private key: npm run backup:keys -- <file>')
    const identity = await generateX25519Identity()
    const recipient = await identityToRecipient(identity)
    const content = `# created: ${now().toString({ smallestUnit: 'second' })}\n# public key: ${recipient}\n${identity}\n`
    await writeFile(resolve(path), content, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      throw new BackupError(error.code === 'EEXIST' ? `${path} is there already` : `${path} cannot be written`)
    })
    console.log(`The private key is in ${resolve(path)}. Move it off this machine, to two places: without it no backup
can be opened, and with it all of them can. The public key goes into .env:

BACKUP_RECIPIENT=${recipient}`)
  },

  async create() {
    const { env, keys } = await import('./config/runtime.ts')
    if (!env.backup)
      throw new BackupError('Backups are not set up: set BACKUP_DIR and BACKUP_RECIPIENT (docs/backup.md)')
    const { backUp } = await import('./services/backupService/record.ts')
    const { db } = await import('./config/database.ts')
    const begun = performance.now()
    try {
      const made = await backUp(systemContext(`backup-${process.pid}`), env.backup, keys)
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      console.log(`${made.folder}: ${made.rows} rows of ${made.tables} tables, ${megabytes(made.bytes)}, ${seconds} s`)
      if (made.pruned > 0) console.log(`${made.pruned} older ones were removed`)
    } finally {
      await db.close()
    }
  },

  async verify(path) {
    const { verifyBackup } = await import('./services/backupService/verify.ts')
    const { findSet } = await import('./services/backupService/sets.ts')
    const folder = folderOf(path)
    const { name } = await findSet(folder)
    const opener = { identities: await identities(), keys: ring() }
    try {
      const seen = await verifyBackup(folder, opener)
      console.log(`${seen.name} is whole: ${seen.rows} rows of ${seen.tables} tables, ${megabytes(seen.bytes)}`)
      console.log(`with the patients' keys of ${seen.keysOf}`)
      if (!seen.signatureChecked) console.log('Who made it was not looked at: HMS_KEYS is not set.')
      await recordWherePossible(name, true)
    } catch (error) {
      if (error instanceof BackupError) await recordWherePossible(name, false)
      throw error
    }
  },

  async restore(path) {
    const ownerUrl = process.env.DATABASE_OWNER_URL
    if (!ownerUrl) throw new BackupError('DATABASE_OWNER_URL is not set')
    const keys = new KeyRing(readKeyRing())
    const { restoreBackup } = await import('./services/backupService/restore.ts')
    const { migrate } = await import('./config/migrate.ts')
    const { prepareJobs } = await import('./jobs/prepare.ts')
    const begun = performance.now()
    const done = await restoreBackup({
      path: folderOf(path),
      keysOf: values['keys-of'],
      ownerUrl,
      identities: await identities(),
      keys,
      replace: values.replace,
      acceptDifferences: values['accept-differences'],
      migrate: async (only) => {
        await migrate(ownerUrl, only)
        await prepareJobs(ownerUrl)
      },
      onStep: (what) => console.log(`  ${what}`),
    })
    await recordRestoreWherePossible(done.name)
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    console.log(
      `\n${done.hospital} is restored as it was at ${done.takenAt}: ${done.rows} rows of ${done.tables} tables, ${seconds} s`,
    )
    console.log(`Patients' keys of ${done.keysOf}; ${done.opened} sealed fields opened as a trial.`)
    if (done.keyless > 0) console.log(`${done.keyless} patients have no key: what was sealed of them stays closed.`)
    if (done.erasedAgain > 0) {
      console.log(`${done.erasedAgain} patients were erased since, and were erased again: nothing of them is back.`)
    }
    console.log('Everybody has to sign in again.')
    if (done.differences.length > 0) {
      console.log(
        `\nThis server differs; look at each line:\n${done.differences.map((line) => `  ${line}`).join('\n')}`,
      )
    }
  },
}

/** Verifying needs no database; where the hospital's is at hand, the result is kept there. */
async function recordWherePossible(name: string, passed: boolean): Promise<void> {
  if (!process.env.DATABASE_URL || !process.env.HMS_KEYS) return
  const { recordVerification } = await import('./services/backupService/record.ts')
  const { db } = await import('./config/database.ts')
  try {
    const known = await recordVerification(systemContext(`verify-${process.pid}`), name, passed)
    console.log(known ? 'The result stands in the settings of the hospital.' : 'The hospital knows no such backup.')
  } catch {
    console.log('The result could not be kept: the database of the hospital is not there.')
  } finally {
    await db.close()
  }
}

async function recordRestoreWherePossible(name: string): Promise<void> {
  if (!process.env.DATABASE_URL) return
  const { recordRestore } = await import('./services/backupService/record.ts')
  const { db } = await import('./config/database.ts')
  await recordRestore(systemContext(`restore-${process.pid}`), name).finally(() => db.close())
}

async function main(): Promise<number> {
  const [command = '', argument] = positionals
  const work = commands[command]
  if (!work || values.help) {
    console.log(usage)
    return values.help ? 0 : 1
  }
  try {
    await work(argument)
    return 0
  } catch (error) {
    console.error(`\n${complaint(error)}`)
    return 1
  }
}

function complaint(error: unknown): string {
  if (error instanceof BackupError) return [error.message, ...error.details.map((line) => `  ${line}`)].join('\n')
  if (error instanceof EnvError) return error.message
  const { name, message } = error as Error
  if (name === 'BackupRunningError' || name === 'MigrationError') return message
  return `It broke off: ${JSON.stringify(describeError(error))}`
}

process.exitCode = await main()
