import { join } from 'node:path'
import { inRoot, packageBin } from './paths.mjs'
import { startService, waitUntilReady } from './services.mjs'
import { step } from './ui.mjs'

/** The two parts of a hospital over a migrated database: starts both, and returns them at once. */
export function startParts({ dev = false, settings, env, logs }) {
  const api = startService({ ...apiPart(dev, settings, env), logFile: join(logs, 'api.log') })
  const web = startService({ ...webPart(dev, settings), logFile: join(logs, 'web.log') })
  return { api, web }
}

export async function waitForParts({ api, web }, { apiPort, webPort }) {
  await step('Starting the API', () => waitUntilReady(api, `http://127.0.0.1:${apiPort}/api/ready`))
  await step('Starting the web server', async () => {
    // Through the web server, so that its way to the API is known to work.
    await waitUntilReady(web, `http://127.0.0.1:${webPort}/api/ready`)
    await waitUntilReady(web, `http://127.0.0.1:${webPort}/`)
  })
}

/** On a named database this is somebody's hospital; the embedded one is for trying it out, over plain http. */
export function nodeEnvOf({ dev = false, embedded = false }) {
  return process.env.NODE_ENV ?? (embedded || dev ? 'development' : 'production')
}

function apiPart(dev, settings, env) {
  const nodeEnv = nodeEnvOf({ dev, embedded: settings.embedded })
  return {
    name: 'API',
    script: inRoot('backend', 'src', 'server.ts'),
    nodeArgs: dev ? ['--watch', '--watch-preserve-output'] : [],
    cwd: inRoot('backend'),
    env: { ...env, API_PORT: String(settings.apiPort), WEB_PORT: String(settings.webPort), NODE_ENV: nodeEnv },
  }
}

/** How the web server is started. */
export function webPart(dev, settings) {
  const host = process.env.WEB_HOST || '127.0.0.1'
  const apiUrl = `http://127.0.0.1:${settings.apiPort}`
  return {
    name: 'web server',
    script: packageBin('next', 'next', 'frontend'),
    args: [dev ? 'dev' : 'start', '--port', String(settings.webPort), '--hostname', host],
    cwd: inRoot('frontend'),
    env: {
      NODE_ENV: dev ? 'development' : 'production',
      API_URL: apiUrl,
      INTERNAL_API_URL: apiUrl,
      // The API counts our web server as its first proxy, the web server only those in front of it.
      TRUSTED_PROXIES: process.env.TRUSTED_PROXIES || String(Math.max(0, Number(settings.trustProxy) - 1 || 0)),
      HOSPITAL_TIME_ZONE: settings.hospitalTimeZone,
      NEXT_TELEMETRY_DISABLED: '1',
    },
  }
}
