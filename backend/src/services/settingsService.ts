import type { Settings, UpdateSettings } from '@hms/contract/settings'
import { db } from '../config/database.ts'
import * as SettingsModel from '../models/Settings.ts'
import type { UserContext } from '../utils/context.ts'
import { audit } from './auditService.ts'

export function get(ctx: UserContext): Promise<Settings> {
  return db.read(ctx.identity, (tx) => {
    tx.withoutAudit('the settings concern no person')
    return SettingsModel.get(tx)
  })
}

export function update(ctx: UserContext, changes: UpdateSettings): Promise<Settings> {
  return db.write(ctx.identity, async (tx) => {
    const settings = await SettingsModel.update(tx, changes)
    await audit(tx, ctx, {
      action: 'U',
      operation: 'settings.update',
      resourceType: 'Organization',
      changedFields: Object.keys(changes),
    })
    return settings
  })
}
