/** What must not be set as it is where patients' data are: looked at before anything starts, named all at once. */

type Source = Record<string, string | undefined>

/** Looks at one setting, or at several that make sense together; a complaint begins with the variable's name. */
type Rule = (source: Source) => string | string[] | null

const OFF = /^(0|off|no|false)$/i
const ON = /^(1|on|yes|true)$/i

const parse = (url: string | undefined): URL | null => (url && URL.canParse(url) ? new URL(url) : null)

const loopback = (host: string) => /^(localhost|.+\.localhost|127(\.\d+){3}|\[?::1\]?|)$/i.test(host)

/** Whether an address is this machine, which nobody can listen in on: loopback, or a socket in the file system. */
export function isLocal(address: string | undefined): boolean {
  const url = parse(address)
  if (!url) return false
  const socket = url.searchParams.get('host')
  return socket === null ? loopback(url.hostname) : socket.startsWith('/') || loopback(socket)
}

const isOpenToOthers = ({ API_HOST = '', WEB_HOST = '' }: Source) => !loopback(API_HOST) || !loopback(WEB_HOST)

/** The embedded database on one's own machine: for trying HMS out, with demo data and a card provider that pretends. */
export function isTrial(embedded: boolean, publicUrl: string): boolean {
  return embedded && isLocal(publicUrl)
}

const publicUrl: Rule = (source) => {
  const { PUBLIC_URL } = source
  if (!PUBLIC_URL) {
    return isOpenToOthers(source) ? 'PUBLIC_URL is not set: links in messages and cookies depend on it' : null
  }
  return parse(PUBLIC_URL)?.protocol === 'http:' && !isLocal(PUBLIC_URL)
    ? 'PUBLIC_URL must start with https://, or passwords and records travel in the clear'
    : null
}

const cookieSecure: Rule = ({ COOKIE_SECURE = '', PUBLIC_URL }) =>
  OFF.test(COOKIE_SECURE) && PUBLIC_URL && !isLocal(PUBLIC_URL)
    ? 'COOKIE_SECURE must not be off: sessions would travel in the clear'
    : null

const databaseNames = (source: Source) => Object.keys(source).filter((name) => /^DATABASE_(\w+_)?URL$/.test(name))

const databaseTls: Rule = (source) =>
  databaseNames(source)
    .filter((name) => parse(source[name]) && !isLocal(source[name]))
    .filter((name) => parse(source[name])!.searchParams.get('sslmode') !== 'verify-full')
    .map((name) => `${name} must end in ?sslmode=verify-full (with &sslrootcert=… for a provider's own authority)`)

const guessable = new Set(
  `postgres password passwort secret changeme change-me admin root hms hms_app hms_owner hms_backup owner app backup
   superuser example test demo 123456 12345678 …`.split(/\s+/),
)

const databasePassword: Rule = (source) =>
  databaseNames(source)
    .filter((name) => {
      const url = parse(source[name])
      const password = url && decodeURIComponent(url.password)
      return password && (guessable.has(password.toLowerCase()) || password.includes('…') || password.length < 12)
    })
    .map((name) => `${name} has a password that is guessed first; take 20 random characters or more`)

const databaseRole: Rule = ({ DATABASE_URL }) => {
  // Poolers add the project to the name: hms_app.abcdefgh
  const [role = ''] = decodeURIComponent(parse(DATABASE_URL)?.username ?? '').split('.')
  return ['postgres', 'hms_owner', 'hms_backup', 'root'].includes(role)
    ? `DATABASE_URL names the role ${role}; the API works as hms_app, which row-level security binds`
    : null
}

const embedded: Rule = ({ HMS_EMBEDDED = '', DATABASE_URL }) =>
  ON.test(HMS_EMBEDDED) && parse(DATABASE_URL) && !isLocal(DATABASE_URL)
    ? 'HMS_EMBEDDED is for the database that `npm start` brings along'
    : null

/** Of 32 random bytes, fewer than 20 different ones, or nothing but what a keyboard types, come up never. */
function isWeakKey(entry: string): boolean {
  const bytes = Buffer.from(entry.split(':')[1] ?? '', 'base64')
  if (bytes.length !== 32) return false
  const steps = new Set(bytes.map((byte, i) => (byte - bytes[(i + 31) % 32]! + 256) % 256))
  const typed = bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
  return new Set(bytes).size < 20 || steps.size < 8 || typed
}

