/** One transaction of the floor: prepared statements on one connection, sent without waiting where nothing depends on it. */
import type { Socket } from 'node:net'
import type pg from 'pg'
import { newId } from '../../src/utils/id.ts'

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

const socketOf = (client: pg.ClientBase) => (client as unknown as { connection: { stream: Socket } }).connection.stream

export class Unit {
  readonly who: Who
  readonly #client: pg.ClientBase
  #held = false

  constructor(client: pg.ClientBase, who: Who) {
    this.#client = client
    this.who = who
  }

  /** Statements that are issued in one go travel in one packet. */
  async rows<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    if (!this.#held) {
      this.#held = true
      const socket = socketOf(this.#client)
      socket.cork()
      process.nextTick(() => {
        this.#held = false
        socket.uncork()
      })
    }
    return (await this.#client.query({ name: nameOf(text), text, values })).rows as T[]
  }

  async row<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T> {
    const [row] = await this.rows<T>(text, values)
    if (!row) throw new Error('No such row')
    return row
  }

  /** A statement whose answer nobody needs; when it fails, so does the commit. */
  send(text: string, values: unknown[] = []): void {
    this.rows(text, values).catch(() => undefined)
  }

  async commit(): Promise<void> {
    const { command } = await this.#client.query({ name: 'commit', text: 'COMMIT' })
    if (command !== 'COMMIT') throw new Error('The transaction was undone')
  }
}

const begin = 'SELECT entered FROM hms_begin_session($1, $2, $3, $4)'

/** Context first, commit last; everything of it is undone when anything fails. */
export async function transact<T>(
  client: pg.ClientBase,
  who: Who,
  mode: 'read' | 'write',
  work: (unit: Unit) => Promise<T>,
): Promise<T> {
  const unit = new Unit(client, who)
  try {
    unit.send('BEGIN')
    const entering = unit.row<{ entered: boolean }>(begin, [mode, who.sessionId, who.userId, who.role])
    const [{ entered }, result] = await Promise.all([entering, work(unit)])
    if (!entered) throw new Error('The session has ended')
    await unit.commit()
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
export function audit(unit: Unit, trace: Trace): void {
  const { who } = unit
  unit.send(insertAudit, [
    trace.action,
    trace.operation,
    who.userId,
    who.role,
    who.role === 'doctor' ? 'TREAT' : 'HOPERAT',
    who.sessionId,
    newId(),
    trace.type,
    trace.id ?? null,
    trace.version ?? null,
    [...new Set(trace.patientIds)],
    trace.changed ?? [],
    trace.reason ?? null,
  ])
}
