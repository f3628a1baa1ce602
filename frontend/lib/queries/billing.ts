import type { BillStatus, BillSummary, CreateBill, CreatePayment } from '@hms/contract/billing'
import type { z } from 'zod'
import { queryOptions, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { useIdempotentMutation } from './idempotent.ts'
import { pagedOptions, useList } from './paged.ts'

export interface BillFilter {
  patientId?: string
  status?: BillStatus
  q?: string
  from?: string
  to?: string
  /** Only what is unpaid and due before that day, the longest due first. */
  dueBefore?: string
  limit?: number
}

export const billKeys = {
  all: ['billing'] as const,
  lists: ['billing', 'list'] as const,
  owed: ['billing', 'owed'] as const,
  one: (id: string) => ['billing', 'one', id] as const,
  receipt: (id: string) => ['billing', 'receipt', id] as const,
  providers: ['billing', 'providers'] as const,
}

/** Every unpaid bill that the reader may see, those past their due date first. */
async function unpaid(signal: AbortSignal) {
  const items: BillSummary[] = []
  for (const status of ['overdue', 'open'] as const) {
    let cursor: string | undefined
    do {
      const page = await call(endpoints.billing.list, { query: { status, limit: 200, cursor }, signal })
      items.push(...page.items)
      cursor = page.nextCursor ?? undefined
    } while (cursor)
  }
  return items
}

export const billQueries = {
  list: (query: BillFilter = {}) => pagedOptions(billKeys.lists, endpoints.billing.list, query),
  /** For a patient: what is owed. */
  owed: () => queryOptions({ queryKey: billKeys.owed, queryFn: ({ signal }) => unpaid(signal) }),
  /** Looks again while a payment is on its way at the provider. */
  one: (id: string) =>
    queryOptions({
      queryKey: billKeys.one(id),
      queryFn: ({ signal }) => call(endpoints.billing.get, { params: { id }, signal }),
      refetchInterval: ({ state }) => (state.data?.payments.some(({ status }) => status === 'pending') ? 5000 : false),
    }),
  /** Asked for anew each time: printing is a deed that the audit log records. */
  receipt: (id: string) =>
    queryOptions({
      queryKey: billKeys.receipt(id),
      queryFn: ({ signal }) => call(endpoints.billing.receipt, { params: { id }, signal }),
      staleTime: 0,
    }),
  paymentProviders: () =>
    queryOptions({
      queryKey: billKeys.providers,
      queryFn: ({ signal }) => call(endpoints.billing.paymentProviders, { signal }),
      staleTime: Infinity,
    }),
}

export const useBills = (query: BillFilter = {}, options?: { enabled?: boolean }) =>
  useList<BillSummary>(billQueries.list(query), options)

async function changed(client: QueryClient) {
  await Promise.all([
    client.invalidateQueries({ queryKey: billKeys.all }),
    client.invalidateQueries({ queryKey: ['reports'] }),
  ])
}

export function useCreateBill() {
  return useIdempotentMutation(
    (body: z.input<typeof CreateBill>, idempotencyKey) => call(endpoints.billing.create, { body, idempotencyKey }),
    changed,
  )
}

export function usePayBill(id: string) {
  return useIdempotentMutation(
    (body: z.input<typeof CreatePayment>, idempotencyKey) =>
      call(endpoints.billing.pay, { params: { id }, body, idempotencyKey }),
    changed,
  )
}

export function useVoidBill(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (reason: string) => call(endpoints.billing.void, { params: { id }, body: { reason } }),
    onSuccess: async (bill) => {
      client.setQueryData(billKeys.one(id), bill)
      await changed(client)
    },
  })
}
