import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type EnvError, readEnv } from './env.ts'
import { unsafeSettings } from './unsafe.ts'

const key = () => randomBytes(32).toString('base64')
const password = 'vS8mQ2xLr0TqYd7nKp4W'
const safe = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://hms.hospital.example',
  API_HOST: '0.0.0.0',
  DATABASE_URL: `postgres://hms_app:${password}@db.hospital.example:5432/hms?sslmode=verify-full`,
  HMS_KEYS: `k2:${key()},k1:${key()}`,
  SMTP_URL: 'smtps://user:secret@mail.hospital.example:465',
  STRIPE_SECRET_KEY: 'sk_live_0000000000000000',
  STRIPE_WEBHOOK_SECRET: 'whsec_0000000000000000',
}
const oidc = {
  OIDC_ISSUER: 'https://login.hospital.example/realms/hospital',
  OIDC_CLIENT_ID: 'hms',
  OIDC_CLIENT_SECRET: 'M3x8Rk2vQ9nT5wYp7bLs',
  OIDC_NAME: 'City Hospital',
}
const remote = 'postgres://hms_app:vS8mQ2xLr0TqYd7nKp4W@db.hospital.example/hms'
const bytes = (make: (i: number) => number) =>
  Buffer.from(Array.from({ length: 32 }, (_, i) => make(i))).toString('base64')

