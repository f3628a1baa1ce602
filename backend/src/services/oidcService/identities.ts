import type { ExternalIdentity as WireIdentity, SignInProvider } from '@hms/contract/oidc'
import { db, type ReadTx, type WriteTx } from '../../config/database.ts'
import { env } from '../../config/runtime.ts'
import * as ExternalIdentity from '../../models/ExternalIdentity.ts'
import * as Session from '../../models/Session.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type Context, type UserContext } from '../../utils/context.ts'
import { found, notFound } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { factorDeed, onOwnFactors, requireSession, tellOfChange } from '../factorService/own.ts'

/** How the hospital calls the provider through which staff can sign in, for the button. */
export function provider(_ctx: Context): Promise<{ provider: SignInProvider | null }> {
  return Promise.resolve({ provider: env.oidc && { name: env.oidc.name } })
}

const providerOf = ({ issuer }: ExternalIdentity.Subject): string | null =>
  env.oidc && new URL(env.oidc.issuer).href === new URL(issuer).href ? env.oidc.name : null

/** The name of the provider through which somebody can show who it is; null for whoever is not linked to it. */
export async function linkedProvider(tx: ReadTx | WriteTx, userId: string): Promise<string | null> {
  const linked = env.oidc ? await ExternalIdentity.list(tx, userId) : []
  return linked.map(providerOf).find((name) => name !== null) ?? null
}

const toWire = (identity: ExternalIdentity.ExternalIdentity): WireIdentity => ({
  id: identity.id,
  issuer: identity.issuer,
  provider: providerOf(identity),
  createdAt: toWireUtc(identity.createdAt),
  lastUsedAt: toWireUtc(identity.lastUsedAt),
})

async function listOf(tx: ReadTx, ctx: UserContext, userId: string): Promise<{ items: WireIdentity[] }> {
  const identities = await ExternalIdentity.list(tx, userId)
  await audit(tx, ctx, factorDeed('R', 'external-identities', userId))
  return { items: identities.map(toWire) }
}

/** The own ones. */
export async function identities(ctx: UserContext): Promise<{ items: WireIdentity[] }> {
  await requireSession(ctx)
  return db.read(authIdentity, (tx) => listOf(tx, ctx, ctx.identity.userId))
}

/** Somebody's, for an administrator. @throws Problem `not-found` */
export async function identitiesOf(ctx: UserContext, id: string): Promise<{ items: WireIdentity[] }> {
  await requireUser(ctx, id)
  return db.read(authIdentity, (tx) => listOf(tx, ctx, id))
}

/** Whether there is somebody whom the one who asks may see. */
function requireUser(ctx: UserContext, id: string): Promise<unknown> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('what follows leaves the row')
    return found(await User.find(tx, id))
  })
}

/** Takes one of the own away. Who is signed in elsewhere has to sign in anew. @throws Problem `not-found` */
export function unlink(ctx: UserContext, id: string): Promise<void> {
  const { userId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    if (!(await ExternalIdentity.remove(tx, userId, id))) throw notFound()
    await noteUnlinked(tx, ctx, userId)
  })
}

/** Takes all of somebody's away, for an administrator. @throws Problem `not-found` */
export async function unlinkAll(ctx: UserContext, id: string): Promise<void> {
  await requireUser(ctx, id)
  await onOwnFactors(ctx, async (tx) => {
    await ExternalIdentity.removeAll(tx, id)
    await noteUnlinked(tx, ctx, id)
  })
}

async function noteUnlinked(tx: WriteTx, ctx: UserContext, userId: string): Promise<void> {
  await Session.revokeAll(tx, userId, ctx.now, 'external-identity-unlinked', ctx.identity.sessionId)
  tellOfChange(tx, userId, ctx.requestId, 'sign-in-unlinked')
  await audit(tx, ctx, { ...factorDeed('D', 'unlink', userId), changedFields: ['externalIdentities'] })
}
