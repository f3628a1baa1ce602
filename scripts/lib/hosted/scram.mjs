import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

const ITERATIONS = 4096

const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

/**
 * What PostgreSQL keeps of a password (RFC 5803 in PostgreSQL's form), so that the password itself need not be sent,
 * nor stand in the server's log. For passwords of ASCII letters and digits, which SASLprep leaves as they are.
 */
export function scramVerifier(password, salt = randomBytes(16)) {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256')
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64')
  const serverKey = hmac(salted, 'Server Key').toString('base64')
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}

/** 192 random bits in letters and digits that need no escaping in an address. */
export function newPassword() {
  return randomBytes(24).toString('base64url').replaceAll('-', 'x').replaceAll('_', 'y')
}
