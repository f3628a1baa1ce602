import type {
  Amendment,
  AmendmentQuery,
  AskAmendment,
  DecideAmendment,
  ExtendAmendment,
} from '@hms/contract/amendments'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

const keys = {
  all: ['amendments'] as const,
  of: (patientId: string) => ['amendments', 'of', patientId] as const,
  one: (id: string) => ['amendments', 'one', id] as const,
  work: ['amendments', 'work'] as const,
}

export const amendmentQueries = {
  of: (id: string) =>
    queryOptions({
      queryKey: keys.of(id),
      queryFn: ({ signal }) => call(endpoints.amendments.list, { params: { id }, signal }).then(({ items }) => items),
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: keys.one(id),
      queryFn: ({ signal }) => call(endpoints.amendments.get, { params: { id }, signal }),
    }),
}

export const useAmendmentWork = (query: Pick<AmendmentQuery, 'status'>) =>
  useList<Amendment>(pagedOptions(keys.work, endpoints.amendments.work, query))

function useChanged() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: keys.all })
}

export function useAskAmendment(patientId: string) {
  return useMutation({
    mutationFn: (body: z.input<typeof AskAmendment>) =>
      call(endpoints.amendments.ask, { params: { id: patientId }, body }),
    onSuccess: useChanged(),
  })
}

export function useDecideAmendment() {
  return useMutation({
    mutationFn: ({ id, ...body }: z.input<typeof DecideAmendment> & { id: string }) =>
      call(endpoints.amendments.decide, { params: { id }, body }),
    onSuccess: useChanged(),
  })
}

export function useExtendAmendment() {
  return useMutation({
    mutationFn: ({ id, ...body }: z.input<typeof ExtendAmendment> & { id: string }) =>
      call(endpoints.amendments.extend, { params: { id }, body }),
    onSuccess: useChanged(),
  })
}

export function useWithdrawAmendment() {
  return useMutation({
    mutationFn: (id: string) => call(endpoints.amendments.withdraw, { params: { id } }),
    onSuccess: useChanged(),
  })
}

export function useDisagree() {
  return useMutation({
    mutationFn: ({ id, statement }: { id: string; statement: string }) =>
      call(endpoints.amendments.disagree, { params: { id }, body: { statement } }),
    onSuccess: useChanged(),
  })
}
