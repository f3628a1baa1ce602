import type { DormantPatient, UpdateRetention } from '@hms/contract/retention'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

const keys = {
  rules: ['retention', 'rules'] as const,
  preview: ['retention', 'preview'] as const,
  patients: ['retention', 'patients'] as const,
}

export const retentionQueries = {
  rules: () =>
    queryOptions({
      queryKey: keys.rules,
      queryFn: ({ signal }) => call(endpoints.retention.get, { signal }).then(({ items }) => items),
    }),
  /** Counts in all tables: asked for when somebody wants it, and at no other time. */
  preview: () =>
    queryOptions({
      queryKey: keys.preview,
      queryFn: ({ signal }) => call(endpoints.retention.preview, { signal }).then(({ items }) => items),
      enabled: false,
    }),
}

export const useDormantPatients = () =>
  useList<DormantPatient>(pagedOptions(keys.patients, endpoints.retention.patients, { limit: 20 }))

export function useUpdateRetention() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof UpdateRetention>) => call(endpoints.retention.update, { body }),
    onSuccess: ({ items }) => {
      client.setQueryData(keys.rules, items)
      client.removeQueries({ queryKey: keys.preview })
      return client.invalidateQueries({ queryKey: keys.patients })
    },
  })
}
