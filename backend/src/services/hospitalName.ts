import { db } from '../config/database.ts'
import * as Settings from '../models/Settings.ts'
import { authIdentity } from '../utils/context.ts'

/** What the hospital calls itself, which everybody may know. */
export function hospitalName(): Promise<string> {
  return db.read(authIdentity, async (tx) => {
    tx.withoutAudit('the name stands on every page')
    return (await Settings.get(tx)).name
  })
}
