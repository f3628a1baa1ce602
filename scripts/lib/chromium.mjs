/** A Chromium for the browser tests: the one that is there, else one that we install. Never none. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { inRoot, packageBin } from './paths.mjs'
import { Failure, say, step } from './ui.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const ELSEWHERE = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
}

export async function ensureChromium() {
  const found = findChromium()
  if (found) return found
  if (process.env.CHROMIUM_PATH) throw new Failure(`CHROMIUM_PATH (${process.env.CHROMIUM_PATH}) does not start.`)
  const tried = []
  for (const [title, install] of waysToInstall()) {
    const output = await step(title, async () => install())
    const installed = findChromium()
    if (installed) return installed
    say('    that did not bring a Chromium that starts')
    tried.push(`${title}: ${output.trim().split('\n').slice(-3).join('\n')}`)
  }
  throw new Failure('The browser tests need Chromium, and there is none.', [
    ...tried,
    'Install Chromium or Chrome, or name one: CHROMIUM_PATH=/path/to/chromium npm test',
  ])
}

function findChromium() {
  const { CHROMIUM_PATH, PATH = '' } = process.env
  if (CHROMIUM_PATH) return starts(CHROMIUM_PATH) ? CHROMIUM_PATH : null
  const onPath = NAMES.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)))
  const candidates = [...onPath, ...(ELSEWHERE[process.platform] ?? []), ownChromium()]
  return candidates.find((path) => path && existsSync(path) && starts(path)) ?? null
}

function ownChromium() {
  const { chromium } = createRequire(inRoot('frontend', 'package.json'))('@playwright/test')
  return chromium.executablePath()
}

/** A file alone proves nothing: wrappers without a browser and browsers without their libraries exist. */
function starts(path) {
  if (process.platform === 'win32') return true
  return /Chrom|Edge/.test(spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 }).stdout ?? '')
}

function waysToInstall() {
  const playwright = packageBin('@playwright/test', 'playwright', 'frontend')
  const ways = [
    ['Installing Chromium with Playwright', () => run(process.execPath, [playwright, 'install', 'chromium'])],
  ]
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    ways.push([
      'Installing Chromium with apt-get',
      () => run('apt-get', ['update']) + run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']),
    ])
  }
  return ways
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const done = spawnSync(command, args, { encoding: 'utf8', env, timeout: 300_000, maxBuffer: 64 * 1024 * 1024 })
  return `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}\n`
}
