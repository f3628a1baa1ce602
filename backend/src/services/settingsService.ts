import type { SecuritySettings, SessionSettings, Settings, UpdateSettings } from '@hms/contract/settings'
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

export function security(ctx: UserContext): Promise<SecuritySettings> {
  return db.read(ctx.identity, (tx) => {
    tx.withoutAudit('the settings concern no person')
    return SettingsModel.security(tx)
  })
}

export function updateSecurity(ctx: UserContext, settings: SecuritySettings): Promise<SecuritySettings> {
  return db.write(ctx.identity, async (tx) => {
    await SettingsModel.updateSecurity(tx, settings)
    await audit(tx, ctx, {
      action: 'U',
      operation: 'settings.update-security',
      resourceType: 'Organization',
      changedFields: Object.keys(settings),
    })
    return SettingsModel.security(tx)
  })
}

export function sessions(ctx: UserContext): Promise<SessionSettings> {
  return db.read(ctx.identity, (tx) => {
    tx.withoutAudit('the settings concern no person')
    return SettingsModel.sessions(tx)
  })
}

/** They count from the next request on, for sessions that are open, too. */
export function updateSessions(ctx: UserContext, settings: SessionSettings): Promise<SessionSettings> {
  return db.write(ctx.identity, async (tx) => {
    const updated = await SettingsModel.updateSessions(tx, settings)
    await audit(tx, ctx, {
      action: 'U',
      operation: 'settings.update-sessions',
      resourceType: 'Organization',
      changedFields: Object.keys(settings),
    })
    return updated
  })
}
