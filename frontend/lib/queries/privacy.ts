import type { UpdateAlertRules } from '@hms/contract/alerts'
import type { AccessLog, AccessLogEntry, AccessLogQuery, PrivacyCase, PrivacyCaseQuery } from '@hms/contract/privacy'
import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList, useListState } from './paged.ts'

export type AccessLogFilter = Partial<Omit<AccessLogQuery, 'cursor'>>

export const privacyKeys = {
  log: ['access-log'] as const,
  cases: ['privacy-cases'] as const,
  rules: ['alert-rules'] as const,
}

export const privacyQueries = {
  log: (patientId: string, query: AccessLogFilter = {}) =>
    infiniteQueryOptions({
      queryKey: [...privacyKeys.log, patientId, query] as const,
      queryFn: ({ pageParam, signal }) =>
        call(endpoints.accessLog.list, {
          params: { id: patientId },
          query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) },
          signal,
        }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last: AccessLog) => last.nextCursor ?? undefined,
    }),
  counts: () =>
    queryOptions({
      queryKey: [...privacyKeys.cases, 'counts'],
      queryFn: ({ signal }) => call(endpoints.privacyCases.counts, { signal }),
    }),
  alertRules: () =>
    queryOptions({
      queryKey: privacyKeys.rules,
      queryFn: ({ signal }) => call(endpoints.alerts.rules, { signal }),
    }),
  cases: (query: Partial<Omit<PrivacyCaseQuery, 'cursor'>> = {}) =>
    pagedOptions(privacyKeys.cases, endpoints.privacyCases.list, query),
}

/** A patient's access log, and everybody who is in it. */
export function useAccessLog(patientId: string, filter: AccessLogFilter) {
  const query = useInfiniteQuery(privacyQueries.log(patientId, filter))
  const list = useListState<AccessLogEntry>(query)
  return { list, people: query.data?.pages[0]?.people ?? [] }
}

export function useReportAccess(patientId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ eventId, message }: { eventId: string; message: string }) =>
      call(endpoints.accessLog.report, { params: { id: patientId, eventId }, body: { message } }),
    onSuccess: () => client.invalidateQueries({ queryKey: privacyKeys.log }),
  })
}

export const usePrivacyCases = (query: Partial<Omit<PrivacyCaseQuery, 'cursor'>> = {}) =>
  useList<PrivacyCase>(privacyQueries.cases(query))

export function useUpdateAlertRules() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: UpdateAlertRules) => call(endpoints.alerts.update, { body }),
    onSuccess: (rules) => client.setQueryData(privacyKeys.rules, rules),
  })
}

export function useClosePrivacyCase() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, finding }: { id: string; finding: string }) =>
      call(endpoints.privacyCases.close, { params: { id }, body: { finding } }),
    onSuccess: () => client.invalidateQueries({ queryKey: privacyKeys.cases }),
  })
}
