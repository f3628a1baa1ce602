import type { CreatePatient, MatchQuery, Patient, PatientSummary, UpdatePatient } from '@hms/contract/patients'
import type { z } from 'zod'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { useIdempotentMutation } from './idempotent.ts'
import { pagedOptions, useList } from './paged.ts'

export const patientKeys = {
  all: ['patients'] as const,
  lists: ['patients', 'list'] as const,
  one: (id: string) => ['patients', 'one', id] as const,
}

export const patientQueries = {
  list: (query: { q?: string; limit?: number } = {}) => pagedOptions(patientKeys.lists, endpoints.patients.list, query),
  one: (id: string) =>
    queryOptions({
      queryKey: patientKeys.one(id),
      queryFn: ({ signal }) => call(endpoints.patients.get, { params: { id }, signal }),
    }),
  /** Patients who may be the same person: ask before registering. */
  matches: (query: MatchQuery) =>
    queryOptions({
      queryKey: [...patientKeys.all, 'matches', query] as const,
      queryFn: ({ signal }) => call(endpoints.patients.matches, { query, signal }).then((reply) => reply.items),
      staleTime: 0,
    }),
}

export const usePatients = (query: { q?: string; limit?: number } = {}) =>
  useList<PatientSummary>(patientQueries.list(query))

/** One short page for search boxes. */
export const searchPatients = (q: string, signal?: AbortSignal) =>
  call(endpoints.patients.list, { query: { ...(q ? { q } : {}), limit: 8 }, signal }).then((page) => page.items)

export function useCreatePatient() {
  return useIdempotentMutation(
    (body: z.input<typeof CreatePatient>, idempotencyKey) => call(endpoints.patients.create, { body, idempotencyKey }),
    async (client, patient: Patient) => {
      client.setQueryData(patientKeys.one(patient.id), patient)
      await Promise.all([
        client.invalidateQueries({ queryKey: patientKeys.lists }),
        client.invalidateQueries({ queryKey: ['auth', 'me'] }),
        client.invalidateQueries({ queryKey: ['reports'] }),
      ])
    },
  )
}

export function useUpdatePatient(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof UpdatePatient>) => call(endpoints.patients.update, { params: { id }, body }),
    onSuccess: async (patient) => {
      client.setQueryData(patientKeys.one(id), patient)
      await Promise.all([
        client.invalidateQueries({ queryKey: patientKeys.lists }),
        client.invalidateQueries({ queryKey: ['auth', 'me'] }),
      ])
    },
  })
}
