import { randomBytes } from 'node:crypto'
import type { SetUp } from '@hms/contract/setup'
import { db, type WriteTx } from '../config/database.ts'
import { env } from '../config/runtime.ts'
import * as Settings from '../models/Settings.ts'
import * as SetupLink from '../models/SetupLink.ts'
import * as User from '../models/User.ts'
import { authIdentity, type Context, systemContext } from '../utils/context.ts'
import { deviceMark } from '../utils/device.ts'
import { describeError, logger } from '../utils/logger.ts'
import type { Presented } from '../utils/presented.ts'
import { notFound, Problem } from '../utils/problem.ts'
import { audit } from './auditService.ts'
import { refuseWhile, setUpGuard } from './authService/limits.ts'
import { formerOf, hashToken, type Opened, openSession } from './authService/session.ts'
import { createAccount, withHash } from './userService.ts'

/** How long a set-up link is good for, in hours. */
export const SETUP_LINK_HOURS = 24

const firstAdmin = { action: 'C', operation: 'setup.first-admin', resourceType: 'Person' } as const

/**
 * A new set-up link, which ends the one before it; null once there is an administrator. The token stands behind `#`,
 * which browsers send to no server, so that no log on the way keeps it.
 */
export function newSetUpLink(ctx: Context): Promise<string | null> {
  return db.write(ctx.identity, async (tx) => {
    if (await User.anyAdmin(tx)) {
      tx.withoutAudit('nothing was done')
      return null
    }
    const token = randomBytes(32).toString('base64url')
    await SetupLink.replace(tx, hashToken(token), ctx.now, ctx.now.add({ hours: SETUP_LINK_HOURS }))
    await audit(tx, ctx, { action: 'C', operation: 'setup.link', resourceType: 'Person' })
    return `${env.publicUrl}/setup#token=${token}`
  })
}

/** At a start without an administrator: says how one comes about, where whoever starts HMS reads it. */
export async function announceSetUp(): Promise<void> {
  try {
    const link = await newSetUpLink(systemContext('start'))
    const once = `once and within ${SETUP_LINK_HOURS} hours`
    if (link) logger.warn(`There is no administrator yet. Whoever opens this becomes the first one, ${once}: ${link}`)
  } catch (error) {
    logger.warn({ error: describeError(error) }, 'whether there is an administrator could not be found out')
  }
}

/**
 * Makes the first administrator and signs in.
 * @throws Problem `not-found` once there is one, `invalid-token`, `email-taken`, `too-many-requests`, `invalid`
 */
export async function setUp(ctx: Context, { token, ...person }: SetUp, presented: Presented): Promise<Opened> {
  const guard = setUpGuard(ctx)
  refuseWhile(await guard.wait())
  const tokenHash = hashToken(token)
  if (await isOpenTo(ctx, tokenHash)) {
    const account = await withHash({ ...person, role: 'admin' })
    const opened = await db.write(authIdentity, async (tx) => {
      if (!(await SetupLink.use(tx, tokenHash, ctx.now))) return refused(tx, ctx)
      // A start may have made a further link while the last one was being used.
      if (await User.anyAdmin(tx)) throw notFound()
      // A hospital that begins now begins guarded; whoever sets it up goes on with a second factor.
      await Settings.updateSecurity(tx, { secondFactorRequiredFor: ['admin', 'doctor'] })
      const { user } = await createAccount(tx, ctx, account)
      const session = await openSession(tx, ctx, user, { former: formerOf(presented) })
      await audit(tx, ctx, { ...firstAdmin, resource: user, actorId: user.id })
      return { ...session, device: deviceMark(user.id) }
    })
    if (opened) return opened
  }
  refuseWhile(await guard.count())
  throw new Problem('invalid-token')
}

/** @throws Problem `not-found` once there is an administrator */
function isOpenTo(ctx: Context, tokenHash: Buffer): Promise<boolean> {
  return db.write(authIdentity, async (tx) => {
    if (await User.anyAdmin(tx)) throw notFound()
    if (!(await SetupLink.isGood(tx, tokenHash, ctx.now))) return (await refused(tx, ctx), false)
    tx.withoutAudit('the outcome of the set-up leaves the row')
    return true
  })
}

/** Leaves the row of a link that was used, replaced, too old or never one of ours. */
async function refused(tx: WriteTx, ctx: Context): Promise<null> {
  await audit(tx, ctx, { ...firstAdmin, outcome: 'failed' })
  return null
}
