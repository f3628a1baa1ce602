import type { ReadTx, WriteTx } from '../config/database.ts'

/** A kind of visit; `price` is a decimal in the hospital's currency. */
export interface VisitType {
  id: string
  name: string
  durationMinutes: number
  bufferBeforeMinutes: number
  bufferAfterMinutes: number
  price: { toString(): string }
  active: boolean
}

export type VisitTypeFields = Omit<VisitType, 'id' | 'price'> & { price: string }

const columns = {
  id: true,
  name: true,
  durationMinutes: true,
  bufferBeforeMinutes: true,
  bufferAfterMinutes: true,
  price: true,
  active: true,
} as const

export async function list(tx: ReadTx | WriteTx): Promise<VisitType[]> {
  return (await tx.prisma()).visitType.findMany({ select: columns, orderBy: { name: 'asc' } })
}

export async function find(tx: ReadTx | WriteTx, id: string): Promise<VisitType | null> {
  return (await tx.prisma()).visitType.findFirst({ where: { id }, select: columns })
}

/** The kind that comes closest to a length, of those on offer at a price; of two the cheaper one. */
export function closestTo(tx: ReadTx | WriteTx, minutes: number): Promise<VisitType | null> {
  return tx.one<VisitType>(
    `SELECT id, name, duration_minutes AS "durationMinutes", buffer_before_minutes AS "bufferBeforeMinutes",
            buffer_after_minutes AS "bufferAfterMinutes", price, active
       FROM visit_types WHERE active AND price > 0 ORDER BY abs(duration_minutes - $1), price, id LIMIT 1`,
    [minutes],
  )
}

export async function insert(tx: WriteTx, fields: VisitTypeFields): Promise<VisitType> {
  return (await tx.prisma()).visitType.create({ data: fields, select: columns })
}

export async function update(tx: WriteTx, id: string, changes: Partial<VisitTypeFields>): Promise<VisitType> {
  return (await tx.prisma()).visitType.update({ where: { id }, data: changes, select: columns })
}
