import type { Bill as WireBill, BillSummary, Payment as WirePayment } from '@hms/contract/billing'
import type { ReadTx, WriteTx } from '../../config/database.ts'
import type * as Bill from '../../models/Bill.ts'
import * as BillLine from '../../models/BillLine.ts'
import * as Payment from '../../models/Payment.ts'
import { toMoney } from '../../utils/money.ts'
import { toWireUtc } from '../../utils/time.ts'

export function toSummary(row: Bill.BillRow): BillSummary {
  const { id, number, patientId, patient, appointmentId, description, currency, status, issueDate, dueDate } = row
  return {
    id,
    number,
    patientId,
    patient,
    appointmentId,
    description,
    amount: toMoney(row.amount, currency),
    balance: toMoney(row.balance, currency),
    status,
    issueDate,
    dueDate,
  }
}

export function toPayment(row: Payment.PaymentRow): WirePayment {
  const { id, billId, receiptNumber, method, status, provider } = row
  return {
    id,
    billId,
    receiptNumber,
    amount: toMoney(row.amount, row.currency),
    method,
    status,
    provider,
    redirectUrl: status === 'pending' ? row.redirectUrl : null,
    receivedAt: row.receivedAt && toWireUtc(row.receivedAt),
    createdAt: toWireUtc(row.createdAt),
  }
}

/** The bill with its lines and payments. */
export async function toBill(tx: ReadTx | WriteTx, row: Bill.BillRow): Promise<WireBill> {
  const [lines, payments] = await Promise.all([BillLine.listOfBill(tx, row), Payment.listOfBill(tx, row.id)])
  return describe(row, lines, payments)
}

/** As `toBill`, of what is at hand. */
export function describe(
  row: Bill.BillRow,
  lines: readonly BillLine.LineRow[],
  payments: readonly Payment.PaymentRow[],
): WireBill {
  return {
    ...toSummary(row),
    lines: lines.map(({ description, quantity, unitPrice, amount }) => ({
      description,
      quantity,
      unitPrice: toMoney(unitPrice, row.currency),
      amount: toMoney(amount, row.currency),
    })),
    payments: payments.map(toPayment),
    voidReason: row.voidReason,
    createdAt: toWireUtc(row.createdAt),
    updatedAt: toWireUtc(row.updatedAt),
  }
}
