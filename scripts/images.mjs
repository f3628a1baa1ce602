/**
 * `npm run images:try -- backend|frontend [--run]`: takes the steps of a Dockerfile without a container engine, as an
 * account that is not root, and says how big the result is. With --run its command is started in the foreground, with the
 * environment of the caller.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onPinnedNode } from './lib/install.mjs'
import { inRoot } from './lib/paths.mjs'
import { bold, Failure, say, step } from './lib/ui.mjs'

/** Node and npm as an image has them: ours first on the path, a home of its own, and nothing else from here. */
function accountFor(folder) {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':')
  const env = { PATH: path, HOME: home, CI: '1', npm_config_update_notifier: 'false', npm_config_fund: 'false' }
  for (const name of ['npm_config_registry', 'NODE_EXTRA_CA_CERTS'])
    if (process.env[name]) env[name] = process.env[name]
  if (process.getuid?.() !== 0) return { env }
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'nobody'])))
  execFileSync('chown', ['-R', `${uid}:${gid}`, folder])
  return { uid, gid, env }
}

const sizeOf = (folder) => execFileSync('du', ['-sm', folder], { encoding: 'utf8' }).split('\t')[0]

async function tryImage(name, { run, keep }) {
  const { copyContext } = await import('./lib/images/context.mjs')
  const { takeSteps } = await import('./lib/images/steps.mjs')
  const folder = mkdtempSync(join(tmpdir(), `hms-image-${name}-`))
  execFileSync('chmod', ['755', folder])
  try {
    const context = join(folder, 'context')
    const paths = await step('Copying the build context', async () => copyContext(context))
    say(`    ${paths.length} files, ${sizeOf(context)} MB`)
    const account = accountFor(folder)
    const image = await takeSteps(inRoot(name, 'Dockerfile'), context, join(folder, 'stages'), account)
    say(
      `${bold(image.root)}: ${sizeOf(image.root)} MB beside the base image, starts ${image.command.join(' ')} as ${image.user}`,
    )
    if (run) await start(image, account)
  } finally {
    if (!keep) rmSync(folder, { recursive: true, force: true })
  }
}

async function start(image, { uid, gid, env }) {
  const [command, ...args] = image.command
  const cwd = join(image.root, image.cwd)
  const child = spawn(command, args, {
    cwd,
    env: { ...env, ...image.env, ...process.env, PATH: env.PATH },
    uid,
    gid,
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}

await onPinnedNode(async () => {
  const [name, ...flags] = process.argv.slice(2)
  if (!['backend', 'frontend'].includes(name))
    throw new Failure('Which image? npm run images:try -- backend or frontend')
  await tryImage(name, { run: flags.includes('--run'), keep: flags.includes('--keep') })
})
