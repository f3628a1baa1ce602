import type { Payment as WirePayment, PaymentMethod } from '@hms/contract/billing'
import type { ReadTx, WriteTx } from '../config/database.ts'

/** `amount` is a decimal string in `currency`. */
export interface PaymentRow {
  id: string
  billId: string
  patientId: string
  amount: string
  currency: string
  method: PaymentMethod
  status: WirePayment['status']
  provider: string | null
  providerReference: string | null
  redirectUrl: string | null
  receiptNumber: string | null
  receivedAt: Date | null
  createdAt: Date
}

export type NewPayment = Pick<PaymentRow, 'id' | 'billId' | 'patientId' | 'amount' | 'currency' | 'method'> &
  Partial<Pick<PaymentRow, 'provider' | 'providerReference' | 'receivedAt'>> & {
    /** The year in which it was received: it is settled, and takes the next receipt number of that year. */
    receiptYear?: number
  }

const columns = `id, billing_id AS "billId", patient_id AS "patientId", amount, currency, method, status, provider,
  provider_reference AS "providerReference", redirect_url AS "redirectUrl", receipt_number AS "receiptNumber",
  received_at AS "receivedAt", created_at AS "createdAt"`

/**
 * Adds a payment: settled when it was received already, otherwise pending. The database moves the bill along, and
 * refuses what is more than its balance (`payment-exceeds-balance`) or what a void bill cannot take (`wrong-status`).
 */
export async function insert(tx: WriteTx, payment: NewPayment): Promise<PaymentRow> {
  const row = await tx.one<PaymentRow>(
    `INSERT INTO payments (id, billing_id, patient_id, amount, currency, method, status, provider, provider_reference,
                           receipt_number, received_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $9::int IS NULL THEN 'pending' ELSE 'succeeded' END, $7, $8,
             CASE WHEN $9::int IS NOT NULL THEN hms_next_number('RCT', $9::int) END, $10, $11)
     RETURNING ${columns}`,
    [
      payment.id,
      payment.billId,
      payment.patientId,
      payment.amount,
      payment.currency,
      payment.method,
      payment.provider ?? null,
      payment.providerReference ?? null,
      payment.receiptYear ?? null,
      payment.receivedAt ?? null,
      tx.actor.userId,
    ],
  )
  return row!
}

export async function find(tx: ReadTx | WriteTx, id: string): Promise<PaymentRow | null> {
  return tx.one<PaymentRow>(`SELECT ${columns} FROM payments WHERE id = $1`, [id])
}

/** The payment, kept from every other settlement until this transaction ends. */
export async function lock(tx: WriteTx, id: string): Promise<PaymentRow | null> {
  return tx.one<PaymentRow>(`SELECT ${columns} FROM payments WHERE id = $1 FOR UPDATE`, [id])
}

export async function listOfBill(tx: ReadTx | WriteTx, billId: string): Promise<PaymentRow[]> {
  return tx.many<PaymentRow>(`SELECT ${columns} FROM payments WHERE billing_id = $1 ORDER BY created_at, id`, [billId])
}

/** Payments that a provider was asked for before `before` and that nobody has settled, the longest waiting first. */
export async function listPending(tx: ReadTx, before: Date, limit: number): Promise<PaymentRow[]> {
  return tx.many<PaymentRow>(
    `SELECT ${columns} FROM payments WHERE status = 'pending' AND created_at < $1 ORDER BY created_at LIMIT $2`,
    [before, limit],
  )
}

/** Notes where the payer goes on. */
export async function attach(
  tx: WriteTx,
  id: string,
  reference: string | null,
  redirectUrl: string | null,
): Promise<PaymentRow> {
  const row = await tx.one<PaymentRow>(
    `UPDATE payments SET provider_reference = coalesce($2, provider_reference), redirect_url = coalesce($3, redirect_url)
      WHERE id = $1 RETURNING ${columns}`,
    [id, reference, redirectUrl],
  )
  return row!
}

export interface Settlement {
  status: 'succeeded' | 'failed'
  reference: string | null
  receiptNumber: string | null
  receivedAt: Date | null
}

export async function settle(tx: WriteTx, id: string, settlement: Settlement): Promise<PaymentRow> {
  const row = await tx.one<PaymentRow>(
    `UPDATE payments SET status = $2, provider_reference = coalesce($3, provider_reference), receipt_number = $4, received_at = $5
      WHERE id = $1 RETURNING ${columns}`,
    [id, settlement.status, settlement.reference, settlement.receiptNumber, settlement.receivedAt],
  )
  return row!
}
