import { z } from 'zod'
import {
  type EnvKey,
  flag,
  keyRing,
  path,
  port,
  postgresUrl,
  proxies,
  recipients,
  timeOfDay,
  timeZone,
  url,
  webUrl,
  whole,
} from './envValues.ts'
import { anchorChecks, ANCHORS_TOGETHER, anchorsOf, bucketShape } from './anchors.ts'
import { BACKUP_TOGETHER, backupChecks, backupOf } from './backups.ts'
import { limitsOf } from './limits.ts'
import { OIDC_TOGETHER, oidcOf, scopes, trustedFactors } from './oidc.ts'
import { STRIPE_TOGETHER, stripeOf, TWILIO_TOGETHER, twilioOf } from './outsideServices.ts'
import { unsafeSettings } from './unsafe.ts'

/** An environment that cannot be used; `problems` has one line for each variable, none of which repeats its value. */
export class EnvError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'EnvError'
    this.problems = problems
  }
}

const Source = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: port.default(4000),
  WEB_PORT: port.default(3000),
  PUBLIC_URL: webUrl.optional(),
  TRUST_PROXY: proxies.default(1),
  COOKIE_SECURE: flag.optional(),
  DATABASE_URL: postgresUrl,
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATABASE_POOL_MAX: whole(1, 500).default(10),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  DATABASE_PREPARED_STATEMENTS: flag.default(true),
  DATABASE_REPLICA_URL: postgresUrl.optional(),
  DATABASE_BACKUP_URL: postgresUrl.optional(),
  HMS_EMBEDDED: flag.default(false),
  HMS_KEYS: keyRing,
  HOSPITAL_TIME_ZONE: timeZone.default('America/New_York'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WORKER: flag.default(true),
  SIGN_UP_LIMIT_PER_HOUR: whole(1, 1_000_000).default(1000),
  REQUESTS_PER_MINUTE: whole(0, 10_000_000).optional(),
  RECORDS_PER_HOUR: whole(0, 10_000_000).optional(),
  SEARCHES_PER_HOUR: whole(0, 10_000_000).optional(),
  EXPORTS_PER_HOUR: whole(0, 10_000_000).optional(),
  SMTP_URL: url(['smtp:', 'smtps:']).optional(),
  MAIL_FROM: z.string().default('HMS <no-reply@localhost>'),
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  STRIPE_API_BASE: webUrl.optional(),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  TWILIO_API_BASE: webUrl.optional(),
  OIDC_ISSUER: webUrl.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(60, 'must have at most 60 characters').optional(),
  OIDC_SCOPES: scopes.default('openid email'),
  OIDC_TRUST_MFA: trustedFactors.default({ amr: [], acr: [] }),
  OIDC_EMAIL_VERIFIED_CLAIM: z.string().default('email_verified'),
  OIDC_SIGN_OUT: flag.default(false),
  SENTRY_DSN: webUrl.optional(),
  METRICS_PORT: port.optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  SLOW_QUERY_MS: whole(0, 600_000).default(500),
  DRAIN_SECONDS: whole(0, 6).optional(),
  BACKUP_DIR: path.optional(),
  BACKUP_RECIPIENT: recipients.optional(),
  BACKUP_AT: timeOfDay.default('02:30'),
  BACKUP_KEEP_DAYS: whole(1, 36_500).default(30),
  BACKUP_KEEP_KEYS_DAYS: whole(1, 3650).default(7),
  AUDIT_ANCHOR_FILE: path.optional(),
  AUDIT_ANCHOR_MAIL: z.email('must be an e-mail address').optional(),
  ...bucketShape,
  AUDIT_ANCHOR_MINUTES: whole(1, 1440).default(15),
  AUDIT_ANCHOR_ROWS: whole(1, 10_000_000).default(10_000),
})

/** Every variable that the API and the worker read. */
export const envNames = Object.keys(Source.shape)

/** The variables as they are typed here, before their sections make settings of them. */
export type Values = z.infer<typeof Source>

export type Env = ReturnType<typeof toEnv>

