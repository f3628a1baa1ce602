import type { Bill as WireBill, CreateBill } from '@hms/contract/billing'
import { db, type WriteTx } from '../../config/database.ts'
import * as Appointment from '../../models/Appointment.ts'
import * as Bill from '../../models/Bill.ts'
import * as Patient from '../../models/Patient.ts'
import * as Settings from '../../models/Settings.ts'
import type { UserContext } from '../../utils/context.ts'
import { amountIn } from '../../utils/money.ts'
import { found, invalidField } from '../../utils/problem.ts'
import { today } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { once } from '../idempotency.ts'
import { issue } from './issue.ts'
import { toBill } from './wire.ts'

/** Foreign keys do not ask who may see the row that they point to. */
async function checkReferences(tx: WriteTx, { patientId, appointmentId }: CreateBill): Promise<void> {
  found(await Patient.findEntry(tx, patientId))
  if (!appointmentId) return
  const appointment = found(await Appointment.find(tx, appointmentId))
  if (appointment.patientId !== patientId) throw invalidField('/appointmentId', 'An appointment of another patient')
}

async function linesOf(tx: WriteTx, request: CreateBill, currency: string): Promise<Bill.NewLine[]> {
  const lines = request.lines.map((line, i) => ({
    ...line,
    unitPrice: amountIn(currency, line.unitPrice, `/lines/${i}/unitPrice`),
  }))
  const { fits } = await Bill.total(tx, lines)
  if (!fits) throw invalidField('/lines', 'Together more than 9999999999.99')
  return lines
}

/** Raises a bill; its amount is the exact sum of its lines. */
export function create(ctx: UserContext, request: CreateBill): Promise<WireBill> {
  return db.write(ctx.identity, (tx) =>
    once(tx, ctx, 'billing.create', request, async () => {
      const { currency, timeZone } = await Settings.get(tx)
      await checkReferences(tx, request)
      const lines = await linesOf(tx, request, currency)
      const { patientId, appointmentId = null, description, dueDate } = request
      if (dueDate !== undefined && dueDate < today(ctx.now, timeZone)) {
        throw invalidField('/dueDate', 'Before the bill is issued')
      }
      const id = await issue(tx, ctx, { patientId, appointmentId, description, currency, lines, dueDate })
      const bill = found(await Bill.find(tx, id))
      await audit(tx, ctx, {
        action: 'C',
        operation: 'billing.create',
        resourceType: 'Invoice',
        resource: bill,
        patientIds: [patientId],
      })
      return toBill(tx, bill)
    }),
  )
}
