import type { BreakGlass, BreakGlassGrant, CreateCareAssignment, CreateRestriction } from '@hms/contract/access'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'
import { patientKeys } from './patients.ts'

const keys = {
  all: ['access'] as const,
  of: (patientId: string) => ['access', patientId] as const,
  grants: ['access', 'grants'] as const,
}

export const accessQueries = {
  explain: (id: string) =>
    queryOptions({
      queryKey: [...keys.of(id), 'explain'] as const,
      queryFn: ({ signal }) => call(endpoints.access.explain, { params: { id }, signal }).then((reply) => reply.items),
      staleTime: 0,
    }),
  /** The own opening of a record in an emergency, while it lasts. */
  openGrant: (patientId: string) =>
    queryOptions({
      queryKey: [...keys.of(patientId), 'grant'] as const,
      queryFn: ({ signal }) =>
        call(endpoints.access.grants, { query: { patientId, limit: 1 }, signal }).then(
          ({ items }) => items.find(({ secondsLeft }) => secondsLeft > 0) ?? null,
        ),
      staleTime: 60_000,
    }),
  assignments: (id: string) =>
    queryOptions({
      queryKey: [...keys.of(id), 'assignments'] as const,
      queryFn: ({ signal }) =>
        call(endpoints.access.assignments, { params: { id }, signal }).then((reply) => reply.items),
    }),
  restrictions: (id: string) =>
    queryOptions({
      queryKey: [...keys.of(id), 'restrictions'] as const,
      queryFn: ({ signal }) =>
        call(endpoints.access.restrictions, { params: { id }, signal }).then((reply) => reply.items),
    }),
}

export const useGrants = () =>
  useList<BreakGlassGrant>(pagedOptions(keys.grants, endpoints.access.grants, { limit: 10 }))

/** What somebody may see of a patient has changed: the record, its visits, and why. */
function useAccessChanged(patientId: string) {
  const client = useQueryClient()
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: patientKeys.one(patientId) }),
      client.invalidateQueries({ queryKey: keys.all }),
      client.invalidateQueries({ queryKey: ['appointments'] }),
    ])
  }
}

export function useBreakGlass(id: string) {
  return useMutation({
    mutationFn: (body: z.input<typeof BreakGlass>) => call(endpoints.access.breakGlass, { params: { id }, body }),
    onSuccess: useAccessChanged(id),
  })
}

export function useEndBreakGlass(id: string) {
  return useMutation({
    mutationFn: () => call(endpoints.access.endBreakGlass, { params: { id } }),
    onSuccess: useAccessChanged(id),
  })
}

/** Reads the record anew, when an opening of it has run out. */
export const useRecordClosed = useAccessChanged

export function useAssign(id: string) {
  return useMutation({
    mutationFn: (body: z.input<typeof CreateCareAssignment>) => call(endpoints.access.assign, { params: { id }, body }),
    onSuccess: useAccessChanged(id),
  })
}

export function useEndAssignment(patientId: string) {
  return useMutation({
    mutationFn: (id: string) => call(endpoints.access.endAssignment, { params: { id } }),
    onSuccess: useAccessChanged(patientId),
  })
}

export function useRestrict(id: string) {
  return useMutation({
    mutationFn: (body: z.input<typeof CreateRestriction>) => call(endpoints.access.restrict, { params: { id }, body }),
    onSuccess: useAccessChanged(id),
  })
}

export function useLiftRestriction(patientId: string) {
  return useMutation({
    mutationFn: (id: string) => call(endpoints.access.liftRestriction, { params: { id } }),
    onSuccess: useAccessChanged(patientId),
  })
}
