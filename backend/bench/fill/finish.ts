/** What makes filled rows as good as entered ones: counters go on behind them, and what triggers would have refused is looked for. */
import type pg from 'pg'
import type { KeyRing } from '../../src/config/keys.ts'
import type { Series } from './writeBills.ts'

/** Where the counters of medical record numbers and documents stand. */
export async function readCounters(client: pg.Client) {
  const { rows: mrns } = await client.query(
    'SELECT last_value::bigint::int - CASE WHEN is_called THEN 0 ELSE 1 END AS last FROM patient_mrn_seq',
  )
  const { rows: series } = await client.query('SELECT name, year, last FROM number_series')
  const { rows: visits } = await client.query(
    `SELECT count(*)::int AS known FROM appointments WHERE booked_by = (SELECT id FROM users WHERE email = 'admin@bench.example')`,
  )
  return {
    lastMrn: mrns[0].last as number,
    series: series.map(({ name, year, last }) => [`${name}/${year}`, last] as const),
    visits: visits[0].known as number,
  }
}

export async function writeCounters(client: pg.Client, lastMrn: number, series: Series): Promise<void> {
  await client.query(`SELECT setval('patient_mrn_seq', $1)`, [lastMrn])
  for (const [key, last] of series.last) {
    const [name, year] = key.split('/')
    await client.query(
      `INSERT INTO number_series (name, year, last) VALUES ($1, $2, $3)
       ON CONFLICT (name, year) DO UPDATE SET last = greatest(number_series.last, excluded.last)`,
      [name, year, last],
    )
  }
}

/** Foreign keys that were not asked while rows were copied: each finds its row, in one pass over both tables. */
export async function checkReferences(client: pg.Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query(
    `SELECT c.conrelid::regclass AS child, c.confrelid::regclass AS parent, quote_ident(a.attname) AS "column",
            quote_ident(f.attname) AS key
       FROM pg_constraint c
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
       JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
      WHERE c.contype = 'f' AND c.conparentid = 0 AND cardinality(c.conkey) = 1 AND c.conrelid = ANY($1::regclass[])`,
    [tables],
  )
  for (const { child, parent, column, key } of rows) {
    const orphan = await client.query(
      `SELECT FROM ${child} c WHERE c.${column} IS NOT NULL
         AND NOT EXISTS (SELECT FROM ${parent} p WHERE p.${key} = c.${column}) LIMIT 1`,
    )
    if (orphan.rowCount) throw new Error(`${child}.${column} names what is not in ${parent}`)
  }
}

/** Opens what was sealed of a few patients, visits and bills, with the keys that the application would unwrap. */
export async function checkSealed(client: pg.Client, ring: KeyRing): Promise<number> {
  const samples = await client.query(sampleSql)
  for (const { patient, scope, key_id, wrapped, cipher, field } of samples.rows) {
    const key = ring.unwrap({ keyId: key_id, wrapped }, `patient-key|${patient}|${scope}`).toString('base64')
    const { rows } = await client.query('SELECT hms_open($1, $2, $3, $4) AS plain', [cipher, key, patient, field])
    if (typeof rows[0].plain !== 'string') throw new Error(`${field} does not open`)
  }
  return samples.rows.length
}

const sampleSql = `
  WITH sealed AS (
    (SELECT id AS patient, 'clinical' AS scope, medical_history AS cipher, 'patients.medical_history' AS field
       FROM patients ORDER BY id DESC LIMIT 20)
    UNION ALL
    (SELECT id, 'contact', address, 'patients.address' FROM patients ORDER BY id DESC LIMIT 20)
    UNION ALL
    (SELECT patient_id, 'contact', notes, 'appointments.notes/' || id FROM appointments WHERE notes IS NOT NULL LIMIT 20)
    UNION ALL
    (SELECT patient_id, 'contact', description, 'billing.description/' || id FROM billing LIMIT 20)
  )
  SELECT sealed.*, k.key_id, k.wrapped FROM sealed JOIN patient_keys k ON k.patient_id = patient AND k.scope = sealed.scope`

/** So that the first queries find statistics and a visibility map, as a database in use has them. */
export async function vacuum(client: pg.Client, tables: readonly string[]): Promise<void> {
  await client.query(`VACUUM (ANALYZE, PARALLEL 2) ${tables.join(', ')}`)
}
