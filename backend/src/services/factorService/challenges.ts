import { randomBytes } from 'node:crypto'
import type { ReadTx, WriteTx } from '../../config/database.ts'
import * as AuthChallenge from '../../models/AuthChallenge.ts'
import type { Context } from '../../utils/context.ts'
import { hashToken } from '../authService/session.ts'

/** How long somebody may take to find the telephone, in seconds. */
export const CHALLENGE_SECONDS = 300

/** Hands out a challenge, of which the database keeps the hash. A passkey signs it as it is. */
export async function challengeFor(tx: WriteTx, ctx: Context, what: AuthChallenge.AuthChallenge): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  const expiresAt = ctx.now.add({ seconds: CHALLENGE_SECONDS })
  await AuthChallenge.insert(tx, hashToken(challenge), what, ctx.now, expiresAt)
  return challenge
}

export const openChallenge = (tx: ReadTx | WriteTx, ctx: Context, challenge: string) =>
  AuthChallenge.findOpen(tx, hashToken(challenge), ctx.now)

/** @returns false when somebody else has used it in the meantime. */
export const useChallenge = (tx: WriteTx, ctx: Context, challenge: string) =>
  AuthChallenge.use(tx, hashToken(challenge), ctx.now)
