/** Restores a test file's own backups into its own database. Import it after `ownDatabase`. */
import { folder, identity } from './backups.ts'
import { migrate } from '../../src/config/migrate.ts'
import { keys } from '../../src/config/runtime.ts'
import { prepareJobs } from '../../src/jobs/prepare.ts'
import { restoreBackup, type Restored, type RestorePlan } from '../../src/services/backupService/restore.ts'

const ownerUrl = process.env.DATABASE_OWNER_URL!

export function restore(more: Partial<RestorePlan> = {}): Promise<Restored> {
  return restoreBackup({
    path: folder,
    ownerUrl,
    identities: [identity],
    keys,
    replace: false,
    acceptDifferences: false,
    migrate: async (only) => {
      await migrate(ownerUrl, only)
      await prepareJobs(ownerUrl)
    },
    ...more,
  })
}
