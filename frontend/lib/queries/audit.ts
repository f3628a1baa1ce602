import type { AuditEvent, AuditQuery } from '@hms/contract/audit'
import { endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

export type AuditFilter = Partial<Omit<AuditQuery, 'cursor'>>

export const auditKeys = { all: ['audit'] as const }

export const auditQueries = {
  list: (query: AuditFilter = {}) => pagedOptions(auditKeys.all, endpoints.audit.list, query),
}

export const useAuditEvents = (query: AuditFilter = {}) => useList<AuditEvent>(auditQueries.list(query))
