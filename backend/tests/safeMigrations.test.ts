import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** What a migration may say to a database that people are working with: the rules of docs/operations.md, "Changing the schema". */

const folder = new URL('../prisma/migrations/', import.meta.url)
const FIRST_RELEASE = '20261101000700_audit'

const migrations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => ({ name: entry.name, text: readFileSync(new URL(`${entry.name}/migration.sql`, folder), 'utf8') }))
const later = migrations.filter(({ name }) => name > FIRST_RELEASE)

/** Statements without comments; bodies of functions, and texts, are one word each. */
function statements(text: string): string[] {
  return text
    .replace(/--.*$/gm, '')
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, ' BODY ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '')
}

/** Of these, one alone makes a file: they commit on their way, so no transaction may be around them. */
const ALONE = /^(CREATE (UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY|CALL hms_(index|fill)_)/i

/** Reads no row: the parts of such a table get theirs concurrently, from whoever migrates. */
const NAMES_ONLY = /^CREATE INDEX \w+ ON ONLY (audit_events|appointments) /i

function faults(text: string): string[] {
  const all = statements(text)
  const made = new Set([...text.matchAll(/CREATE TABLE (\w+)/gi)].map(([, table]) => table!.toLowerCase()))
  const isNew = (table: string | undefined) => table !== undefined && made.has(table.toLowerCase())
  const found: string[] = []
  if (all.some((statement) => ALONE.test(statement))) {
    if (all.length > 1) found.push('has to stand alone in its file')
  } else if (
    all.some((statement) => !isHarmless(statement, isNew)) &&
    !/^SET LOCAL lock_timeout = '[1-5]s';/m.test(text)
  )
    found.push('does not say how long it waits for a lock')
  for (const statement of all) {
    const index = /^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)(?:IF NOT EXISTS )?\w+ ON (?:ONLY )?(\w+)/i.exec(statement)
    if (index && !isNew(index[1]) && !NAMES_ONLY.test(statement))
      found.push(`builds an index while nobody may write: ${statement}`)
    if (/^DROP INDEX (?!CONCURRENTLY)/i.test(statement) && made.size === 0)
      found.push(`drops an index at once: ${statement}`)
    const altered = /^ALTER TABLE (?:ONLY )?(\w+) (.*)$/i.exec(statement)
    if (altered && !isNew(altered[1]))
      found.push(...alterationFaults(altered[2]!).map((fault) => `${fault}: ${statement}`))
    if (/^(DROP TABLE|TRUNCATE|VACUUM FULL|CLUSTER|REINDEX (?!.*CONCURRENTLY))/i.test(statement))
      found.push(`takes away or locks: ${statement}`)
    const changed = /^(?:UPDATE|DELETE FROM) (\w+)/i.exec(statement)
    if (changed && !isNew(changed[1])) found.push(`changes all rows in one transaction: ${statement}`)
  }
  return found
}

/** Adds something and takes no lock on what is there. */
function isHarmless(statement: string, isNew: (table: string | undefined) => boolean): boolean {
  const on = /^(?:CREATE (?:UNIQUE )?INDEX|CREATE POLICY|CREATE TRIGGER).*? ON (\w+)/i.exec(statement)
  return on
    ? isNew(on[1])
    : /^(CREATE (OR REPLACE )?(TABLE|FUNCTION|PROCEDURE|SEQUENCE)|CALL|GRANT|REVOKE|SELECT)\b/i.test(statement)
}

function alterationFaults(action: string): string[] {
  const found: string[] = []
  if (/\bALTER (COLUMN )?\w+ (SET DATA )?TYPE\b/i.test(action)) found.push('rewrites the table')
  if (/\bALTER (COLUMN )?\w+ SET NOT NULL\b/i.test(action)) found.push('reads the table under its lock')
  if (/\bADD (CONSTRAINT \w+ )?(CHECK|FOREIGN KEY|EXCLUDE)\b/i.test(action) && !/NOT VALID/i.test(action))
    found.push('checks all rows under a lock')
  if (/\bADD (CONSTRAINT \w+ )?(PRIMARY KEY|UNIQUE)\b/i.test(action) && !/USING INDEX/i.test(action))
    found.push('builds an index under a lock')
  if (/\bADD (?!CONSTRAINT\b)(COLUMN )?\w+ .*\bNOT NULL\b/i.test(action) && !/\bDEFAULT\b/i.test(action))
    found.push('fails where rows are')
  // `now()` is not among them: it is the same for all rows, and kept beside the table.
  if (/\bADD COLUMN .*DEFAULT (gen_random|nextval|clock_)/i.test(action)) found.push('rewrites the table')
  if (/\bDROP COLUMN\b|\bRENAME COLUMN\b/i.test(action))
    found.push('breaks the processes that still run the release before')
  return found
}

describe('migrations since the first release', () => {
  it('are there', () => expect(later.length).toBeGreaterThan(20))

  it.each(later)('$name keeps nobody from working', ({ text }) => expect(faults(text)).toEqual([]))
})

describe('a statement', () => {
  const timed = (statement: string) => `SET LOCAL lock_timeout = '3s';\n${statement};`
  it.each([
    'CREATE INDEX billing_x_idx ON billing (x)',
    'ALTER TABLE billing ALTER COLUMN amount TYPE bigint',
    'ALTER TABLE billing ALTER amount SET NOT NULL',
    'ALTER TABLE billing ADD CONSTRAINT positive CHECK (amount > 0)',
    'ALTER TABLE billing ADD CONSTRAINT x_fkey FOREIGN KEY (x) REFERENCES users (id)',
    'ALTER TABLE billing ADD CONSTRAINT x_key UNIQUE (x)',
    'ALTER TABLE billing ADD COLUMN x text NOT NULL',
    'ALTER TABLE billing ADD COLUMN x timestamptz DEFAULT clock_timestamp()',
    'ALTER TABLE billing DROP COLUMN amount',
    'UPDATE billing SET amount = 0',
    'DROP TABLE billing',
    'CREATE INDEX CONCURRENTLY x ON billing (amount)',
    'CREATE INDEX x ON audit_events (outcome)',
    'CREATE INDEX x ON ONLY billing (amount)',
  ])('is refused: %s', (statement) => expect(faults(timed(statement))).not.toEqual([]))

  it('is refused without a limit on waiting', () =>
    expect(faults('ALTER TABLE billing ADD COLUMN x text;')).toHaveLength(1))

  it.each([
    'ALTER TABLE billing ADD COLUMN x text',
    'ALTER TABLE billing ADD COLUMN x timestamptz DEFAULT now()',
    'ALTER TABLE billing ADD CONSTRAINT positive CHECK (amount > 0) NOT VALID',
    'ALTER TABLE billing VALIDATE CONSTRAINT positive',
    'CREATE TABLE fresh (id uuid); CREATE INDEX fresh_idx ON fresh (id)',
    'CREATE INDEX x ON ONLY audit_events (outcome)',
  ])('is let through: %s', (statement) => expect(faults(timed(statement))).toEqual([]))
})
