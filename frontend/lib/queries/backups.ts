import { queryOptions } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'

export const backupQueries = {
  status: () =>
    queryOptions({
      queryKey: ['backups'] as const,
      queryFn: ({ signal }) => call(endpoints.backups.status, { signal }),
      staleTime: 60_000,
    }),
}
