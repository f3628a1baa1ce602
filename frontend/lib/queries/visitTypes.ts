import type { CreateVisitType, UpdateVisitType } from '@hms/contract/visitTypes'
import type { z } from 'zod'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'

export const visitTypeKeys = { all: ['visit-types'] as const }

export const visitTypeQueries = {
  list: () =>
    queryOptions({
      queryKey: visitTypeKeys.all,
      queryFn: ({ signal }) => call(endpoints.visitTypes.list, { signal }).then((reply) => reply.items),
      staleTime: 5 * 60_000,
    }),
}

export function useCreateVisitType() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof CreateVisitType>) => call(endpoints.visitTypes.create, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: visitTypeKeys.all }),
  })
}

export function useUpdateVisitType() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string } & z.input<typeof UpdateVisitType>) =>
      call(endpoints.visitTypes.update, { params: { id }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: visitTypeKeys.all }),
  })
}
