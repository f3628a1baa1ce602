import type { AuditEvent, AuditQuery } from '@hms/contract/audit'
import { queryOptions } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

export type AuditFilter = Partial<Omit<AuditQuery, 'cursor'>>

export const auditKeys = { all: ['audit'] as const }

export const auditQueries = {
  list: (query: AuditFilter = {}) => pagedOptions(auditKeys.all, endpoints.audit.list, query),
  /** Asked for again while somebody looks, as it grows all the time. */
  integrity: () =>
    queryOptions({
      queryKey: [...auditKeys.all, 'integrity'] as const,
      queryFn: ({ signal }) => call(endpoints.audit.integrity, { signal }),
      refetchInterval: 15_000,
    }),
}

export const useAuditEvents = (query: AuditFilter = {}) => useList<AuditEvent>(auditQueries.list(query))
