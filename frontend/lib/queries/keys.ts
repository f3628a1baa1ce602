import type { KeyRingStatus } from '@hms/contract/keys'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'

const ring = ['keys'] as const
/** While a rotation goes on; counting looks at every row. */
const LOOK_AGAIN_MS = 4000

const goesOn = (status: KeyRingStatus | undefined) => status?.rotation != null && status.rotation.finishedAt === null

export const keyQueries = {
  status: () =>
    queryOptions({
      queryKey: ring,
      queryFn: ({ signal }) => call(endpoints.keys.status, { signal }),
      refetchInterval: ({ state }) => (goesOn(state.data) ? LOOK_AGAIN_MS : false),
    }),
}

export function useRotateKeys() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(endpoints.keys.rotate),
    onSuccess: () => client.invalidateQueries({ queryKey: ring }),
  })
}