/**
 * Reads and checks the environment; in production also whether it is safe. Empty variables count as unset.
 *
 * @throws EnvError naming every variable that is missing or wrong, without its value.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const set = Object.fromEntries(
    Object.keys(Source.shape)
      .map((name) => [name, source[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Source.safeParse(set)
  const wrong = parsed.success ? crossChecks(parsed.data) : parsed.error.issues.map((issue) => explain(issue, set))
  const problems = [...wrong, ...unsafeSettings(source)]
  if (!parsed.success || problems.length > 0) throw new EnvError(problems)
  return toEnv(parsed.data)
}

function toEnv(values: Values) {
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${values.WEB_PORT}`
  return {
    nodeEnv: values.NODE_ENV,
    apiHost: values.API_HOST,
    apiPort: values.API_PORT,
    webPort: values.WEB_PORT,
    publicUrl,
    /** Which proxies in front of the API may be believed about the client's address (1: our own web server). */
    trustProxy: values.TRUST_PROXY,
    cookieSecure: values.COOKIE_SECURE ?? publicUrl.startsWith('https:'),
    databaseUrl: values.DATABASE_URL,
    databaseOwnerUrl: values.DATABASE_OWNER_URL,
    databasePoolMax: values.DATABASE_POOL_MAX,
    /** Past a transaction pooler, for what listens: the job queue. */
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? values.DATABASE_URL,
    /** Off behind a transaction pooler that does not know statements by name (PgBouncer before 1.21). */
    preparedStatements: values.DATABASE_PREPARED_STATEMENTS,
    databaseReplicaUrl: values.DATABASE_REPLICA_URL,
    /** True on the database server that `npm start` brings along, the only place for demo data. */
    embedded: values.HMS_EMBEDDED,
    /** The key ring; the first key wraps what is new, the others only unwrap. */
    keys: values.HMS_KEYS,
    hospitalTimeZone: values.HOSPITAL_TIME_ZONE,
    logLevel: values.LOG_LEVEL,
    worker: values.WORKER,
    signUpLimitPerHour: values.SIGN_UP_LIMIT_PER_HOUR,
    limits: limitsOf(values),
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    stripe: stripeOf(values),
    twilio: twilioOf(values),
    oidc: oidcOf(values, publicUrl),
    sentryDsn: values.SENTRY_DSN,
    metricsPort: values.METRICS_PORT,
    metricsToken: values.METRICS_TOKEN,
    /** Statements that take longer are logged, without their parameters; 0 for none. */
    slowQueryMs: values.SLOW_QUERY_MS,
    /** How long a process that is told to stop goes on serving, not ready any more, so that proxies turn away from it. */
    drainSeconds: values.DRAIN_SECONDS ?? (values.NODE_ENV === 'production' && !values.HMS_EMBEDDED ? 3 : 0),
    /** Where roots of the audit log are told outside the database, and how often: whichever comes first. */
    auditAnchors: anchorsOf(values),
    /** Where backups go and who can open them; null when none are made. */
    backup: backupOf(values),
  }
}

const TOGETHER = [STRIPE_TOGETHER, TWILIO_TOGETHER, BACKUP_TOGETHER, OIDC_TOGETHER, ANCHORS_TOGETHER]

/** The key ring alone, for work that has no database. @throws EnvError */
export function readKeyRing(value = process.env.HMS_KEYS ?? ''): EnvKey[] {
  const parsed = keyRing.safeParse(value.trim())
  if (parsed.success) return parsed.data
  throw new EnvError([
    value.trim() === '' ? `HMS_KEYS ${MISSING.HMS_KEYS}` : `HMS_KEYS ${parsed.error.issues[0]?.message}`,
  ])
}

function crossChecks(values: Values): string[] {
  const clash = values.API_PORT === values.WEB_PORT ? ['API_PORT must differ from WEB_PORT'] : []
  const halves = TOGETHER.flatMap((names) => {
    const missing = names.filter((name) => values[name] === undefined)
    const half = missing.length > 0 && missing.length < names.length
    return half ? [`${missing.join(' and ')} must be set too: ${names.join(', ')} belong together`] : []
  })
  return [...clash, ...halves, ...backupChecks(values), ...anchorChecks(values)]
}

const MISSING: Record<string, string> = {
  DATABASE_URL: 'is not set; `npm start` brings a database along, or name yours: postgres://hms_app:…@host:5432/hms',
  HMS_KEYS: 'is not set; make one with `npm run keys:new`, keep it apart from the database and never lose it',
}

/** zod's own messages may quote the input, which can be a secret; only our own texts leave this file. */
function explain(issue: z.core.$ZodIssue, set: Record<string, string | undefined>): string {
  const name = String(issue.path[0])
  if (set[name] === undefined) return `${name} ${MISSING[name] ?? 'is not set'}`
  if (issue.code === 'invalid_value' && !issue.message.startsWith('must')) {
    return `${name} must be one of ${issue.values.join(', ')}`
  }
  return `${name} ${issue.message}`
}
