import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export const inRoot = (...parts) => join(root, ...parts)

/** The folder that holds everything which must survive a restart: database, secrets, logs. */
export const dataDir = (fallback = '.data') => resolve(root, process.env.DATA_DIR || fallback)

/** The Node that npm installed with everything else; null before the first install. */
export function pinnedNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const path = inRoot('node_modules', `node-${process.platform.replace('win32', 'win')}-${process.arch}`, 'bin', file)
  return existsSync(path) ? path : null
}

/** The script behind a package's command, to run with our Node; works where `.bin` holds shell scripts, too. */
export function packageBin(packageName, command = packageName, workspace = '') {
  const manifest = createRequire(inRoot(workspace, 'package.json')).resolve(`${packageName}/package.json`)
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command])
}
