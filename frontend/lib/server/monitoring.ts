import { version } from '../../package.json'

const DSN = 'NEXT_PUBLIC_SENTRY_DSN'

/** Read at run time: Next would put the value of the build in place of the name if it stood here as such. */
const settingOf = (name: string) => process.env[name]?.trim() || null

export interface Monitoring {
  dsn: string | null
  release: string
  environment: string
}

export function monitoring(): Monitoring {
  return { dsn: settingOf(DSN), release: `hms@${version}`, environment: settingOf('NODE_ENV') ?? 'production' }
}
