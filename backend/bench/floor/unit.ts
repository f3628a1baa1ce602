/** One transaction of the floor: prepared statements on one connection, one after the other. */
import type pg from 'pg'

/** Who asks, as the access token says. */
export interface Who {
  userId: string
  sessionId: string
  role: 'admin' | 'doctor' | 'patient'
}

const names = new Map<string, string>()
function nameOf(text: string): string {
  const known = names.get(text)
  if (known) return known
  const name = `f${names.size}`
  names.set(text, name)
  return name
}

export class Unit {
  readonly who: Who
  readonly #client: pg.ClientBase

  constructor(client: pg.ClientBase, who: Who) {
    this.#client = client
    this.who = who
  }

  async rows<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#client.query({ name: nameOf(text), text, values })).rows as T[]
  }

  async row<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T> {
    const [row] = await this.rows<T>(text, values)
    if (!row) throw new Error('No such row')
    return row
  }
}

const enter = 'SELECT patient_id, doctor_id FROM hms_enter($1, $2, $3, $4)'

/** Context first, commit last; everything of it is undone when anything fails. */
export async function transact<T>(
  client: pg.ClientBase,
  who: Who,
  mode: 'read' | 'write',
  work: (unit: Unit) => Promise<T>,
): Promise<T> {
  await client.query('BEGIN')
  try {
    const unit = new Unit(client, who)
    await unit.row(enter, [mode, who.sessionId, who.userId, who.role])
    const result = await work(unit)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

const insertAudit = `
  INSERT INTO audit_events (action, operation, outcome, actor_id, actor_role, purpose, session_id, request_id, client_address,
                            resource_type, resource_id, resource_version, patient_ids, changed_fields, reason)
  VALUES ($1, $2, 'success', $3, $4, $5, $6, $7, '127.0.0.1', $8, $9, $10, $11, $12, $13)`

export interface Trace {
  action: 'C' | 'R'
  operation: string
  type: string
  id?: string
  version?: number
  patientIds: string[]
  changed?: string[]
  reason?: string
}

/** The row that the product leaves of the same deed. */
export async function audit(unit: Unit, trace: Trace): Promise<void> {
  const { who } = unit
  await unit.rows(insertAudit, [
    trace.action,
    trace.operation,
    who.userId,
    who.role,
    who.role === 'doctor' ? 'TREAT' : 'HOPERAT',
    who.sessionId,
    crypto.randomUUID(),
    trace.type,
    trace.id ?? null,
    trace.version ?? null,
    [...new Set(trace.patientIds)],
    trace.changed ?? [],
    trace.reason ?? null,
  ])
}
