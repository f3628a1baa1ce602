import type { SessionSettings, UpdateSettings } from '@hms/contract/settings'
import type { z } from 'zod'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'

export const settingsKeys = { all: ['settings'] as const }

export const settingsQueries = {
  get: () =>
    queryOptions({
      queryKey: settingsKeys.all,
      queryFn: ({ signal }) => call(endpoints.settings.get, { signal }),
      staleTime: 10 * 60_000,
    }),
}

/** How long sessions stay open. */
export const sessionSettings = () =>
  queryOptions({
    queryKey: [...settingsKeys.all, 'sessions'] as const,
    queryFn: ({ signal }) => call(endpoints.settings.sessions, { signal }),
  })

export function useUpdateSessionSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof SessionSettings>) => call(endpoints.settings.updateSessions, { body }),
    onSuccess: (settings) => client.setQueryData(sessionSettings().queryKey, settings),
  })
}

export function useUpdateSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof UpdateSettings>) => call(endpoints.settings.update, { body }),
    onSuccess: (settings) => client.setQueryData(settingsKeys.all, settings),
  })
}
