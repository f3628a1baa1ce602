import { randomInt } from 'node:crypto'
import type { RecoveryCodes } from '@hms/contract/factors'
import type { WriteTx } from '../../config/database.ts'
import { indexesWith } from '../../config/keys.ts'
import { keys } from '../../config/runtime.ts'
import * as RecoveryCode from '../../models/RecoveryCode.ts'
import { recoveryCodeKeys } from '../../models/RetainedKey.ts'
import * as User from '../../models/User.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { postMessage } from '../messageService/post.ts'
import { factorDeed, onOwnFactors } from './own.ts'

const COUNT = 10
/** Crockford's base32: no letter that looks like a digit. 24 of them are 120 bits: with 112 and more a plain hash will do. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 24

/** As it is shown: `7k2p-9xqd-m4rt-3s8v-c0wn-h5ye`. */
function newCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}

/** What people type from paper: case, blanks and hyphens do not count, and look-alikes are what they look like. */
const plain = (code: string) =>
  code
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1')

const bound = (userId: string, code: string) => `${userId}|${plain(code)}`

/** Puts ten new codes in the place of all before. They are long and random, so a keyed hash needs no stretching. */
async function renew(tx: WriteTx, userId: string, now: Temporal.Instant): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, newCode)
  const hashes = codes.map((code) => keys.index('recovery-code', bound(userId, code)))
  await RecoveryCode.replaceAll(tx, userId, hashes, now)
  return codes
}

/** Codes for somebody who has none yet, to be shown this once; none for others. */
export async function firstRecoveryCodes(tx: WriteTx, userId: string, now: Temporal.Instant): Promise<string[]> {
  return (await RecoveryCode.left(tx, userId)) === null ? renew(tx, userId, now) : []
}

/** Codes stand in for a factor; without one they go. */
export async function dropIfAlone(tx: WriteTx, userId: string): Promise<void> {
  if (!(await User.find(tx, userId))?.secondFactor) await RecoveryCode.removeAll(tx, userId)
}

/** Whether the code is one of the person's and unused; it is used then, and the person is told. */
export async function useRecoveryCode(
  tx: WriteTx,
  userId: string,
  code: string,
  { now, requestId }: { now: Temporal.Instant; requestId: string },
): Promise<boolean> {
  const hashes = [
    ...keys.indexes('recovery-code', bound(userId, code)),
    ...indexesWith(await recoveryCodeKeys(tx), bound(userId, code)),
  ]
  const used = await RecoveryCode.use(tx, userId, hashes, now)
  if (used)
    postMessage(tx, {
      kind: 'recovery-code-used',
      receiver: { userId },
      occurrence: userId,
      version: requestId,
      link: '/profile',
    })
  return used
}

/** @throws Problem `wrong-status` without a factor that the codes could stand in for */
export function renewRecoveryCodes(ctx: UserContext): Promise<RecoveryCodes> {
  const { userId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    if (!found(await User.lock(tx, userId)).secondFactor) throw new Problem('wrong-status')
    await audit(tx, ctx, { ...factorDeed('U', 'renew-recovery-codes', userId), changedFields: ['recoveryCodes'] })
    return { recoveryCodes: await renew(tx, userId, ctx.now) }
  })
}
