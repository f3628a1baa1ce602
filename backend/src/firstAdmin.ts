/** Prints a new set-up link for the first administrator; the one before it no longer works. */
import { db } from './config/database.ts'
import { newSetUpLink, SETUP_LINK_HOURS } from './services/setupService.ts'
import { systemContext } from './utils/context.ts'

try {
  const link = await newSetUpLink(systemContext('first-admin'))
  const text = link
    ? `Whoever opens this becomes the first administrator, once and within ${SETUP_LINK_HOURS} hours:\n\n  ${link}\n`
    : 'There is an administrator already; further ones are made by them, under Users.'
  process.stdout.write(`${text}\n`)
} finally {
  await db.close()
}
