/** Where backups go and who can open them, as the environment names it. */
import type { Values } from './env.ts'

/** These are set together, or not at all. */
export const BACKUP_TOGETHER = ['BACKUP_DIR', 'BACKUP_RECIPIENT'] as const

type BackupValues = Pick<
  Values,
  'BACKUP_DIR' | 'BACKUP_RECIPIENT' | 'BACKUP_AT' | 'BACKUP_KEEP_DAYS' | 'BACKUP_KEEP_KEYS_DAYS' | 'DATABASE_BACKUP_URL'
>

/** Null where none are made. */
export function backupOf(values: BackupValues) {
  return values.BACKUP_DIR && values.BACKUP_RECIPIENT && values.DATABASE_BACKUP_URL
    ? {
        folder: values.BACKUP_DIR,
        recipients: values.BACKUP_RECIPIENT,
        databaseUrl: values.DATABASE_BACKUP_URL,
        /** Time of day in the hospital's zone, as `02:30`. */
        at: values.BACKUP_AT,
        keepDays: values.BACKUP_KEEP_DAYS,
        keepKeysDays: values.BACKUP_KEEP_KEYS_DAYS,
      }
    : null
}

/** What is wrong with these variables together, a line each. */
export function backupChecks(values: BackupValues): string[] {
  if (!values.BACKUP_DIR) return []
  return [
    ...(values.DATABASE_BACKUP_URL ? [] : ['DATABASE_BACKUP_URL must be set too: backups are read as hms_backup']),
    ...(values.BACKUP_KEEP_KEYS_DAYS <= values.BACKUP_KEEP_DAYS
      ? []
      : ['BACKUP_KEEP_KEYS_DAYS must not be more than BACKUP_KEEP_DAYS']),
  ]
}
