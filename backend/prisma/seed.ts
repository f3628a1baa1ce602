/**
 * Fills an empty database with the demo hospital: `node prisma/seed.ts` in `backend/`. Ends with 0 and does nothing when
 * somebody is in the database already.
 */
import { db } from '../src/config/database.ts'
import { env } from '../src/config/runtime.ts'
import { hashPassword } from '../src/utils/password.ts'
import { systemContext } from '../src/utils/context.ts'
import { buildDemoHospital, DEMO_PASSWORD } from './seed/hospital.ts'
import { writeDemoHospital } from './seed/write.ts'

const say = (line: string) => process.stdout.write(`    ${line}\n`)

async function main(): Promise<number> {
  if (env.nodeEnv === 'production' && !env.embedded) {
    process.stderr.write('The demo hospital has public passwords: never in production on a database of your own.\n')
    return 1
  }
  const now = new Date()
  const hospital = buildDemoHospital({ seed: 'harbor-falls', now, timeZone: env.hospitalTimeZone })
  const written = await writeDemoHospital(
    systemContext('demo-hospital'),
    hospital,
    await hashPassword(DEMO_PASSWORD),
    say,
  )
  if (!written) say('The database is not empty: the demo hospital was left out.')
  return 0
}

try {
  process.exitCode = await main()
} finally {
  await db.close()
}
