import type { Doctor as WireDoctor, DoctorQuery } from '@hms/contract/doctors'
import { z } from 'zod'
import { db } from '../../config/database.ts'
import * as Doctor from '../../models/Doctor.ts'
import type { UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { found } from '../../utils/problem.ts'
import { searchPatterns } from '../../utils/searchText.ts'
import { toWire } from './wire.ts'

const place = [z.string(), z.string(), z.uuid()]
const NO_TRACE = 'the directory of doctors is open to everybody who is signed in'

/** Finds doctors by parts of their names; patients see those whom they can book. */
export function list(
  ctx: UserContext,
  query: DoctorQuery,
): Promise<{ items: WireDoctor[]; nextCursor: string | null }> {
  return db.readReplica(ctx.identity, async (tx) => {
    tx.withoutAudit(NO_TRACE)
    const filter = {
      patterns: searchPatterns(query.q ?? ''),
      specialization: query.specialization ?? null,
      onlyBookable: tx.actor.role === 'patient',
    }
    const after = decodeCursor(query.cursor, place)
    const rows = await Doctor.list(tx, filter, after, query.limit + 1)
    const { items, nextCursor } = toPage(rows, query.limit, (row) => [row.lastName, row.firstName, row.id])
    return { items: items.map((row) => toWire(row, tx.actor)), nextCursor }
  })
}

export function specializations(ctx: UserContext): Promise<{ items: string[] }> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit(NO_TRACE)
    return { items: await Doctor.specializations(tx, tx.actor.role === 'patient') }
  })
}

export function get(ctx: UserContext, id: string): Promise<WireDoctor> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit(NO_TRACE)
    return toWire(found(await Doctor.find(tx, id)), tx.actor)
  })
}
