import type { SecondFactors } from '@hms/contract/factors'
import { db, type ReadTx, type WriteTx } from '../../config/database.ts'
import * as Passkey from '../../models/Passkey.ts'
import * as RecoveryCode from '../../models/RecoveryCode.ts'
import * as Settings from '../../models/Settings.ts'
import * as TotpFactor from '../../models/TotpFactor.ts'
import { authIdentity, type UserContext } from '../../utils/context.ts'
import type { SignInChallenge } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { factorDeed, requireSession } from './own.ts'
import { toWirePasskey } from './passkeys.ts'

/** The own factors; of secrets only that there are any. */
export async function secondFactors(ctx: UserContext): Promise<SecondFactors> {
  const { userId, role } = ctx.identity
  await requireSession(ctx)
  return db.read(authIdentity, async (tx) => {
    const [totp, passkeys, left, { secondFactorRequiredFor }] = await Promise.all([
      TotpFactor.find(tx, userId),
      Passkey.list(tx, userId),
      RecoveryCode.left(tx, userId),
      Settings.security(tx),
    ])
    await audit(tx, ctx, factorDeed('R', 'second-factors', userId))
    return {
      totp: totp?.confirmedAt ? { since: toWireUtc(totp.confirmedAt) } : null,
      passkeys: passkeys.map(toWirePasskey),
      recoveryCodesLeft: left ?? 0,
      required: secondFactorRequiredFor.includes(role),
    }
  })
}

/** What somebody can show at a sign-in beside the password. */
export async function factorsOf(tx: ReadTx | WriteTx, userId: string): Promise<SignInChallenge['factors']> {
  const [totp, passkeys, left] = await Promise.all([
    TotpFactor.find(tx, userId),
    Passkey.list(tx, userId),
    RecoveryCode.left(tx, userId),
  ])
  return [
    ...(totp?.confirmedAt ? (['totp'] as const) : []),
    ...(passkeys.length > 0 ? (['passkey'] as const) : []),
    ...(left ? (['recovery-code'] as const) : []),
  ]
}
