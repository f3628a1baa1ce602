import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { findForbiddenLicences, findLicenceProblems } from '../../scripts/lib/licences.mjs'
import { findSecrets, secretsIn } from '../../scripts/lib/secrets.mjs'

/** As a generator makes them; put together here, so that none stands in this file. */
const random = (length: number) =>
  randomBytes(length * 2)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length)
const dashes = '-'.repeat(5)

describe('the search for secrets', () => {
  it.each([
    ['a private key', `${dashes}BEGIN EC PRIVATE KEY${dashes}`],
    ['a key of age', `AGE-SECRET-KEY-${'1'}${'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'.repeat(2)}`],
    ['a key of Amazon', `id = AKIA${'3XK7Q9ZP2MVBWC5T'}`],
    ['a token of GitHub', `ghp_${random(36)}`],
    ['a key of Stripe', `sk_live_${random(24)}`],
    ['a key ring', `HMS_KEYS=k1:${randomBytes(32).toString('base64')}`],
    ['a password in an address', `postgres://hms_app:${random(24)}@db.hospital.org:5432/hms`],
    ['a value that is called a secret', `const apiKey = '${random(40)}'`],
  ])('finds %s', (kind, line) => {
    expect(secretsIn(line)).toContain(kind)
    expect(secretsIn(`${line} // not a secret -- made up for a test`)).toEqual([])
    expect(secretsIn(`${line} // not a secret`)).toContain(kind)
  })

  it.each([
    'DATABASE_URL=postgres://hms_app:…@db.example.org:5432/hms',
    'postgres://hms_app:${HMS_APP_PASSWORD:?}@localhost/hms',
    "STRIPE_SECRET_KEY: 'sk_live_0000000000000000'",
    "const password = 'Demo-Hospital-1'",
    '"integrity": "sha512-aaaa"',
  ])('leaves %s alone', (line) => expect(secretsIn(line)).toEqual([]))

  it('finds nothing in this repository, and would find a file that is made for secrets', () => {
    expect(findSecrets()).toEqual([])
    expect(findSecrets(['deploy/server.key', '.env.production', '.env'])).toHaveLength(3)
  })
})

describe('the licences of packages', () => {
  const entry = (license: string | undefined, more = {}) => ({
    'node_modules/some': { version: '1.0.0', license, ...more },
  })

  it.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'SSPL-1.0',
    'BUSL-1.1',
    'UNLICENSED',
    'MIT AND GPL-2.0-only',
    undefined,
  ])('of the kind %s are refused', (license) => expect(findForbiddenLicences(entry(license))).toHaveLength(1))

  it('are taken when they ask for no more than to be named, and some for tools alone', () => {
    for (const license of ['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT', 'MPL-2.0'])
      expect(findForbiddenLicences(entry(license))).toEqual([])
    expect(findForbiddenLicences(entry('EPL-2.0'))).toHaveLength(1)
    expect(findForbiddenLicences(entry('EPL-2.0', { dev: true }))).toEqual([])
    expect(findForbiddenLicences(entry('LGPL-3.0-or-later'))).toHaveLength(1)
  })

  it('are all in order here', () => expect(findLicenceProblems()).toEqual([]))
})
