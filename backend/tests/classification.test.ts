// @covers GDPR-Art30, GDPR-Art32
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dataClassification, tableClasses } from '../src/models/dataClassification.ts'
import { classificationRows, classificationText } from './support/classificationTable.ts'
import { look } from './support/observer.ts'

/** The database's own catalogue: ordinary tables and parents of partitions, of ours and of the job queue. */
const columns = await look<{ name: string; column: string; type: string }>(
  `SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name, a.attname AS "column",
          format_type(a.atttypid, NULL) AS type
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname IN ('public', 'graphile_worker') AND c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
)
const typeOf = new Map(columns.map(({ name, column, type }) => [`${name}.${column}`, type]))
const nameOf = ({ table, column }: { table: string; column: string }) => `${table}.${column}`

describe('what the database holds', () => {
  it('is classified column by column, and nothing else is', () => {
    const classified = dataClassification.map(nameOf)
    expect(classified.length).toBe(new Set(classified).size)
    expect(classified.sort()).toEqual([...typeOf.keys()].sort())
  })

  it('is told to people as the table that stands in the documentation', () => {
    const page = readFileSync(new URL('../../docs/data-classification.md', import.meta.url), 'utf8')
    const [, ...sections] = page.split(/^### /m)
    const told = sections.map((section) => {
      const [table = '', ...lines] = section.split('\n')
      const rows = lines.filter((line) => line.startsWith('|')).slice(2)
      return [
        table,
        rows.map((row) =>
          row
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
      ] as const
    })
    expect(Object.fromEntries(told), `It has to say:\n${classificationText()}`).toEqual(
      Object.fromEntries(classificationRows()),
    )
  })

  it('is bytes wherever it is said to be sealed or wrapped', () => {
    const sealed = dataClassification.filter(({ stored }) => stored.startsWith('sealed') || stored === 'wrapped')
    expect(sealed.length).toBeGreaterThan(15)
    for (const one of sealed) expect([nameOf(one), typeOf.get(nameOf(one))]).toEqual([nameOf(one), 'bytea'])
  })

  it('leads to patients by conditions that the database understands', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000'
    for (const [table, { subject }] of Object.entries(tableClasses))
      if (subject) expect(await look(`SELECT 1 FROM ${table} WHERE ${subject}`, [nobody])).toEqual([])
  })

  it('goes where a patient is erased, or names nobody: free text of a patient is sealed, blanked or deleted', () => {
    const kept = dataClassification.filter(
      (one) => one.about === 'patient' && one.onErasure === 'keep' && /text|json|char/.test(typeOf.get(nameOf(one))!),
    )
    expect(kept.map(nameOf).sort()).toEqual(KEPT_TEXT)
  })
})

/** Words out of a list, numbers that the database gives out, zones: nothing that anybody types. */
const KEPT_TEXT = [
  'appointments.status',
  'appointments.time_zone',
  'audit_events.action',
  'audit_events.actor_role',
  'audit_events.operation',
  'audit_events.outcome',
  'audit_events.purpose',
  'audit_events.resource_type',
  'billing.currency',
  'billing.number',
  'billing.status',
  'break_glass_grants.user_role',
  'amendments.basis',
  'amendments.decided_by_role',
  'amendments.field',
  'amendments.extended_by_role',
  'amendments.recorded_by_role',
  'amendments.statement_recorded_by_role',
  'amendments.status',
  'amendments.way',
  'consents.provision',
  'consents.purpose',
  'consents.recorded_by_role',
  'consents.way',
  'notice_acknowledgements.way',
  'patients.mrn',
  'payments.currency',
  'payments.method',
  'payments.provider',
  'payments.receipt_number',
  'payments.status',
  'privacy_cases.kind',
  'privacy_cases.state',
  'privacy_requests.kind',
  'privacy_requests.status',
].sort()
