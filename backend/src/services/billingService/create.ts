import type { Bill as WireBill, CreateBill } from '@hms/contract/billing'
import { db, type WriteTx } from '../../config/database.ts'
import * as Appointment from '../../models/Appointment.ts'
import type * as BillLine from '../../models/BillLine.ts'
import * as Patient from '../../models/Patient.ts'
import * as Settings from '../../models/Settings.ts'
import type { UserContext } from '../../utils/context.ts'
import { amountIn, fitsBill } from '../../utils/money.ts'
import { found, invalidField, Problem } from '../../utils/problem.ts'
import { today } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { once } from '../idempotency.ts'
import { issue } from './issue.ts'
import { describe } from './wire.ts'

/** Who and what the bill is for. Foreign keys do not ask who may see the row that they point to. */
async function readReferences(tx: WriteTx, { patientId, appointmentId }: CreateBill) {
  const [settings, patient, appointment] = await Promise.all([
    Settings.get(tx),
    Patient.findEntry(tx, patientId),
    appointmentId ? Appointment.find(tx, appointmentId) : undefined,
  ])
  return { settings, patient: found(patient), appointment: appointment === undefined ? undefined : found(appointment) }
}

function linesOf(request: CreateBill, currency: string): BillLine.NewLine[] {
  const lines = request.lines.map((line, i) => ({
    ...line,
    unitPrice: amountIn(currency, line.unitPrice, `/lines/${i}/unitPrice`),
  }))
  if (!fitsBill(lines)) throw invalidField('/lines', 'Together more than 9999999999.99')
  return lines
}

/** Raises a bill; its amount is the exact sum of its lines. */
export function create(ctx: UserContext, request: CreateBill): Promise<WireBill> {
  return db.write(ctx.identity, (tx) =>
    once(
      tx,
      ctx,
      'billing.create',
      request,
      async ({ settings, patient: { erased, ...patient }, appointment }) => {
        const { patientId, appointmentId = null, description, dueDate } = request
        if (erased) throw new Problem('patient-erased')
        if (appointment && appointment.patientId !== patientId) {
          throw invalidField('/appointmentId', 'An appointment of another patient')
        }
        const lines = linesOf(request, settings.currency)
        if (dueDate !== undefined && dueDate < today(ctx.now, settings.timeZone)) {
          throw invalidField('/dueDate', 'Before the bill is issued')
        }
        const bill = await issue(tx, ctx, settings, { patientId, appointmentId, description, lines, dueDate })
        await audit(tx, ctx, {
          action: 'C',
          operation: 'billing.create',
          resourceType: 'Invoice',
          resource: bill,
          patientIds: [patientId],
        })
        return describe({ ...bill, patient }, bill.lines, [])
      },
      () => readReferences(tx, request),
    ),
  )
}