/** What is set otherwise than above, and the variables that are complained about. */
const cases: [string, Record<string, string | undefined>, string[]][] = [
  ['a safe environment', {}, []],
  ['plain http to the world', { PUBLIC_URL: 'http://hms.hospital.example' }, ['PUBLIC_URL']],
  ['plain http to a network address', { PUBLIC_URL: 'http://192.168.1.10:3000' }, ['PUBLIC_URL']],
  ['a name that only begins like this machine', { PUBLIC_URL: 'http://localhost.example.org' }, ['PUBLIC_URL']],
  ['plain http on this machine', { PUBLIC_URL: 'http://localhost:3000' }, []],
  ['no address, open to other machines', { PUBLIC_URL: undefined }, ['PUBLIC_URL']],
  ['no address, on this machine alone', { PUBLIC_URL: undefined, API_HOST: '127.0.0.1' }, []],
  ['no address, web server open', { PUBLIC_URL: undefined, API_HOST: '', WEB_HOST: '0.0.0.0' }, ['PUBLIC_URL']],
  ['cookies in the clear', { COOKIE_SECURE: 'off' }, ['COOKIE_SECURE']],
  ['a database without TLS', { DATABASE_URL: remote }, ['DATABASE_URL']],
  ['TLS that trusts anybody', { DATABASE_URL: `${remote}?sslmode=require` }, ['DATABASE_URL']],
  ['TLS that trusts any name', { DATABASE_URL: `${remote}?sslmode=verify-ca` }, ['DATABASE_URL']],
  ['TLS that is off', { DATABASE_URL: `${remote}?sslmode=disable` }, ['DATABASE_URL']],
  ['TLS with an authority of its own', { DATABASE_URL: `${remote}?sslmode=verify-full&sslrootcert=/etc/ca.pem` }, []],
  ['a database on this machine', { DATABASE_URL: `postgres://hms_app:${password}@127.0.0.1/hms` }, []],
  ['a socket', { DATABASE_URL: `postgres://hms_app:${password}@localhost/hms?host=/var/run/postgresql` }, []],
  [
    'a host hidden behind a local one',
    { DATABASE_URL: `postgres://hms_app:${password}@localhost/hms?host=db.example` },
    ['DATABASE_URL'],
  ],
  [
    'an owner without TLS',
    { DATABASE_OWNER_URL: `postgres://hms_owner:${password}@db.example/hms` },
    ['DATABASE_OWNER_URL'],
  ],
  ['a replica without TLS', { DATABASE_REPLICA_URL: remote.replace('db.', 'replica.') }, ['DATABASE_REPLICA_URL']],
  ['the password of the manual', { DATABASE_URL: 'postgres://hms_app:hms_app@localhost/hms' }, ['DATABASE_URL']],
  ['the password of the example', { DATABASE_URL: 'postgres://hms_app:…@localhost/hms' }, ['DATABASE_URL']],
  ['a short password', { DATABASE_URL: 'postgres://hms_app:k3vX9@localhost/hms' }, ['DATABASE_URL']],
  ['the owner’s role', { DATABASE_URL: `postgres://hms_owner:${password}@localhost/hms` }, ['DATABASE_URL']],
  [
    'the superuser behind a pooler',
    { DATABASE_URL: `postgres://postgres.abcdef:${password}@localhost/hms` },
    ['DATABASE_URL'],
  ],
  ['the embedded mark on a remote database', { HMS_EMBEDDED: '1' }, ['HMS_EMBEDDED']],
  ['no keys', { HMS_KEYS: undefined }, ['HMS_KEYS']],
  ['the key of the example', { HMS_KEYS: 'k1:…' }, ['HMS_KEYS']],
  ['a key of zeros', { HMS_KEYS: `k1:${bytes(() => 0)}` }, ['HMS_KEYS']],
  ['a key that counts', { HMS_KEYS: `k1:${bytes((i) => i)}` }, ['HMS_KEYS']],
  ['a key that counts in threes', { HMS_KEYS: `k1:${bytes((i) => (i * 3) % 256)}` }, ['HMS_KEYS']],
  [
    'a key that was typed',
    { HMS_KEYS: `k1:${Buffer.from('correct horse battery staple 123').toString('base64')}` },
    ['HMS_KEYS'],
  ],
  ['a weak key behind a good one', { HMS_KEYS: `k2:${key()},k1:${bytes(() => 7)}` }, ['HMS_KEYS']],
  ['one key under two names', { HMS_KEYS: [key()].flatMap((one) => [`k2:${one}`, `k1:${one}`]).join() }, ['HMS_KEYS']],
  ['a chatty log', { LOG_LEVEL: 'trace' }, ['LOG_LEVEL']],
  ['a log for finding faults', { LOG_LEVEL: 'debug' }, ['LOG_LEVEL']],
  ['cards that only pretend', { STRIPE_SECRET_KEY: 'sk_test_000000000000' }, ['STRIPE_SECRET_KEY']],
  ['a restricted key that only pretends', { STRIPE_SECRET_KEY: 'rk_test_000000000000' }, ['STRIPE_SECRET_KEY']],
  ['another card provider', { STRIPE_API_BASE: 'http://127.0.0.1:9999' }, ['STRIPE_API_BASE']],
  ['another text service', { TWILIO_API_BASE: 'https://twilio.com.example.org' }, ['TWILIO_API_BASE']],
  ['a region of the text service', { TWILIO_API_BASE: 'https://api.dublin.ie1.twilio.com' }, []],
  ['mail in the clear', { SMTP_URL: 'smtp://user:secret@mail.hospital.example:587' }, ['SMTP_URL']],
  ['mail that insists on TLS', { SMTP_URL: 'smtp://user:secret@mail.hospital.example:587?requireTLS=true' }, []],
  ['mail through this machine', { SMTP_URL: 'smtp://localhost:25' }, []],
  ['a sign-in through a provider', oidc, []],
  ['a provider in the clear', { ...oidc, OIDC_ISSUER: 'http://login.example.org' }, ['OIDC_ISSUER']],
  ['a provider on this machine', { ...oidc, OIDC_ISSUER: 'http://127.0.0.1:8080/realms/hospital' }, []],
  ['a provider without a secret', { ...oidc, OIDC_CLIENT_SECRET: undefined }, ['OIDC_CLIENT_SECRET']],
  ['a provider that is asked for no sign-in', { ...oidc, OIDC_SCOPES: 'email profile' }, ['OIDC_SCOPES']],
  ['second factors of a provider', { ...oidc, OIDC_TRUST_MFA: 'amr=mfa, acr=https://refeds.org/profile/mfa' }, []],
  ['second factors that nobody names', { ...oidc, OIDC_TRUST_MFA: 'sometimes' }, ['OIDC_TRUST_MFA']],
  ['faults in the clear', { SENTRY_DSN: 'http://key@sentry.example/1' }, ['SENTRY_DSN']],
  ['certificates that count for nothing', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, ['NODE_TLS_REJECT_UNAUTHORIZED']],
  ['an open debugger', { NODE_OPTIONS: '--enable-source-maps --inspect=0.0.0.0:9229' }, ['NODE_OPTIONS']],
  [
    'everything at once',
    {
      PUBLIC_URL: 'http://a.example',
      COOKIE_SECURE: '0',
      DATABASE_URL: remote,
      HMS_KEYS: undefined,
      LOG_LEVEL: 'trace',
    },
    ['HMS_KEYS', 'PUBLIC_URL', 'COOKIE_SECURE', 'DATABASE_URL', 'LOG_LEVEL'],
  ],
]

const refusal = (environment: Record<string, string | undefined>): string[] => {
  try {
    readEnv(environment)
    return []
  } catch (error) {
    return (error as EnvError).problems
  }
}

describe('in production', () => {
  it.each(cases)('%s', (_title, changes, named) => {
    const problems = refusal({ ...safe, ...changes })
    expect(problems.map((problem) => /^[A-Z_]+/.exec(problem)?.[0])).toEqual(named)
  })

  it.each(cases)('%s: no complaint repeats a secret', (_title, changes) => {
    const environment = { ...safe, ...changes }
    const told = refusal(environment).join('\n')
    const secrets = Object.values(environment).flatMap((value) => value?.split(/[:@,/?&=]/) ?? [])
    for (const secret of secrets.filter((part) => part.length >= 16)) expect(told).not.toContain(secret)
  })
})

describe('elsewhere', () => {
  it.each(['development', 'test', undefined])('NODE_ENV=%s takes what production refuses', (NODE_ENV) => {
    for (const [, changes] of cases) expect(unsafeSettings({ ...safe, ...changes, NODE_ENV })).toEqual([])
  })
})
