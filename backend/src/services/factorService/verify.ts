import type { PasskeyAssertion } from '@hms/contract/factors'
import type { WriteTx } from '../../config/database.ts'
import type { Context } from '../../utils/context.ts'
import { usePasskey } from './passkeys.ts'
import { useRecoveryCode } from './recoveryCodes.ts'
import { useTotp } from './totp.ts'

/** One of them, as the contract makes sure. */
export interface FactorProof {
  totp?: string | undefined
  recoveryCode?: string | undefined
  passkey?: PasskeyAssertion | undefined
}

/** Whether one factor was shown, by itself and whatever else the person has; what was shown is used up. */
export async function verifyFactor(
  tx: WriteTx,
  ctx: Context,
  userId: string,
  { totp, recoveryCode, passkey }: FactorProof,
  challenge: string | undefined,
  alone = false,
): Promise<boolean> {
  if (totp !== undefined) return useTotp(tx, userId, totp, ctx.now)
  if (recoveryCode !== undefined) return useRecoveryCode(tx, userId, recoveryCode, ctx)
  if (!passkey || challenge === undefined) return false
  return usePasskey(tx, userId, { challenge, passkey, alone }, ctx.now)
}
