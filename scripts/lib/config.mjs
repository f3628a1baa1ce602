import { existsSync } from 'node:fs'
import { inRoot } from './paths.mjs'
import { Failure } from './ui.mjs'

/** Takes over `.env` where there is one; what the shell has set wins. */
export function loadDotEnv() {
  const file = inRoot('.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

/** Our own settings, checked by the same code that the API uses. `given` are values that the scripts provide. */
export async function readSettings(given) {
  const { readEnv, EnvError } = await import('../../backend/src/config/env.ts')
  try {
    return readEnv({ ...process.env, ...given })
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    throw new Failure('The environment is not usable:', [...error.problems, '.env.example explains every variable.'])
  }
}
