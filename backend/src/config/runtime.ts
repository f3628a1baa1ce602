import { readEnv } from './env.ts'
import { KeyRing } from './keys.ts'

/** The environment of this process, checked once; a wrong one stops the process before it does anything. */
export const env = readEnv()

export const keys = new KeyRing(env.keys)
