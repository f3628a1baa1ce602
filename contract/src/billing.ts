import { z } from 'zod'
import { CalendarDate, Id, IdParams, Instant, Money, MoneyInput, page, pageQuery, text } from './common.ts'
import { endpoint } from './endpoint.ts'
import { PatientSummary } from './patients.ts'

export const billStatuses = ['open', 'overdue', 'paid', 'void'] as const
export const BillStatus = z.enum(billStatuses)
export type BillStatus = z.infer<typeof BillStatus>

export const paymentMethods = ['card', 'cash', 'bank-transfer', 'insurance'] as const
export const PaymentMethod = z.enum(paymentMethods)
export type PaymentMethod = z.infer<typeof PaymentMethod>

export const BillLine = z
  .strictObject({ description: z.string(), quantity: z.int(), unitPrice: Money, amount: Money })
  .meta({ id: 'BillLine' })

export const Payment = z
  .strictObject({
    id: Id,
    billId: Id,
    receiptNumber: z.string().nullable().meta({ description: 'Given when the payment has succeeded' }),
    amount: Money,
    method: PaymentMethod,
    status: z.enum(['pending', 'succeeded', 'failed']),
    provider: z.string().nullable().meta({ description: 'Who moved the money; `test` moves none' }),
    redirectUrl: z.string().nullable().meta({ description: 'Where the payer goes on, while the payment is pending' }),
    receivedAt: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Payment' })
export type Payment = z.infer<typeof Payment>

export const BillSummary = z
  .strictObject({
    id: Id,
    number: z.string(),
    patientId: Id,
    patient: PatientSummary,
    appointmentId: Id.nullable(),
    description: z.string(),
    amount: Money,
    balance: Money,
    status: BillStatus,
    issueDate: CalendarDate,
    dueDate: CalendarDate,
  })
  .meta({ id: 'BillSummary' })
export type BillSummary = z.infer<typeof BillSummary>

export const Bill = z
  .strictObject({
    ...BillSummary.shape,
    lines: z.array(BillLine),
    payments: z.array(Payment),
    voidReason: z.string().nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Bill' })
export type Bill = z.infer<typeof Bill>

export const CreateBill = z
  .strictObject({
    patientId: z.uuid('Choose a patient').meta({ description: 'UUID' }),
    appointmentId: Id.nullish(),
    description: text(500),
    lines: z
      .array(
        z.strictObject({
          description: text(300),
          quantity: z.int('A whole number').min(1, 'At least 1').max(10_000, 'At most 10000').default(1),
          unitPrice: MoneyInput,
        }),
      )
      .min(1, 'At least one line')
      .max(100),
    dueDate: CalendarDate.optional().meta({ description: "Left out: the hospital's payment term after today" }),
  })
  .meta({ id: 'CreateBill' })
export type CreateBill = z.infer<typeof CreateBill>

export const CreatePayment = z
  .strictObject({
    amount: MoneyInput,
    method: PaymentMethod,
    paymentToken: text(200).optional().meta({
      description:
        'What the payment provider gave for the card; the test provider takes `test-approve` and `test-decline`',
    }),
  })
  .meta({ id: 'CreatePayment' })
export type CreatePayment = z.infer<typeof CreatePayment>

export const VoidBill = z.strictObject({ reason: text(500) }).meta({ id: 'VoidBill' })

export const BillQuery = z.strictObject({
  ...pageQuery,
  patientId: Id.optional(),
  status: BillStatus.optional(),
  q: text(100).optional().meta({ description: 'A bill number or its beginning' }),
  from: CalendarDate.optional(),
  to: CalendarDate.optional(),
  dueBefore: CalendarDate.optional().meta({
    description: 'Only what is unpaid and due before that day, the longest due first instead of the newest',
  }),
})
export type BillQuery = z.infer<typeof BillQuery>

/** What is printed for the payer. */
export const Receipt = z
  .strictObject({
    hospital: z.strictObject({
      name: z.string(),
      address: z.string().nullable(),
      phone: z.string().nullable(),
      timeZone: z.string(),
    }),
    bill: Bill,
    printedAt: Instant,
  })
  .meta({ id: 'Receipt' })
export type Receipt = z.infer<typeof Receipt>

export const billingApi = {
  list: endpoint({
    method: 'get',
    path: '/billing',
    permission: 'billing:read',
    summary: 'List bills, newest first',
    query: BillQuery,
    response: page(BillSummary),
    disclosesPatientData: true,
  }),
  create: endpoint({
    method: 'post',
    path: '/billing',
    permission: 'billing:create',
    summary: 'Raise a bill',
    body: CreateBill,
    response: Bill,
    status: 201,
    idempotent: true,
    disclosesPatientData: true,
    problems: ['not-found', 'wrong-status', 'patient-erased'],
  }),
  get: endpoint({
    method: 'get',
    path: '/billing/:id',
    permission: 'billing:read',
    summary: 'Read a bill',
    params: IdParams,
    response: Bill,
    disclosesPatientData: true,
  }),
  pay: endpoint({
    method: 'post',
    path: '/billing/:id/payments',
    permission: 'billing:pay',
    summary: 'Pay a bill, wholly or in part',
    params: IdParams,
    body: CreatePayment,
    response: Payment,
    status: 201,
    idempotent: true,
    disclosesPatientData: true,
    problems: ['payment-exceeds-balance', 'payment-declined', 'wrong-status', 'not-permitted'],
  }),
  receipt: endpoint({
    method: 'get',
    path: '/billing/:id/receipt',
    permission: 'billing:read',
    summary: 'A bill with its payments, to print',
    params: IdParams,
    response: Receipt,
    disclosesPatientData: true,
  }),
  void: endpoint({
    method: 'post',
    path: '/billing/:id/void',
    permission: 'billing:void',
    summary: 'Void a bill that was not paid',
    params: IdParams,
    body: VoidBill,
    response: Bill,
    disclosesPatientData: true,
    problems: ['wrong-status'],
  }),
  paymentProviders: endpoint({
    method: 'get',
    path: '/payment-providers',
    permission: 'billing:read',
    summary: 'How cards are charged here',
    response: z.strictObject({ card: z.strictObject({ provider: z.string(), test: z.boolean() }) }),
  }),
  stripeWebhook: endpoint({
    method: 'post',
    path: '/payments/stripe/webhook',
    permission: 'public',
    summary: "Stripe's events, signed by Stripe in `Stripe-Signature` over the raw body",
    status: 204,
    problems: ['not-found'],
  }),
}
