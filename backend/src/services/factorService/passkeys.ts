import type {
  AddPasskey,
  PasskeyAssertion,
  Passkey as WirePasskey,
  PasskeyRequest,
  RecoveryCodes,
} from '@hms/contract/factors'
import type { WriteTx } from '../../config/database.ts'
import * as Passkey from '../../models/Passkey.ts'
import * as Session from '../../models/Session.ts'
import * as Settings from '../../models/Settings.ts'
import * as User from '../../models/User.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, notFound, Problem } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { challengeFor, openChallenge, useChallenge } from './challenges.ts'
import { factorDeed, onOwnFactors, tellOfChange } from './own.ts'
import { dropIfAlone, firstRecoveryCodes } from './recoveryCodes.ts'
import { creationOptions, requestOptions, verifiedCreation, verifiedUse } from './webauthn.ts'

export const toWirePasskey = (key: Passkey.Passkey): WirePasskey => ({
  id: key.id,
  name: key.name,
  createdAt: toWireUtc(key.createdAt),
  lastUsedAt: key.lastUsedAt && toWireUtc(key.lastUsedAt),
  backedUp: key.backedUp,
})

/** What the browser needs to make a passkey. */
export function beginPasskey(ctx: UserContext): Promise<PasskeyRequest> {
  const { userId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    const user = found(await User.find(tx, userId))
    const { name } = await Settings.get(tx)
    const challenge = await challengeFor(tx, ctx, { purpose: 'passkey-registration', userId })
    await audit(tx, ctx, factorDeed('E', 'begin-passkey', userId))
    const options = await creationOptions(challenge, user, name, await Passkey.list(tx, userId))
    return { challenge, options: { ...options } }
  })
}

/**
 * Keeps a passkey that the browser has made.
 * @returns recovery codes when there were none
 * @throws Problem `sign-in-expired` for a challenge that is over, `invalid-factor` for an answer that is not genuine
 */
export function addPasskey(ctx: UserContext, { challenge, passkey, name }: AddPasskey): Promise<RecoveryCodes> {
  const { userId, sessionId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    const open = await openChallenge(tx, ctx, challenge)
    if (open?.purpose !== 'passkey-registration' || open.userId !== userId) throw new Problem('sign-in-expired')
    const made = await verifiedCreation(challenge, passkey)
    if (!made || !(await useChallenge(tx, ctx, challenge))) throw new Problem('invalid-factor')
    if (!(await Passkey.insert(tx, { ...made, userId, name }, ctx.now))) throw new Problem('invalid-factor')
    await Session.prove(tx, sessionId, true)
    tellOfChange(tx, userId, ctx.requestId)
    await audit(tx, ctx, { ...factorDeed('C', 'add-passkey', userId), changedFields: ['passkeys'] })
    return { recoveryCodes: await firstRecoveryCodes(tx, userId, ctx.now) }
  })
}

export function renamePasskey(ctx: UserContext, id: string, name: string): Promise<WirePasskey> {
  const { userId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    const renamed = found(await Passkey.rename(tx, userId, id, name))
    await audit(tx, ctx, { ...factorDeed('U', 'rename-passkey', userId), changedFields: ['passkeys'] })
    return toWirePasskey(renamed)
  })
}

export function removePasskey(ctx: UserContext, id: string): Promise<void> {
  const { userId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    if (!(await Passkey.remove(tx, userId, id))) throw notFound()
    await dropIfAlone(tx, userId)
    tellOfChange(tx, userId, ctx.requestId)
    await audit(tx, ctx, { ...factorDeed('D', 'remove-passkey', userId), changedFields: ['passkeys'] })
  })
}

/** What the browser needs to show a passkey of this person, for a challenge that was handed out already. */
export async function requestFor(
  tx: WriteTx,
  challenge: string,
  userId: string | null,
  alone = userId === null,
): Promise<PasskeyRequest> {
  const options = await requestOptions(challenge, userId === null ? null : await Passkey.list(tx, userId), alone)
  return { challenge, options: { ...options } }
}

/** The key that an answer names. */
export const passkeyOf = (tx: WriteTx, { id }: PasskeyAssertion) =>
  Passkey.findByCredential(tx, Buffer.from(id, 'base64url'))

/**
 * Whether the answer is genuine, to this challenge, and of a passkey of this person. `alone`: it stands for the password,
 * too, so the device has to have made sure of the person.
 */
export async function usePasskey(
  tx: WriteTx,
  userId: string,
  { challenge, passkey, alone }: { challenge: string; passkey: PasskeyAssertion; alone: boolean },
  now: Temporal.Instant,
): Promise<boolean> {
  const key = await passkeyOf(tx, passkey)
  if (key?.userId !== userId) return false
  const use = await verifiedUse(challenge, passkey, key, alone)
  return use !== null && (await Passkey.noteUse(tx, key, use.counter, use.backedUp, now))
}
