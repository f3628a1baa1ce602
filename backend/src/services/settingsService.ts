import type { SecuritySettings, SessionSettings, Settings, UpdateSettings } from '@hms/contract/settings'
import { db, type ReadTx, type WriteTx } from '../config/database.ts'
import * as SettingsModel from '../models/Settings.ts'
import type { UserContext } from '../utils/context.ts'
import { audit } from './auditService.ts'

function read<T>(ctx: UserContext, load: (tx: ReadTx) => Promise<T>): Promise<T> {
  return db.read(ctx.identity, (tx) => {
    tx.withoutAudit('the settings concern no person')
    return load(tx)
  })
}

/** The log names the fields that were sent, and no value. */
function change<T>(
  ctx: UserContext,
  operation: string,
  changes: object,
  save: (tx: WriteTx) => Promise<T>,
): Promise<T> {
  return db.write(ctx.identity, async (tx) => {
    const saved = await save(tx)
    await audit(tx, ctx, {
      action: 'U',
      operation,
      resourceType: 'Organization',
      changedFields: Object.keys(changes),
    })
    return saved
  })
}

export function get(ctx: UserContext): Promise<Settings> {
  return read(ctx, SettingsModel.get)
}

export function update(ctx: UserContext, changes: UpdateSettings): Promise<Settings> {
  return change(ctx, 'settings.update', changes, (tx) => SettingsModel.update(tx, changes))
}

export function security(ctx: UserContext): Promise<SecuritySettings> {
  return read(ctx, SettingsModel.security)
}

export function updateSecurity(ctx: UserContext, settings: SecuritySettings): Promise<SecuritySettings> {
  return change(ctx, 'settings.update-security', settings, async (tx) => {
    await SettingsModel.updateSecurity(tx, settings)
    return SettingsModel.security(tx)
  })
}

export function sessions(ctx: UserContext): Promise<SessionSettings> {
  return read(ctx, SettingsModel.sessions)
}

/** They count from the next request on, for sessions that are open, too. */
export function updateSessions(ctx: UserContext, settings: SessionSettings): Promise<SessionSettings> {
  return change(ctx, 'settings.update-sessions', settings, (tx) => SettingsModel.updateSessions(tx, settings))
}
