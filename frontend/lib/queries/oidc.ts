import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { authKeys } from './auth.ts'

export const oidcKeys = {
  own: ['auth', 'external-identities'] as const,
  of: (userId: string) => ['users', 'external-identities', userId] as const,
}

export const oidcQueries = {
  own: () =>
    queryOptions({
      queryKey: oidcKeys.own,
      queryFn: ({ signal }) => call(endpoints.oidc.identities, { signal }).then((reply) => reply.items),
    }),
  of: (userId: string) =>
    queryOptions({
      queryKey: oidcKeys.of(userId),
      queryFn: ({ signal }) =>
        call(endpoints.users.identities, { params: { id: userId }, signal }).then((reply) => reply.items),
    }),
}

/** Takes one of the own away; other devices are signed out with it. */
export function useUnlink() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(endpoints.oidc.unlink, { params: { id } }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: oidcKeys.own }),
        client.invalidateQueries({ queryKey: authKeys.sessions }),
      ]),
  })
}

/** Takes all of somebody's away, for an administrator. */
export function useUnlinkUser() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (userId: string) => call(endpoints.users.unlinkIdentities, { params: { id: userId } }),
    onSuccess: (_reply, userId) => client.invalidateQueries({ queryKey: oidcKeys.of(userId) }),
  })
}
