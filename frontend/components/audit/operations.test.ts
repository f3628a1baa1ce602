import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import audit from '@/messages/en/audit.json'
import privacy from '@/messages/en/privacy.json'

const backend = join(__dirname, '../../../backend/src')
const sources = ['services', 'jobs'].flatMap((folder) =>
  readdirSync(join(backend, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(backend, folder, name), 'utf8')),
)

const all = (pattern: RegExp) => sources.flatMap((text) => [...text.matchAll(pattern)].map(([, found]) => found!))
const domains = Object.keys(audit.deeds)
/** What the API writes into the audit log: named as such, or by a word of a domain that is known to it. */
const operations = new Set([
  ...all(/operation: '([a-z-]+\.[a-z-]+)'/g),
  ...all(/factorDeed\('\w', '([a-z-]+)'/g).map((deed) => `auth.${deed}`),
  ...all(/'([a-z-]+\.[a-z-]+)'/g).filter((word) => domains.includes(word.split('.')[0]!)),
])

/** The deeds of a domain stand together. */
const has = (deeds: object, operation: string) =>
  typeof operation.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], deeds) === 'string'

describe('the operations that the API records', () => {
  it('all have a sentence in the audit log', () => {
    expect(operations.size).toBeGreaterThan(100)
    expect([...operations].filter((operation) => !has(audit.deeds, operation))).toEqual([])
  })

  it('have words for patients wherever their record may be touched', () => {
    const told = Object.keys(privacy.log.deeds).filter((domain) => !ofOthers.includes(domain))
    const seen = [...operations].filter((operation) => told.includes(operation.split('.')[0]!))
    expect(seen.filter((operation) => !has(privacy.log.deeds, operation) && !ofNobody.includes(operation))).toEqual([])
  })
})

/** Domains of which a patient's log has few deeds. */
const ofOthers = ['auth', 'audit', 'retention', 'privacy-notice']
/** After it there is no record, and no account to read a log with. */
const ofNobody = ['patient.erase']
