import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { endpoint } from './endpoint.ts'

export const Backup = z
  .strictObject({
    id: Id,
    name: z.string().nullable().meta({ description: 'The name of its folder; null when it failed' }),
    startedAt: Instant,
    finishedAt: Instant,
    outcome: z.enum(['succeeded', 'failed']),
    failure: z.string().nullable(),
    bytes: z.int().min(0).meta({ description: 'On the disk, compressed and encrypted' }),
    rows: z.int().min(0),
    verifiedAt: Instant.nullable().meta({ description: 'When somebody with the private key looked it through' }),
    verification: z.enum(['passed', 'failed']).nullable(),
  })
  .meta({ id: 'Backup' })
export type Backup = z.infer<typeof Backup>

/** How it stands with the backups. */
export const BackupStatus = z
  .strictObject({
    configured: z.boolean().meta({ description: 'Whether backups are made at all' }),
    at: z.string().nullable().meta({ description: "Time of day in the hospital's zone, as `02:30`" }),
    keepDays: z.int().nullable(),
    keepKeysDays: z.int().nullable(),
    lastGoodAt: Instant.nullable().meta({ description: 'When the newest good one began' }),
    overdue: z.boolean().meta({ description: 'Whether the newest good one is more than a day old' }),
    items: z.array(Backup).meta({ description: 'The latest, newest first' }),
  })
  .meta({ id: 'BackupStatus' })
export type BackupStatus = z.infer<typeof BackupStatus>

export const backupApi = {
  status: endpoint({
    method: 'get',
    path: '/backups',
    permission: 'backup:read',
    summary: 'See when backups were made, and what became of them',
    response: BackupStatus,
  }),
}
