/**
 * `npm run sbom`: what HMS is made of when it runs, as CycloneDX 1.6, in artifacts/sbom.cdx.json. From the lock file, so
 * that it says what is installed everywhere; npm's own command stops at optional peers that do not fit.
 */
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from './lib/paths.mjs'

const lockText = readFileSync(inRoot('package-lock.json'), 'utf8')
const { packages, name, version } = JSON.parse(lockText)

const nameIn = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
const purlOf = (packageName, itsVersion) => `pkg:npm/${packageName.replace('@', '%40')}@${itsVersion}`

/** Subresource integrity (`sha512-<base64>`), as CycloneDX writes hashes. */
function hashesOf(integrity = '') {
  return integrity
    .split(/\s+/)
    .map((entry) => /^sha(\d+)-(.+)$/.exec(entry))
    .filter(Boolean)
    .map(([, bits, base64]) => ({ alg: `SHA-${bits}`, content: Buffer.from(base64, 'base64').toString('hex') }))
}

/** SPDX expressions may join several; a single identifier has a field of its own. */
function licensesOf(license) {
  if (!license) return undefined
  return /^[\w.+-]+$/.test(license)
    ? [{ license: { id: license } }]
    : [{ expression: license.replace(/^\((.*)\)$/, '$1').replace(/ (and|or) /g, (word) => word.toUpperCase()) }]
}

function componentsIn(lock) {
  const found = new Map()
  for (const [path, entry] of Object.entries(lock)) {
    if (!path.includes('node_modules/') || entry.link || entry.dev) continue
    const packageName = entry.name ?? nameIn(path)
    const purl = purlOf(packageName, entry.version)
    found.set(purl, {
      type: 'library',
      'bom-ref': purl,
      name: packageName,
      version: entry.version,
      scope: entry.optional || entry.devOptional || entry.peer ? 'optional' : 'required',
      hashes: hashesOf(entry.integrity),
      licenses: licensesOf(entry.license),
      purl,
    })
  }
  return [...found.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1))
}

/** A UUID that says the same of the same lock file. */
function serialNumber() {
  const hex = createHash('sha256').update(lockText).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return `urn:uuid:${parts.join('-')}`
}

const components = componentsIn(packages)
if (components.length === 0) throw new Error('the lock file names no packages')
const bom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: serialNumber(),
  version: 1,
  metadata: { component: { type: 'application', 'bom-ref': `pkg:npm/${name}@${version}`, name, version } },
  components,
}
mkdirSync(inRoot('artifacts'), { recursive: true })
writeFileSync(inRoot('artifacts', 'sbom.cdx.json'), `${JSON.stringify(bom, null, 2)}\n`)
console.log(`artifacts/sbom.cdx.json names ${components.length} packages`)
