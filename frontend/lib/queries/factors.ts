import type { AddPasskey, StepUp } from '@hms/contract/factors'
import type { SecuritySettings } from '@hms/contract/settings'
import type { z } from 'zod'
import { queryOptions, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { authKeys } from './auth.ts'
import { userKeys } from './users.ts'

export const factorKeys = {
  own: ['auth', 'second-factors'] as const,
  security: ['settings', 'security'] as const,
}

export const factorQueries = {
  own: () =>
    queryOptions({
      queryKey: factorKeys.own,
      queryFn: ({ signal }) => call(endpoints.factors.secondFactors, { signal }),
    }),
  security: () =>
    queryOptions({
      queryKey: factorKeys.security,
      queryFn: ({ signal }) => call(endpoints.settings.security, { signal }),
    }),
}

const changed = (client: QueryClient) => client.invalidateQueries({ queryKey: factorKeys.own })

export const stepUp = (body: z.input<typeof StepUp>) => call(endpoints.factors.stepUp, { body })
export const beginStepUp = () => call(endpoints.factors.stepUpPasskey)
export const beginTotp = () => call(endpoints.factors.beginTotp)
export const beginPasskey = () => call(endpoints.factors.beginPasskey)

export function useConfirmTotp() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (totp: string) => call(endpoints.factors.confirmTotp, { body: { totp } }),
    onSuccess: () => changed(client),
  })
}

export function useRemoveTotp() {
  const client = useQueryClient()
  return useMutation({ mutationFn: () => call(endpoints.factors.removeTotp), onSuccess: () => changed(client) })
}

export function useRenewRecoveryCodes() {
  const client = useQueryClient()
  return useMutation({ mutationFn: () => call(endpoints.factors.renewRecoveryCodes), onSuccess: () => changed(client) })
}

export function useAddPasskey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof AddPasskey>) => call(endpoints.factors.addPasskey, { body }),
    onSuccess: () => changed(client),
  })
}

export function useRenamePasskey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      call(endpoints.factors.renamePasskey, { params: { id }, body: { name } }),
    onSuccess: () => changed(client),
  })
}

export function useRemovePasskey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(endpoints.factors.removePasskey, { params: { id } }),
    onSuccess: () => changed(client),
  })
}

/** The pages open once the person has a factor: everything is asked anew. */
export function useGoOn() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: authKeys.me }).then(() => client.invalidateQueries())
}

export function useUpdateSecurity() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof SecuritySettings>) => call(endpoints.settings.updateSecurity, { body }),
    onSuccess: (settings) => {
      client.setQueryData(factorKeys.security, settings)
      return client.invalidateQueries({ queryKey: authKeys.me })
    },
  })
}

export function useResetFactors() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(endpoints.users.resetFactors, { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: userKeys.all }),
  })
}
