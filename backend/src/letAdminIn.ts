/** Lets an administrator in again who has lost every way in; for whoever works at the machine itself. */
import { db } from './config/database.ts'
import { letAdministratorIn } from './services/factorService/index.ts'
import { LINK_MINUTES } from './services/passwordLink.ts'
import { systemContext } from './utils/context.ts'

const [email = ''] = process.argv.slice(2)

try {
  const link = await letAdministratorIn(systemContext('let-admin-in'), email)
  const done = `Second factors are taken away and every session is ended. Whoever opens this within ${LINK_MINUTES} minutes sets a
new password, and then a second factor:`
  const text = link ? `${done}\n\n  ${link}\n` : `No administrator who may sign in has the address "${email}".`
  process.stdout.write(`${text}\n`)
  if (!link) process.exitCode = 1
} finally {
  await db.close()
}
