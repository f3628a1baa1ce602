import { KeyError } from '../../config/keys.ts'
import { keys } from '../../config/runtime.ts'

const contextOf = (userId: string) => `id-token|${userId}`

/** As it is kept for the way out, for its person alone. */
export const sealIdToken = (userId: string, idToken: string | null): Buffer | null =>
  idToken === null ? null : keys.sealText(idToken, contextOf(userId))

/** Null where its key has left the ring. */
export function openIdToken(userId: string, sealed: Buffer): string | null {
  try {
    return keys.openText(sealed, contextOf(userId))
  } catch (error) {
    if (error instanceof KeyError) return null
    throw error
  }
}
