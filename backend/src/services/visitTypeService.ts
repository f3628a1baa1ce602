import type { CreateVisitType, UpdateVisitType, VisitType as WireVisitType } from '@hms/contract/visitTypes'
import { db, type ReadTx, type WriteTx } from '../config/database.ts'
import * as Settings from '../models/Settings.ts'
import * as VisitType from '../models/VisitType.ts'
import type { UserContext } from '../utils/context.ts'
import { amountIn, toMoney } from '../utils/money.ts'
import { found } from '../utils/problem.ts'
import { audit } from './auditService.ts'

const toWire =
  (currency: string) =>
  (row: VisitType.VisitType): WireVisitType => ({
    ...row,
    price: toMoney(row.price, currency),
  })

async function currencyOf(tx: ReadTx | WriteTx): Promise<string> {
  return (await Settings.get(tx)).currency
}

export function list(ctx: UserContext): Promise<{ items: WireVisitType[] }> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('kinds of visit concern no person')
    const currency = await currencyOf(tx)
    return { items: (await VisitType.list(tx)).map(toWire(currency)) }
  })
}

export function create(ctx: UserContext, request: CreateVisitType): Promise<WireVisitType> {
  return db.write(ctx.identity, async (tx) => {
    const currency = await currencyOf(tx)
    const made = await VisitType.insert(tx, { ...request, price: amountIn(currency, request.price, '/price') })
    await audit(tx, ctx, {
      action: 'C',
      operation: 'visit-type.create',
      resourceType: 'HealthcareService',
      resource: made,
    })
    return toWire(currency)(made)
  })
}

export function update(ctx: UserContext, id: string, request: UpdateVisitType): Promise<WireVisitType> {
  return db.write(ctx.identity, async (tx) => {
    const currency = await currencyOf(tx)
    found(await VisitType.find(tx, id))
    const price = request.price && amountIn(currency, request.price, '/price')
    const row = await VisitType.update(tx, id, { ...request, price })
    const changedFields = Object.keys(request)
    await audit(tx, ctx, {
      action: 'U',
      operation: 'visit-type.update',
      resourceType: 'HealthcareService',
      resource: row,
      changedFields,
    })
    return toWire(currency)(row)
  })
}
