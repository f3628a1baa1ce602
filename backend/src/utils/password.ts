import { hash, parseOptions, verify } from '@node-rs/argon2'

/** Argon2id as the OWASP Password Storage Cheat Sheet has it at least: 19 MiB, two passes, one lane. */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** The same password typed on keyboards that compose accents differently is the same password. */
export function normalizePassword(password: string): string {
  return password.normalize('NFC')
}

/** A PHC string with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalizePassword(password), passwordCost)
}

/** Something to compare with where there is no account, so that the answer takes the same time. */
let nobody: Promise<string> | undefined

/** Whether the password is the one that was hashed; null (no account, or none set yet) takes as long and is false. */
export async function verifyPassword(hashed: string | null | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword(crypto.randomUUID())
  const right = await verify(hashed ?? (await nobody), normalizePassword(password))
  return right && Boolean(hashed)
}

/** Whether a hash was made with less than today's cost. */
export function needsRehash(hashed: string): boolean {
  const { memoryCost, timeCost } = parseOptions(hashed)
  return memoryCost < passwordCost.memoryCost || timeCost < passwordCost.timeCost
}
