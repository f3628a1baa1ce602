import { db, type WriteTx } from '../../config/database.ts'
import type { KeyRing } from '../../config/keys.ts'
import * as Backup from '../../models/Backup.ts'
import { BackupRunningError } from '../../models/Snapshot.ts'
import type { AppIdentity, Context } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { audit } from '../auditService.ts'
import { postToAdministrators } from '../messageService/post.ts'
import { BackupError } from './backupError.ts'
import type { BackupPlan, MadeBackup } from './create.ts'

type SystemContext = Context<AppIdentity>

/**
 * Makes a backup and keeps what became of it, with an audit row: it takes everything there is out of the database. When
 * it fails, the administrators are told.
 */
export async function backUp(ctx: SystemContext, plan: BackupPlan, keys: KeyRing): Promise<MadeBackup> {
  const startedAt = ctx.now.toString()
  try {
    // What seals a set is loaded with the first one.
    const { createBackup } = await import('./create.ts')
    const made = await createBackup(plan, keys, ctx.now)
    await keep(ctx, { name: made.name, startedAt, failure: null, bytes: made.bytes, rows: made.rows })
    return made
  } catch (error) {
    if (error instanceof BackupRunningError) throw error
    await keep(ctx, { name: null, startedAt, failure: reasonOf(error), bytes: 0, rows: 0 })
    throw error
  }
}

function keep(ctx: SystemContext, result: Omit<Backup.NewBackup, 'id' | 'finishedAt'>): Promise<void> {
  const id = newId()
  return db.write(ctx.identity, async (tx) => {
    await Backup.insert(tx, { ...result, id, finishedAt: Temporal.Now.instant().toString() })
    const outcome = result.failure === null ? 'success' : 'failed'
    await audit(tx, ctx, { action: 'R', operation: 'backup.create', outcome, resourceType: 'Backup', resource: { id } })
    // The same trouble is told once a day.
    if (result.failure !== null) await tellAdministrators(tx, 'backup-failed', result.startedAt.slice(0, 10))
  })
}

/** Leaves a message for every administrator, once for each `occurrence`. */
export function tellAdministrators(
  tx: WriteTx,
  kind: 'backup-failed' | 'backup-overdue',
  occurrence: string,
): Promise<void> {
  return postToAdministrators(tx, { kind, occurrence, version: 1, link: '/settings?tab=backups' })
}

/** Keeps that a set was looked through by whoever can open it. @returns whether this hospital knows the set. */
export function recordVerification(ctx: SystemContext, name: string, passed: boolean): Promise<boolean> {
  return db.write(ctx.identity, async (tx) => {
    const known = await Backup.setVerification(tx, name, passed ? 'passed' : 'failed', ctx.now)
    const outcome = passed ? 'success' : 'failed'
    await audit(tx, ctx, { action: 'E', operation: 'backup.verify', outcome, resourceType: 'Backup' })
    return known
  })
}

/** Keeps in the audit log of the restored hospital that it was restored. */
export function recordRestore(ctx: SystemContext, name: string): Promise<void> {
  return db.write(ctx.identity, (tx) =>
    audit(tx, ctx, { action: 'E', operation: 'backup.restore', resourceType: 'Backup', reason: `from ${name}` }),
  )
}

const REASONS: Record<string, string> = {
  ENOSPC: 'The disk is full',
  EACCES: 'The folder of backups may not be written',
  EPERM: 'The folder of backups may not be written',
  EROFS: 'The folder of backups may not be written',
  ENOENT: 'The folder of backups is not there',
  ECONNREFUSED: 'The database did not answer',
  '28P01': 'The database refused the password of DATABASE_BACKUP_URL',
  '42501': 'The role of DATABASE_BACKUP_URL may not read everything',
}

/** What may be shown and kept: our own words, never those of a driver. */
export function reasonOf(error: unknown): string {
  if (error instanceof BackupError) return error.message
  const { code } = error as { code?: string }
  return REASONS[code ?? ''] ?? `It broke off (${code ?? 'for an unknown reason'})`
}