const keys: Rule = ({ HMS_KEYS = '' }) => {
  const entries = HMS_KEYS.split(',').map((entry) => entry.trim())
  const secrets = entries.map((entry) => entry.split(':')[1]).filter(Boolean)
  const weak = entries.filter(isWeakKey).map((entry) => entry.split(':')[0])
  return [
    ...(weak.length > 0 ? [`HMS_KEYS: ${weak.join(', ')} is not random; make one with \`npm run keys:new\``] : []),
    ...(new Set(secrets).size < secrets.length ? ['HMS_KEYS holds the same key under two names'] : []),
  ]
}

const logLevel: Rule = ({ LOG_LEVEL = '' }) =>
  ['debug', 'trace'].includes(LOG_LEVEL)
    ? `LOG_LEVEL must not be ${LOG_LEVEL}: that is for finding faults at home`
    : null

const stripe: Rule = ({ STRIPE_SECRET_KEY = '', STRIPE_API_BASE }) => [
  ...(/^[a-z]+_test_/.test(STRIPE_SECRET_KEY) ? ['STRIPE_SECRET_KEY is one for tests: bills would count as paid'] : []),
  ...(STRIPE_API_BASE && !/^https:\/\/api\.stripe\.com\/?$/.test(STRIPE_API_BASE)
    ? ['STRIPE_API_BASE is for tests only']
    : []),
]

const twilio: Rule = ({ TWILIO_API_BASE }) =>
  TWILIO_API_BASE && !/^https:\/\/api(\.[a-z0-9]+)*\.twilio\.com\/?$/.test(TWILIO_API_BASE)
    ? 'TWILIO_API_BASE is for tests only'
    : null

const smtp: Rule = ({ SMTP_URL }) => {
  const url = parse(SMTP_URL)
  const secure = url?.protocol === 'smtps:' || url?.searchParams.get('requireTLS') === 'true'
  return url && !secure && !isLocal(SMTP_URL) ? 'SMTP_URL must start with smtps://, or end in ?requireTLS=true' : null
}

const oidc: Rule = ({ OIDC_ISSUER }) =>
  parse(OIDC_ISSUER)?.protocol === 'http:' && !isLocal(OIDC_ISSUER)
    ? 'OIDC_ISSUER must start with https://, or anybody on the way says who signs in'
    : null

const anchors: Rule = ({ AUDIT_ANCHOR_S3 }) =>
  parse(AUDIT_ANCHOR_S3)?.protocol === 'http:' && !isLocal(AUDIT_ANCHOR_S3)
    ? 'AUDIT_ANCHOR_S3 must start with https://'
    : null

const sentry: Rule = (source) =>
  ['SENTRY_DSN', 'NEXT_PUBLIC_SENTRY_DSN']
    .filter((name) => parse(source[name])?.protocol === 'http:' && !isLocal(source[name]))
    .map((name) => `${name} must start with https://`)

const node: Rule = ({ NODE_TLS_REJECT_UNAUTHORIZED, NODE_OPTIONS = '' }) => [
  ...(NODE_TLS_REJECT_UNAUTHORIZED === '0'
    ? ['NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as the database; name the authority with sslrootcert instead']
    : []),
  ...(/--inspect/.test(NODE_OPTIONS) ? ['NODE_OPTIONS opens a debugger, which reads everything'] : []),
]

const rules: readonly Rule[] = [
  publicUrl,
  cookieSecure,
  databaseTls,
  databasePassword,
  databaseRole,
  embedded,
  keys,
  logLevel,
  stripe,
  twilio,
  smtp,
  oidc,
  anchors,
  sentry,
  node,
]

/** Complaints about an environment for production, in words that repeat no secret; none anywhere else. */
export function unsafeSettings(source: Source): string[] {
  if (source.NODE_ENV?.trim() !== 'production') return []
  const set = Object.fromEntries(
    Object.entries(source)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value),
  )
  return rules.flatMap((rule) => rule(set) ?? [])
}
