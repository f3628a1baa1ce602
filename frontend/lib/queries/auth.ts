import type { ChangePassword } from '@hms/contract/auth'
import type { z } from 'zod'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { endSession, noteSigningOut, rememberSignedIn } from '../session.ts'

export const authKeys = {
  me: ['auth', 'me'] as const,
  sessions: ['auth', 'sessions'] as const,
}

export const authQueries = {
  me: () =>
    queryOptions({
      queryKey: authKeys.me,
      queryFn: async ({ signal }) => {
        const me = await call(endpoints.auth.me, { signal })
        // Whoever comes through a sign-in service has passed no form of ours.
        rememberSignedIn(true)
        return me
      },
      staleTime: 60_000,
    }),
  sessions: () =>
    queryOptions({
      queryKey: authKeys.sessions,
      queryFn: ({ signal }) => call(endpoints.auth.sessions, { signal }).then((reply) => reply.items),
    }),
}

/** The session is over; whoever came through a sign-in service may go on there. The release before answers nothing. */
const goOn = (reply: { continueAt: string | null } | undefined) => endSession('signed-out', reply?.continueAt)

const signingOut = { onMutate: noteSigningOut, onSuccess: goOn, onError: () => rememberSignedIn(true) }

export function useSignOut() {
  return useMutation({ mutationFn: () => call(endpoints.auth.logout), ...signingOut })
}

export function useSignOutEverywhere() {
  return useMutation({ mutationFn: () => call(endpoints.auth.logoutEverywhere), ...signingOut })
}

export function useEndSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(endpoints.auth.endSession, { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: authKeys.sessions }),
  })
}

export function useChangePassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof ChangePassword>) => call(endpoints.auth.changePassword, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: authKeys.sessions }),
  })
}
