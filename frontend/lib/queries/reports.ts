import type { AppointmentReportQuery, RevenueReportQuery } from '@hms/contract/reports'
import type { z } from 'zod'
import { queryOptions } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'

export const reportKeys = { all: ['reports'] as const }

/** How often figures of today are asked for anew, in milliseconds. */
const lookAgain = 60_000

/** Figures stay on the screen while a new period loads. */
export const reportQueries = {
  summary: () =>
    queryOptions({
      queryKey: [...reportKeys.all, 'summary'] as const,
      queryFn: ({ signal }) => call(endpoints.reports.summary, { signal }),
      refetchInterval: lookAgain,
    }),
  receivables: () =>
    queryOptions({
      queryKey: [...reportKeys.all, 'receivables'] as const,
      queryFn: ({ signal }) => call(endpoints.reports.receivables, { signal }),
      refetchInterval: lookAgain,
    }),
  appointments: (query: z.input<typeof AppointmentReportQuery>) =>
    queryOptions({
      queryKey: [...reportKeys.all, 'appointments', query] as const,
      queryFn: ({ signal }) => call(endpoints.reports.appointments, { query, signal }).then((reply) => reply.items),
      placeholderData: (previous) => previous,
    }),
  revenue: (query: z.input<typeof RevenueReportQuery>) =>
    queryOptions({
      queryKey: [...reportKeys.all, 'revenue', query] as const,
      queryFn: ({ signal }) => call(endpoints.reports.revenue, { query, signal }).then((reply) => reply.items),
      placeholderData: (previous) => previous,
    }),
}
